//! Error messages for answers, and their languages.

use model::form::Field;
use model::submission::Problem;

use crate::words::{Words, WordsError};

/// Returns the error message for a problem with an answer.
pub(super) fn message(field: &Field, problem: Problem, words: &Words) -> Result<String, WordsError> {
    let label = ("label", field.label.as_str());
    match problem {
        Problem::Missing => Ok(field.errors.missing.clone()),
        Problem::Invalid => Ok(field.errors.invalid.clone()),
        Problem::TooLong { max, length } => {
            let (max, length) = (max.to_string(), length.to_string());
            words.text("error.too_long", &[label, ("max", &max), ("length", &length)])
        }
        Problem::Forbidden(character) => {
            let code = format!("U+{:04X}", u32::from(character.0));
            words.text("error.forbidden_character", &[label, ("code", &code)])
        }
        Problem::OutOfRange { min, max } => {
            words.text("error.out_of_range", &[label, ("min", &min.to_string()), ("max", &max.to_string())])
        }
        Problem::SameEmail => words.text("error.same_email", &[label]),
        Problem::Repeated => words.text("error.repeated", &[label]),
        Problem::Address => words.text("error.address", &[label]),
        Problem::LocalPart => words.text("error.local_part", &[label]),
        Problem::Siren => words.text("error.siren", &[label]),
        Problem::VatNumber => words.text("error.vat_number", &[label]),
        Problem::MembersOnly => words.text("error.members_only", &[label]),
        Problem::NotKnownAsMember => words.text("error.not_known_as_member", &[label]),
        Problem::UnknownCode => words.text("error.unknown_code", &[label]),
        Problem::OtherOrganisation => words.text("error.other_organisation", &[label]),
        Problem::OtherParticipant => words.text("error.other_participant", &[label]),
        Problem::NotAMembersAddress => words.text("error.not_a_members_address", &[label]),
    }
}

/// Returns the language of that message if it belongs to the question and the question is not in the language of
/// the page.
pub(super) fn message_language(field: &Field, problem: Problem) -> Option<String> {
    field.language.clone().filter(|_| matches!(problem, Problem::Missing | Problem::Invalid))
}
