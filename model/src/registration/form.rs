//! The registration form, built from standard fields with the theme's texts and from the editor's own questions.

mod additions;
mod details;
pub(crate) mod groups;
mod rows;
mod sessions;

pub use self::additions::{FIRST_ROW, additions_form};
pub use self::details::{asked_sessions, details_form, own_sessions_form};
use self::groups::Groups;
use crate::announcement::{AttendanceMode, SessionStatus};
use crate::field;
use crate::form::{ChoiceOption, Field, FieldGroup, Form, FormError};
use crate::offer::{Attends, Fee, Offer, ParticipantEmail};

/// The parts of a workshop on which its registration form depends.
#[derive(Clone, Debug)]
pub struct FormParts<'a> {
    /// The fee categories; the registrant chooses one for each participant.
    pub fees: &'a [Fee],
    /// Whether to ask for a member's code, because a fee is for members.
    pub member_code: bool,
    /// The maximum number of participants per registration.
    pub max_participants: u32,
    /// The maximum number of seats of an organisation. With a limit, the registrant has to give a SIRET.
    pub max_per_organisation: Option<u32>,
    /// Whether participants attend all sessions or choose some.
    pub attends: Attends,
    /// The sessions that participants can attend.
    pub sessions: &'a [FormSession],
    /// The workshop's own questions about the whole registration.
    pub questions: Vec<Field>,
    /// The parts of each participant's row.
    pub participant: ParticipantParts,
}

/// What a form asks about each participant besides name, function and fee.
#[derive(Clone, Debug, Default)]
pub struct ParticipantParts {
    /// Whether it asks for the e-mail address.
    pub email: ParticipantEmail,
    /// The workshop's own questions about each participant.
    pub questions: Vec<Field>,
}

impl ParticipantParts {
    /// Returns the parts of an offer's form, with the questions as the offer has them.
    pub fn of(offer: &Offer) -> ParticipantParts {
        ParticipantParts { email: offer.participant_email, questions: offer.participant_questions.clone() }
    }
}

/// A session, as the registration form shows it.
#[derive(Clone, Debug)]
pub struct FormSession {
    /// The identifier within the workshop.
    pub id: String,
    /// The title of the session.
    pub title: String,
    /// The date, in words.
    pub date: String,
    /// Whether participants choose between attending in person and online.
    pub hybrid: bool,
}

impl FormSession {
    /// Returns a session with its date in words, as the registration form shows it; `None` if it is cancelled, so that
    /// registrants cannot choose it.
    pub fn new(
        id: String,
        title: String,
        date: String,
        attendance: AttendanceMode,
        status: SessionStatus,
    ) -> Option<FormSession> {
        let hybrid = attendance == AttendanceMode::Hybrid;
        (status != SessionStatus::Cancelled).then_some(FormSession { id, title, date, hybrid })
    }
}

/// The reason why a form could not be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationFormError<E> {
    /// A text is missing.
    #[error(transparent)]
    Text(E),
    /// The fields do not make a valid form.
    #[error(transparent)]
    Form(#[from] FormError),
}

/// Builds the registration form of an offer.
///
/// `text` returns the translation of a key with parameters: `form.<group>.legend`, `form.<field>.label`, `.hint`
/// (for fields that have one), `.missing` and `.invalid`, with underscores for the hyphens in a field's name.
/// `fee_hint` returns the price of a fee in words.
///
/// # Errors
///
/// Returns the error of `text` for a required key, or [`FormError`] if the parts do not make a valid form.
pub fn registration_form<E>(
    parts: FormParts<'_>,
    fee_hint: impl Fn(&Fee) -> String,
    text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>,
) -> Result<Form, RegistrationFormError<E>> {
    check_participant_questions(&parts)?;
    let groups = Groups { fees: fee_options(parts.fees, fee_hint), text };
    let mut all = vec![groups.contact(&parts).map_err(RegistrationFormError::Text)?];
    all.extend(groups.participation(&parts).map_err(RegistrationFormError::Text)?);
    for number in 2..=parts.max_participants {
        let mut row = groups.colleague(number, &parts.participant).map_err(RegistrationFormError::Text)?;
        row.fields.extend(groups.own_sessions(number, &parts).map_err(RegistrationFormError::Text)?);
        all.push(row);
    }
    all.extend(groups.sessions(&parts).map_err(RegistrationFormError::Text)?);
    all.push(groups.billing(&parts).map_err(RegistrationFormError::Text)?);
    if !parts.questions.is_empty() {
        all.push(groups.questions(parts).map_err(RegistrationFormError::Text)?);
    }
    all.push(groups.closing().map_err(RegistrationFormError::Text)?);
    Ok(Form::new(all)?)
}

/// Builds the form in which a registrant changes the participants: one row for each current participant, of which
/// at least one must be filled in. Fees stay the same, so the form does not ask for them; `parts` is what it asks
/// besides names and functions.
///
/// # Errors
///
/// Returns the same errors as [`registration_form`].
pub fn participants_form<E>(
    participants: u32,
    parts: &ParticipantParts,
    text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>,
) -> Result<Form, RegistrationFormError<E>> {
    let groups = Groups { fees: Vec::new(), text };
    let rows: Result<Vec<_>, E> = (1..=participants).map(|number| groups.colleague(number, parts)).collect();
    Ok(Form::new(rows.map_err(RegistrationFormError::Text)?)?)
}

/// Builds the form in which a participant corrects what is known about them: their name, their function and their answers.
/// Their address identifies them, so only the contact can change it.
///
/// # Errors
///
/// Returns the same errors as [`registration_form`].
pub fn participation_form<E>(
    questions: Vec<Field>,
    text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>,
) -> Result<Form, RegistrationFormError<E>> {
    let parts = ParticipantParts { email: ParticipantEmail::None, questions };
    let groups = Groups { fees: Vec::new(), text };
    let row = groups.colleague(1, &parts).map_err(RegistrationFormError::Text)?;
    Ok(Form::new(vec![FieldGroup { optional: false, ..row }])?)
}

/// Checks the questions about each participant under the names that the editor gave them. In the form, each
/// participant's row has them under other names.
fn check_participant_questions(parts: &FormParts<'_>) -> Result<(), FormError> {
    let questions = &parts.participant.questions;
    let is_taken = |question: &&Field| {
        let others = parts.questions.iter().map(|other| other.name.as_str());
        field::is_of_row(&question.name) || others.into_iter().any(|name| name == question.name)
    };
    if let Some(question) = questions.iter().find(is_taken) {
        return Err(FormError::DuplicateName(question.name.clone()));
    }
    let group = FieldGroup {
        name: field::QUESTIONS.to_owned(),
        legend: String::new(),
        hint: None,
        optional: false,
        show_if: None,
        fields: questions.clone(),
    };
    Form::new(vec![group]).map(|_| ())
}

fn fee_options(fees: &[Fee], hint: impl Fn(&Fee) -> String) -> Vec<ChoiceOption> {
    let option = |fee: &Fee| ChoiceOption {
        value: fee.category.to_string(),
        label: fee.label.clone(),
        hint: Some(hint(fee)),
        language: fee.language.clone(),
    };
    fees.iter().map(option).collect()
}

/// Returns the editor's own questions in the form's order: those of the groups whose names begin with
/// [`field::QUESTIONS`].
pub fn own_questions(form: &Form) -> impl Iterator<Item = &Field> {
    let groups = form.groups().iter().filter(|group| group.name.starts_with(field::QUESTIONS));
    groups.flat_map(|group| &group.fields)
}
