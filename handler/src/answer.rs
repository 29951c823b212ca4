//! The use case of a questionnaire: checks that it is open, validates the answers and stores them. Knows neither HTTP
//! nor AWS.

use model::questionnaire::FormAnswer;
use model::reading::read_answer;
use model::submission::Submission;
use registry::{Kept, whole_milliseconds};

use crate::abuse::examine;
use crate::error::{FormError, Refusal};
use crate::extract::questionnaire::QuestionnaireForm;

/// Stores answers to a questionnaire, unless identical ones are already stored. Different answers from the same e-mail
/// address are kept as well, so neither the page nor the store's work reveals earlier ones.
pub(crate) async fn accept(form: &QuestionnaireForm, submission: &Submission) -> Result<(), FormError> {
    let (workshop, questionnaire) = (form.workshop(), form.questionnaire());
    if let Some(refusal) = Refusal::of(workshop, form.state()) {
        return Err(refusal.into());
    }
    let suspicion = examine(form.pressure, submission)?;
    let request = read_answer(&workshop.slug, &form.name, form.form()?, submission);
    let request = request.map_err(|error| FormError::reading(workshop, error))?;
    let id = form.services.identifier_key.form_answer(&request, suspicion);
    let (created, expires) = (whole_milliseconds(form.now), questionnaire.keep_until);
    let arriving = FormAnswer { id, request, suspicion, created, expires };
    match form.services.store.keep(&arriving, form.deadline).await? {
        Kept::Stored | Kept::Existing(_) => Ok(()),
    }
}
