//! The answer to a question as a cell: what was chosen is told by the labels of the form.

use model::form::Field;
use model::submission::Answer;

use super::cell::Cell;
use crate::desk::Desk;

/// An answer, with the labels that `question` gives to what was chosen. A value of which the form knows no longer
/// what it meant stays as it was posted.
pub(super) fn cell(answer: Option<&Answer>, question: &Field, desk: &Desk) -> Cell {
    let options = question.kind.options();
    let label = |value: &String| {
        let option = options.iter().find(|option| option.value == *value);
        option.map_or_else(|| value.clone(), |option| option.label.clone())
    };
    match answer {
        None => Cell::Empty,
        Some(Answer::Text(text)) => Cell::Text(label(text)),
        Some(Answer::Number(number)) => Cell::Number(*number),
        Some(Answer::Choices(choices)) => {
            Cell::Text(choices.iter().map(label).collect::<Vec<_>>().join(", "))
        }
        Some(Answer::Consent) => Cell::Text(word("yes", desk)),
    }
}

/// An answer without its question.
pub(super) fn text(answer: &Answer, desk: &Desk) -> String {
    answer.texts(&word("yes", desk)).join(", ")
}

/// A word in the site's language. The tests have each looked up once.
pub(super) fn word(key: &str, desk: &Desk) -> String {
    desk.word(key).unwrap_or_else(|_| key.to_owned())
}
