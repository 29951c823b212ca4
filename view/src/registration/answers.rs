//! The answers to a workshop's own questions, as pages and mails show them.

use model::catalogue::CatalogueWorkshop;
use model::form::{Field, FieldKind};
use model::registration::Participant;
use model::submission::{Answer, Answers};
use serde::Serialize;

/// The text for a ticked box.
const TICKED: &str = "✓";

/// The answer to one of the workshop's own questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerView {
    /// The question.
    pub label: String,
    /// The answer: one text, or one for each chosen option.
    pub values: Vec<String>,
    /// The language of the question, if it differs from that of the page.
    pub language: Option<String>,
    /// The language of the chosen options, if it differs from that of the page; `None` for typed answers.
    pub values_language: Option<String>,
}

/// Returns answers in the order of their questions. Answers to questions that the form no longer has come last and are
/// shown by name.
pub(super) fn answers(questions: &[Field], answers: &Answers) -> Vec<AnswerView> {
    let asked = questions.iter();
    let asked = asked.filter_map(|field| Some(answer_view(field, answers.get(&field.name)?)));
    let is_asked = |name: &str| questions.iter().any(|question| question.name == name);
    let others = answers.iter().filter(|(name, _)| !is_asked(name));
    let others = others.map(|(name, answer)| AnswerView {
        label: name.clone(),
        values: answer.texts(TICKED),
        language: None,
        values_language: None,
    });
    asked.chain(others).collect()
}

/// Returns a participant's answers to the questions about each of them.
pub(super) fn of_participant(workshop: &CatalogueWorkshop, participant: &Participant) -> Vec<AnswerView> {
    let questions = workshop.offer.as_deref().map_or(&[][..], |offer| &offer.participant_questions);
    answers(questions, &participant.answers)
}

fn answer_view(field: &Field, answer: &Answer) -> AnswerView {
    shown(field, answer.texts(TICKED))
}

/// Returns the answer to a question, given its values as they are submitted or as [`Answer::texts`] returns them.
pub(super) fn shown(field: &Field, values: Vec<String>) -> AnswerView {
    let label = |value: String| match field.kind {
        FieldKind::Consent => TICKED.to_owned(),
        _ => {
            let option = field.kind.options().iter().find(|option| option.value == value);
            option.map_or(value, |option| option.label.clone())
        }
    };
    AnswerView {
        label: field.label.clone(),
        values: values.into_iter().map(label).collect(),
        language: field.language.clone(),
        values_language: field.language.clone().filter(|_| !field.kind.options().is_empty()),
    }
}
