//! Conversion of submissions to answers to a questionnaire.

use super::{ReadError, ValidValues, own_answers};
use crate::questionnaire::{FormAnswerRequest, INTERVIEW, Questionnaire};
use crate::slug::Slug;
use crate::submission::{Submission, validate};

/// Validates a submission against a questionnaire of a workshop and converts it to a request.
///
/// # Errors
///
/// Returns [`ReadError::Submission`] with all problems at once, or [`ReadError::Form`] for a form that was not
/// built by [`questionnaire_form`](crate::questionnaire::questionnaire_form).
pub fn read_answer(
    workshop: &Slug,
    form: &Slug,
    questionnaire: &Questionnaire,
    submission: &Submission,
) -> Result<FormAnswerRequest, ReadError> {
    let values = validate(&questionnaire.form, submission).map_err(ReadError::Submission)?;
    Ok(FormAnswerRequest {
        workshop: workshop.clone(),
        form: form.clone(),
        respondent: ValidValues { values: &values }.contact()?,
        interview: values.contains_key(INTERVIEW),
        answers: own_answers(&questionnaire.form, &values),
        form_hash: questionnaire.form.hash().to_owned(),
    })
}
