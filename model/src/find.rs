//! The form in which registrants request mails with links to their registrations.

use crate::contact::Email;
use crate::field;
use crate::form::{Field, FieldGroup, Form};
use crate::registration::groups::Groups;
use crate::submission::{FieldError, Problem, Submission, SubmissionErrors, Value, validate};

/// The name of the form's only group.
const FIND: &str = "find";

/// Builds the form, which has a single field for the e-mail address.
///
/// `text` returns the translation of a key, as for [`registration_form`](crate::registration::registration_form):
/// the keys of the address field, `form.find.legend` and `form.find.email_hint`.
///
/// # Errors
///
/// Returns the error of `text` for a required key.
pub fn find_form<E>(text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>) -> Result<Form, E> {
    Ok(Form::new(vec![group(text)?]).expect("a single field has no duplicate name"))
}

fn group<E>(text: impl Fn(&str, &[(&str, &str)]) -> Result<String, E>) -> Result<FieldGroup, E> {
    let hint = Some(text("form.find.email_hint", &[])?);
    let groups = Groups { fees: Vec::new(), text };
    let person = groups.person()?.into_iter();
    let email = person.filter(|it| it.name == field::EMAIL).map(|it| Field { hint: hint.clone(), ..it });
    groups.group(FIND, email.collect())
}

/// Reads the address from a submission of [`find_form`].
///
/// # Errors
///
/// Returns the problems of the submission if the address is missing or invalid.
pub fn read_find(form: &Form, submission: &Submission) -> Result<Email, SubmissionErrors> {
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
        read_find(&form, &Submission::new(vec![("email".to_owned(), email.to_owned())]))
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
