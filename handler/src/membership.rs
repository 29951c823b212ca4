//! The use case "register", as far as it concerns fees for members.

use std::sync::Arc;

use model::membership::Members;
use model::reading::read_membership;
use model::registration::RegistrationRequest;
use model::submission::Submission;

use crate::error::{AppError, FormError};
use crate::extract::workshop::WorkshopForm;

/// Adds to a valid request what is known about the membership of the registrant, if a fee is for members.
///
/// # Errors
///
/// [`FormError::Invalid`] if the fee is not for this registrant, [`FormError::Guess`] if the code is wrong.
pub(crate) fn with_membership(
    form: &WorkshopForm,
    submission: &Submission,
    request: RegistrationRequest,
) -> Result<RegistrationRequest, FormError> {
    let offer = form.main_offer();
    if !offer.has_fees_for_members() {
        return Ok(request);
    }
    let members = members(form)?;
    let membership = read_membership(&request, offer, form.form()?, submission, &members);
    Ok(RegistrationRequest { membership: membership.map_err(FormError::about)?, ..request })
}

/// Checks that the members can be read, if a fee is for members.
///
/// # Errors
///
/// [`FormError`] if their file cannot be read.
pub(crate) fn check_members(form: &WorkshopForm) -> Result<(), FormError> {
    if form.main_offer().has_fees_for_members() {
        members(form)?;
    }
    Ok(())
}

fn members(form: &WorkshopForm) -> Result<Arc<Members>, FormError> {
    let members = form.services.workshops.members();
    Ok(members.map_err(|error| AppError::broken(form.main(), error))?)
}
