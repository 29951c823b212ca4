//! Formats the answer to a question as a cell, with the form's labels for chosen options.

use model::form::Field;
use model::submission::Answer;

use super::cell::Cell;
use crate::desk::Desk;

/// Formats an answer with the labels of `question`. A value that the form no longer defines is kept as posted.
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

/// Formats an answer whose question is unknown.
pub(super) fn text(answer: &Answer, desk: &Desk) -> String {
    answer.texts(&word("yes", desk)).join(", ")
}

/// Looks up a word in the site's language. Tests look up every key that is used here.
pub(super) fn word(key: &str, desk: &Desk) -> String {
    desk.word(key).unwrap_or_else(|_| key.to_owned())
}
