//! Conversion of submissions to answers to a questionnaire.

use super::{ReadError, ValidValues, own_answers};
use crate::form::Form;
use crate::questionnaire::{FormAnswerRequest, INTERVIEW};
use crate::slug::Slug;
use crate::submission::{Submission, validate};

/// Validates a submission against the form of a workshop's questionnaire with this name and converts it to a request.
///
/// # Errors
///
/// Returns [`ReadError::Submission`] with all problems at once, or [`ReadError::Form`] for a form that was not
/// built by [`questionnaire_form`](crate::questionnaire::questionnaire_form).
pub fn read_answer(
    workshop: &Slug,
    name: &Slug,
    form: &Form,
    submission: &Submission,
) -> Result<FormAnswerRequest, ReadError> {
    let values = validate(form, submission).map_err(ReadError::Submission)?;
    Ok(FormAnswerRequest {
        workshop: workshop.clone(),
        form: name.clone(),
        respondent: ValidValues { form, values: &values }.contact()?,
        interview: values.contains_key(INTERVIEW),
        answers: own_answers(form, &values),
        form_hash: form.hash().to_owned(),
    })
}
