//! The form of a questionnaire: who answers, the editor's own questions, the interview, the privacy notice.

use super::INTERVIEW;
use crate::field;
use crate::form::{CONSENT_VALUE, Field, FieldGroup, Form, ShowIf};
use crate::registration::RegistrationFormError;
use crate::registration::groups::Groups;

/// Most characters that all answers of a questionnaire together may have: 13 long answers of about a page each. In
/// UTF-8 they have at most 160,000 bytes, which leaves more than half of a DynamoDB item (AWS limit: 400 KB); each
/// byte written as `%XX`, a post of them has 480,000.
pub const MAX_ANSWERS_LENGTH: u32 = 40_000;

/// What the form of a questionnaire is made of.
#[derive(Clone, Debug)]
pub struct QuestionnaireParts {
    /// The editor's own questions, in groups.
    pub groups: Vec<QuestionGroup>,
    /// Whether one is asked for an interview.
    pub interview: bool,
    /// What the interview is about, in place of the theme's words.
    pub interview_hint: Option<String>,
}

/// Questions that belong together.
#[derive(Clone, Debug)]
pub struct QuestionGroup {
    /// What they are about.
    pub legend: String,
    /// A sentence of help.
    pub hint: Option<String>,
    /// The questions.
    pub questions: Vec<Field>,
}

/// Makes the form of a questionnaire.
///
/// `text` gives the words of a key, as for [`registration_form`](crate::registration::registration_form); besides
/// those of its fields `form.respondent.legend`, `form.respondent.email_hint`, `form.interview.legend` and
/// `form.interview.telephone_hint`.
///
/// # Errors
///
/// What `text` answers for a key that must be there, or [`FormError`](crate::form::FormError) for questions that
/// make no form.
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
        fields: group.questions,
    });
    let own = own.collect::<Vec<_>>();
    let groups = standard(interview, hint, own, text).map_err(RegistrationFormError::Text)?;
    Ok(Form::new(groups)?)
}

/// The editor's own groups between the standard ones.
fn standard<E>(
    interview: bool,
    interview_hint: Option<String>,
    own: Vec<FieldGroup>,
    text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>,
) -> Result<Vec<FieldGroup>, E> {
    let groups = Groups { fees: Vec::new(), text };
    // What the theme says about these two in a registration form is about registering.
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

/// How many characters the answers to these questions may have together, those to choices counted as the values of
/// all their options.
pub fn answers_length<'a>(questions: impl IntoIterator<Item = &'a Field>) -> u64 {
    let length = |field: &Field| match field.kind.max_length() {
        Some(length) => u64::from(length),
        None => field.kind.options().iter().map(|option| option.value.chars().count() as u64).sum(),
    };
    questions.into_iter().map(length).sum()
}
