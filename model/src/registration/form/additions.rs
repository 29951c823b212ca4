//! The form in which a registrant adds people to a registration: rows of the registration form.

use super::RegistrationFormError;
use crate::field;
use crate::form::{Field, FieldGroup, Form};

/// The number of the first row for another person than the contact.
pub const FIRST_ROW: u32 = 2;

/// Builds the form in which this many people can be added to a registration with `people`, from the registration form, so that
/// both ask and check the same. The rows have the numbers from [`FIRST_ROW`] on, however many people there are already.
///
/// `text` returns the translation of a key, as for [`registration_form`](super::registration_form): the key
/// `form.participant.legend` and, if people can have sessions or attendance modes of their own, `form.addition.sessions_hint`.
///
/// # Errors
///
/// Returns the same errors as [`registration_form`](super::registration_form).
pub fn additions_form<E>(
    form: &Form,
    people: u32,
    rows: u32,
    text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>,
) -> Result<Form, RegistrationFormError<E>> {
    let in_row = |field: &Field| match is_about_sessions(field) {
        // The sessions of the registration are not in this form.
        true => Ok(Field { hint: Some(text("form.addition.sessions_hint", &[])?), ..field.clone() }),
        false => Ok(field.clone()),
    };
    let mut groups = Vec::new();
    for place in 1..=rows {
        let name = field::participant_group(place + FIRST_ROW - 1);
        let Some(row) = form.groups().iter().find(|group| group.name == name) else { break };
        let number = people.saturating_add(place).to_string();
        let legend = text("form.participant.legend", &[("number", &number)]);
        let fields = row.fields.iter().map(in_row).collect::<Result<_, E>>();
        let legend = legend.map_err(RegistrationFormError::Text)?;
        groups.push(FieldGroup {
            legend,
            fields: fields.map_err(RegistrationFormError::Text)?,
            ..row.clone()
        });
    }
    Ok(Form::new(groups)?)
}

fn is_about_sessions(field: &Field) -> bool {
    field::name_in_row(&field.name).is_some_and(field::is_of_sessions)
}
