//! Formats the answer to a question as a cell, with the form's labels for chosen options.

use model::form::Field;
use model::offer::Offer;
use model::slug::Slug;
use model::submission::{Answer, Answers};

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

/// Formats an answer like [`cell`], as part of a longer text.
pub(super) fn line(answer: &Answer, question: &Field, desk: &Desk) -> String {
    match cell(Some(answer), question, desk) {
        Cell::Text(line) => line,
        _ => text(answer, desk),
    }
}

/// An answer with the question as the form puts it, or its name if the form no longer has it.
pub(crate) struct LabelledAnswer {
    pub(crate) label: String,
    pub(crate) text: String,
}

/// Returns all answers of a participant of a workshop, including those to questions that the form no longer has.
pub(crate) fn labelled(answers: &Answers, workshop: &Slug, desk: &Desk) -> Vec<LabelledAnswer> {
    let questions: Vec<_> = desk.offer(workshop).into_iter().flat_map(Offer::all_questions).collect();
    let labelled = |(name, answer): (&String, &Answer)| match questions.iter().find(|it| it.name == *name) {
        Some(question) => {
            LabelledAnswer { label: question.label.clone(), text: line(answer, question, desk) }
        }
        None => LabelledAnswer { label: name.clone(), text: text(answer, desk) },
    };
    answers.iter().map(labelled).collect()
}

/// Formats an answer whose question is unknown.
pub(super) fn text(answer: &Answer, desk: &Desk) -> String {
    answer.texts(&word("yes", desk)).join(", ")
}

/// Looks up a word in the site's language. Tests look up every key that is used here.
pub(super) fn word(key: &str, desk: &Desk) -> String {
    desk.word(key).unwrap_or_else(|_| key.to_owned())
}
