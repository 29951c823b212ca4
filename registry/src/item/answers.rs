//! Converts the answers to a workshop's own questions to parts of an item: text as `S`, numbers as `N`, several choices
//! as `L`, a ticked box as `BOOL`.

use std::collections::BTreeMap;

use model::submission::{Answer, Answers};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// An answer, whose attribute type determines its kind.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum StoredAnswer {
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Several choices.
    Choices(Vec<String>),
    /// A ticked box, which is always true.
    Consent(#[serde(deserialize_with = "ticked")] bool),
}

/// Converts answers to the attribute that stores them.
pub(crate) fn stored(answers: &Answers) -> BTreeMap<String, StoredAnswer> {
    answers.iter().map(|(name, answer)| (name.clone(), answer.into())).collect()
}

/// Converts stored answers back.
pub(crate) fn read(stored: BTreeMap<String, StoredAnswer>) -> Answers {
    stored.into_iter().map(|(name, answer)| (name, answer.into())).collect()
}

/// Accepts only `true`, because a box that is not ticked is not stored.
fn ticked<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match bool::deserialize(deserializer)? {
        true => Ok(true),
        false => Err(D::Error::custom("a consent that was not given")),
    }
}

impl From<&Answer> for StoredAnswer {
    fn from(answer: &Answer) -> StoredAnswer {
        match answer {
            Answer::Text(text) => StoredAnswer::Text(text.clone()),
            Answer::Number(number) => StoredAnswer::Number(*number),
            Answer::Choices(choices) => StoredAnswer::Choices(choices.clone()),
            Answer::Consent => StoredAnswer::Consent(true),
        }
    }
}

impl From<StoredAnswer> for Answer {
    fn from(stored: StoredAnswer) -> Answer {
        match stored {
            StoredAnswer::Text(text) => Answer::Text(text),
            StoredAnswer::Number(number) => Answer::Number(number),
            StoredAnswer::Choices(choices) => Answer::Choices(choices),
            StoredAnswer::Consent(_) => Answer::Consent,
        }
    }
}
