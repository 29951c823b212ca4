//! The texts of an editor's own questions in another language. Kinds and limits come from the main language.

use serde::{Deserialize, Serialize};

use crate::form::{ChoiceOption, Field, FieldErrors, FieldKind};
use crate::questionnaire::QuestionGroup;

/// The texts of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum QuestionTexts {
    /// The question is translated.
    Translated {
        label: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
        /// The texts of the options, in their order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<OptionTexts>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        missing: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        invalid: String,
    },
    /// The question keeps the texts of the main language, which is this one.
    Kept { language: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct OptionTexts {
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// The texts of a group of questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct GroupTexts {
    legend: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    questions: Vec<QuestionTexts>,
}

impl QuestionTexts {
    /// Returns the texts of a question that `resolve` translated, or left in the main language.
    pub(super) fn of(question: &Field) -> QuestionTexts {
        let Field { label, hint, kind, errors, language, .. } = question.clone();
        if let Some(language) = language {
            return QuestionTexts::Kept { language };
        }
        let options = kind.options().iter().cloned();
        let options = options.map(|ChoiceOption { label, hint, .. }| OptionTexts { label, hint }).collect();
        let FieldErrors { missing, invalid } = errors;
        QuestionTexts::Translated { label, hint, options, missing, invalid }
    }

    fn applied_to(self, question: &Field) -> Field {
        match self {
            QuestionTexts::Kept { language } => Field { language: Some(language), ..question.clone() },
            QuestionTexts::Translated { label, hint, options, missing, invalid } => Field {
                label,
                hint,
                kind: with_options(&question.kind, options),
                errors: FieldErrors { missing, invalid },
                ..question.clone()
            },
        }
    }
}

impl GroupTexts {
    pub(super) fn of(group: &QuestionGroup) -> GroupTexts {
        let QuestionGroup { legend, hint, questions } = group;
        let questions = questions.iter().map(QuestionTexts::of).collect();
        GroupTexts { legend: legend.clone(), hint: hint.clone(), questions }
    }
}

/// Returns questions with these texts, which are in the same order.
pub(super) fn in_texts<'a>(
    questions: impl IntoIterator<Item = &'a Field>,
    texts: &[QuestionTexts],
) -> Vec<Field> {
    let translated = |(index, question): (usize, &Field)| match texts.get(index).cloned() {
        Some(texts) => texts.applied_to(question),
        None => question.clone(),
    };
    questions.into_iter().enumerate().map(translated).collect()
}

/// Returns groups of questions with these texts, which are in the same order.
pub(super) fn groups_in_texts(groups: &[QuestionGroup], texts: &[GroupTexts]) -> Vec<QuestionGroup> {
    let translated = |(index, group): (usize, &QuestionGroup)| match texts.get(index).cloned() {
        Some(GroupTexts { legend, hint, questions }) => {
            QuestionGroup { legend, hint, questions: in_texts(&group.questions, &questions) }
        }
        None => group.clone(),
    };
    groups.iter().enumerate().map(translated).collect()
}

fn with_options(kind: &FieldKind, texts: Vec<OptionTexts>) -> FieldKind {
    let mut texts = texts.into_iter();
    let translated = |option: &ChoiceOption| match texts.next() {
        Some(OptionTexts { label, hint }) => ChoiceOption { label, hint, ..option.clone() },
        None => option.clone(),
    };
    match kind {
        FieldKind::Choice { options } => {
            FieldKind::Choice { options: options.iter().map(translated).collect() }
        }
        FieldKind::Choices { options } => {
            FieldKind::Choices { options: options.iter().map(translated).collect() }
        }
        other => other.clone(),
    }
}
