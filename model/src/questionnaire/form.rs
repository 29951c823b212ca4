//! The form of a questionnaire: the respondent, the editor's questions, the interview and the privacy notice.

use serde::{Deserialize, Serialize};

use super::INTERVIEW;
use crate::field;
use crate::form::{CONSENT_VALUE, Field, FieldGroup, Form, ShowIf, questions};
use crate::registration::RegistrationFormError;
use crate::registration::groups::Groups;

/// The maximum total length of all answers to a questionnaire, in characters: 13 multi-line answers of about a page
/// each. In UTF-8, they take at most 160,000 bytes, less than half of a DynamoDB item (AWS limit: 400 KB). In a
/// request body, where each byte may be written as `%XX`, they take at most 480,000.
pub const MAX_ANSWERS_LENGTH: u32 = 40_000;

/// The variable parts of a questionnaire's form.
#[derive(Clone, Debug)]
pub struct QuestionnaireParts {
    /// The editor's own questions, in groups.
    pub groups: Vec<QuestionGroup>,
    /// Whether to ask for an interview.
    pub interview: bool,
    /// A description of the interview that replaces the theme's.
    pub interview_hint: Option<String>,
}

/// A group of related questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuestionGroup {
    /// The heading.
    pub legend: String,
    /// A help text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The questions in display order.
    #[serde(with = "questions")]
    pub questions: Vec<Field>,
}

/// Builds the form of a questionnaire.
///
/// `text` returns the translation of a key, as for [`registration_form`](crate::registration::registration_form).
/// In addition to the keys of its fields, it needs `form.respondent.legend`, `form.respondent.email_hint`,
/// `form.interview.legend` and `form.interview.telephone_hint`.
///
/// # Errors
///
/// Returns the error of `text` for a required key, or [`FormError`](crate::form::FormError) if the questions do not
/// make a valid form.
pub fn questionnaire_form<E>(
    parts: QuestionnaireParts,
    text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>,
) -> Result<Form, RegistrationFormError<E>> {
    let (interview, hint) = (parts.interview, parts.interview_hint);
    let own = (1..).zip(parts.groups).map(|(number, group)| FieldGroup {
        name: format!("{}-{number}", field::QUESTIONS),
        legend: group.legend,
        hint: group.hint,
        optional: false,
        show_if: None,
        fields: group.questions,
    });
    let own = own.collect::<Vec<_>>();
    let groups = standard(interview, hint, own, text).map_err(RegistrationFormError::Text)?;
    Ok(Form::new(groups)?)
}

/// Puts the editor's groups between the standard ones.
fn standard<E>(
    interview: bool,
    interview_hint: Option<String>,
    own: Vec<FieldGroup>,
    text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>,
) -> Result<Vec<FieldGroup>, E> {
    let groups = Groups { fees: Vec::new(), text };
    // The hints that the theme has for these two fields are about registering.
    let hinted = |field: Field, key: &str| Ok(Field { hint: Some((groups.text)(key, &[])?), ..field });
    let (mut telephone, mut respondent) = (None, Vec::new());
    for field in groups.person()? {
        match field.name.as_str() {
            field::TELEPHONE => telephone = Some(field),
            field::EMAIL => respondent.push(hinted(field, "form.respondent.email_hint")?),
            _ => respondent.push(field),
        }
    }
    let mut all = vec![groups.group("respondent", respondent)?];
    all.extend(own);
    if interview {
        let consent = groups.consent(INTERVIEW)?;
        let consent = Field { hint: interview_hint.or(consent.hint), ..consent };
        let mut fields = vec![consent];
        if let Some(telephone) = telephone {
            let show_if = Some(ShowIf { field: INTERVIEW.to_owned(), equals: CONSENT_VALUE.to_owned() });
            let telephone = hinted(telephone, "form.interview.telephone_hint")?;
            fields.push(Field { show_if, ..telephone });
        }
        all.push(groups.group(INTERVIEW, fields)?);
    }
    all.push(groups.group("closing", vec![groups.privacy()?])?);
    Ok(all)
}

/// Returns the maximum total length of the answers to these questions, in characters. A choice counts with the
/// values of all its options.
pub fn answers_length<'a>(questions: impl IntoIterator<Item = &'a Field>) -> u64 {
    let length = |field: &Field| match field.kind.max_length() {
        Some(length) => u64::from(length),
        None => field.kind.options().iter().map(|option| option.value.chars().count() as u64).sum(),
    };
    questions.into_iter().map(length).sum()
}
