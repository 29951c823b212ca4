//! Forms that ask for an e-mail address and nothing else.

use crate::contact::Email;
use crate::field;
use crate::form::{Field, FieldGroup, Form};
use crate::registration::groups::Groups;
use crate::submission::{FieldError, Problem, Submission, SubmissionErrors, Value, validate};

/// Builds the form in which registrants request mails with links to their registrations.
///
/// `text` returns the translation of a key, as for [`registration_form`](crate::registration::registration_form):
/// the keys of the address field, `form.find.legend` and `form.find.email_hint`.
///
/// # Errors
///
/// Returns the error of `text` for a required key.
pub fn find_form<E>(text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>) -> Result<Form, E> {
    email_form("find", text)
}

/// Builds the form in which a registrant proposes another address for the contact, with the texts `form.address.legend` and
/// `form.address.email_hint`, like [`find_form`].
///
/// # Errors
///
/// Returns the same errors.
pub fn address_form<E>(text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>) -> Result<Form, E> {
    email_form("address", text)
}

/// Builds a form with one group of this name, which has a single field for the e-mail address.
fn email_form<E>(name: &str, text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>) -> Result<Form, E> {
    Ok(Form::new(vec![group(name, text)?]).expect("a single field has no duplicate name"))
}

fn group<E>(name: &str, text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>) -> Result<FieldGroup, E> {
    let hint = Some(text(&format!("form.{name}.email_hint"), &[])?);
    let groups = Groups { fees: Vec::new(), text };
    let person = groups.person()?.into_iter();
    let email = person.filter(|it| it.name == field::EMAIL).map(|it| Field { hint: hint.clone(), ..it });
    groups.group(name, email.collect())
}

/// Reads the address from a submission of one of these forms.
///
/// # Errors
///
/// Returns the problems of the submission if the address is missing or invalid.
pub fn read_email(form: &Form, submission: &Submission) -> Result<Email, SubmissionErrors> {
    match validate(form, submission)?.remove(field::EMAIL) {
        Some(Value::Email(email)) => Ok(email),
        _ => {
            let error = FieldError { field: field::EMAIL.to_owned(), problem: Problem::Invalid };
            Err(SubmissionErrors { fields: vec![error] })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(email: &str) -> Result<Email, SubmissionErrors> {
        let form = find_form(|key, _| Ok::<_, std::convert::Infallible>(key.to_owned())).unwrap();
        assert_eq!(form.fields().count(), 1);
        read_email(&form, &Submission::new(vec![("email".to_owned(), email.to_owned())]))
    }

    #[test]
    fn asks_for_one_address() {
        assert_eq!(read(" claire@club.example ").unwrap().as_str(), "claire@club.example");
        for (wrong, problem) in
            [("", Problem::Missing), (" ", Problem::Missing), ("claire@", Problem::Invalid)]
        {
            assert_eq!(read(wrong).unwrap_err().fields[0].problem, problem, "{wrong}");
        }
    }
}
