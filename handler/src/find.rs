//! The use case "find my registration": notes an e-mail address, to which the notifier then mails the links. Knows
//! neither HTTP nor AWS.
//!
//! The handler never checks whether the address has registrations, so neither its answer nor its work can reveal that.

use model::email_form::{find_form, read_email};
use model::form::Form;
use model::submission::Submission;

use crate::abuse::Pressure;
use crate::error::{AppResult, FormError};
use crate::extract::find::FindRequest;

/// Returns the form in the language of the page.
pub(crate) fn form(request: &FindRequest) -> AppResult<Form> {
    let words = request.edition().renderer.words();
    Ok(find_form(|key, parameters| words.text(key, parameters))?)
}

/// Notes that the links of the posted address are to be mailed there, at most once a day.
pub(crate) async fn request(
    request: &FindRequest,
    form: &Form,
    submission: &Submission,
) -> Result<(), FormError> {
    let email = read_email(form, submission).map_err(FormError::about)?;
    if let Pressure::TooMuch(too_many) = request.pressure {
        return Err(too_many.into());
    }
    if submission.is_trapped() {
        // A bot gets the usual answer, and no mail is sent.
        return Ok(());
    }
    let services = &request.services;
    let digits = services.identifier_key.links(&email);
    Ok(services.store.request_links(&digits, &email, (services.clock)(), request.deadline).await?)
}
