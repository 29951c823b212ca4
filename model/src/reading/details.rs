//! Conversion of submissions to the changed details of a registration.

use super::{ReadError, ValidValues, own_answers, valid_values};
use crate::field;
use crate::form::Form;
use crate::registration::{Billing, Details, Registration, own_questions};
use crate::siren::Siren;
use crate::submission::{FieldError, Problem, Submission, SubmissionErrors};

/// Validates a change of details from [`details_form`](crate::registration::details_form). What the form does not ask is
/// kept.
///
/// # Errors
///
/// Returns [`ReadError::Submission`] with all problems of single fields at once, or the problem that the SIRET is not one
/// of the organisation that was invoiced before, if seats or the fee depend on it.
pub fn read_details(
    form: &Form,
    current: &Registration,
    submission: &Submission,
) -> Result<Details, ReadError> {
    let values = valid_values(form, submission)?;
    let valid = ValidValues { form, values: &values };
    let mut details = current.request.details();
    if form.field(field::GIVEN_NAME).is_some() {
        details.contact = valid.contact_at(details.contact.email)?;
    }
    if form.field(field::BILLING_ADDRESS).is_some() {
        details.billing = valid.billing()?;
        check_organisation(current, &details.billing)?;
    }
    for question in own_questions(form) {
        details.answers.remove(&question.name);
    }
    details.answers.extend(own_answers(form, &values));
    if form.field(field::REMARKS).is_some() {
        details.remarks = valid.optional(field::REMARKS);
    }
    Ok(details)
}

/// Checks that the invoiced organisation stays the same, if the registration depends on it.
fn check_organisation(current: &Registration, billing: &Billing) -> Result<(), ReadError> {
    if !current.depends_on_siren() || billing.siret.as_ref().map(Siren::from) == current.request.siren() {
        return Ok(());
    }
    let error = FieldError { field: field::SIRET.to_owned(), problem: Problem::OtherOrganisation };
    Err(ReadError::Submission(SubmissionErrors { fields: vec![error] }))
}
