//! The registration form: which questions a registration asks, with texts that the theme provides.

pub(crate) mod groups;

use self::groups::Groups;
use crate::field;
use crate::form::{ChoiceOption, Field, Form, FormError};
use crate::offer::{Attends, Fee};

/// What a registration form depends on.
#[derive(Clone, Debug)]
pub struct FormParts<'a> {
    /// The fee categories; one is chosen for each participant.
    pub fees: &'a [Fee],
    /// How many people one registration may name.
    pub max_participants: u32,
    /// What one attends.
    pub attends: Attends,
    /// The sessions that one can attend.
    pub sessions: &'a [FormSession],
    /// The workshop's own questions.
    pub questions: Vec<Field>,
}

/// What a registration form says of a session.
#[derive(Clone, Debug)]
pub struct FormSession {
    /// Its identifier within the workshop.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its day, in words.
    pub date: String,
    /// Whether one chooses between the room and the video.
    pub hybrid: bool,
}

/// Why no registration form could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationFormError<E> {
    /// A text is missing.
    #[error(transparent)]
    Text(E),
    /// The fields make no form.
    #[error(transparent)]
    Form(#[from] FormError),
}

/// Makes the registration form of an offer.
///
/// `text` gives the words of a key with parameters: `form.<group>.legend`, `form.<field>.label`, `.hint` (for a
/// field that has one), `.missing` and `.invalid`, with the hyphens of a field's name as underscores.
/// `fee_hint` tells what a fee costs, in words.
///
/// # Errors
///
/// What `text` answers for a key that must be there, or [`FormError`] for parts that make no form.
pub fn registration_form<E>(
    parts: FormParts<'_>,
    fee_hint: impl Fn(&Fee) -> String,
    text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>,
) -> Result<Form, RegistrationFormError<E>> {
    let groups = Groups { fees: fee_options(parts.fees, fee_hint), text };
    let mut all = vec![groups.contact(&parts).map_err(RegistrationFormError::Text)?];
    for number in 2..=parts.max_participants {
        all.push(groups.colleague(number).map_err(RegistrationFormError::Text)?);
    }
    all.extend(groups.sessions(&parts).map_err(RegistrationFormError::Text)?);
    all.push(groups.billing().map_err(RegistrationFormError::Text)?);
    if !parts.questions.is_empty() {
        all.push(groups.questions(parts).map_err(RegistrationFormError::Text)?);
    }
    all.push(groups.closing().map_err(RegistrationFormError::Text)?);
    Ok(Form::new(all)?)
}

/// Makes the form with which a registrant changes who takes part: as many participants as there are, of whom all
/// but one may be left out. Fees stay as they are, so they are not asked for.
///
/// # Errors
///
/// As [`registration_form`].
pub fn participants_form<E>(
    participants: u32,
    text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>,
) -> Result<Form, RegistrationFormError<E>> {
    let groups = Groups { fees: Vec::new(), text };
    let rows: Result<Vec<_>, E> = (1..=participants).map(|number| groups.colleague(number)).collect();
    Ok(Form::new(rows.map_err(RegistrationFormError::Text)?)?)
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

/// The editors' own questions, in the form's order: those of the groups whose names begin with [`field::QUESTIONS`].
pub fn own_questions(form: &Form) -> impl Iterator<Item = &Field> {
    let groups = form.groups().iter().filter(|group| group.name.starts_with(field::QUESTIONS));
    groups.flat_map(|group| &group.fields)
}
