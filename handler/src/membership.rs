//! The use case "register", as far as it concerns fees for members.

use model::reading::read_membership;
use model::registration::RegistrationRequest;
use model::submission::Submission;

use crate::error::{AppError, FormError};
use crate::extract::workshop::WorkshopForm;

/// Adds to a valid request what is known about the membership of the registrant, if a fee is for members.
///
/// # Errors
///
/// [`FormError::Invalid`] if the fee is not for this registrant, or if the code is wrong.
pub(crate) fn with_membership(
    form: &WorkshopForm,
    submission: &Submission,
    request: RegistrationRequest,
) -> Result<RegistrationRequest, FormError> {
    let offer = form.main_offer();
    if !offer.has_fees_for_members() {
        return Ok(request);
    }
    let members = form.services.workshops.members();
    let members = members.map_err(|error| AppError::broken(form.main(), error))?;
    let membership = read_membership(&request, offer, form.form()?, submission, &members);
    Ok(RegistrationRequest { membership: membership.map_err(FormError::Invalid)?, ..request })
}
