//! Valid answers: as they are read, with their types, and as they are kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contact::{Email, Telephone};

/// A valid answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Text, an address, a number as text or the value of a choice, normalised.
    Text(String),
    /// A whole number.
    Number(i64),
    /// The values of several choices, in the form's order.
    Choices(Vec<String>),
    /// A ticked box.
    Consent,
}

/// Answers by field name. A question that was not answered has none.
pub type Answers = BTreeMap<String, Answer>;

/// What a valid answer is read as. Addresses and numbers are read once and keep their types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An e-mail address.
    Email(Email),
    /// A telephone number.
    Telephone(Telephone),
    /// Any other answer.
    Answer(Answer),
}

/// Valid values by field name. A field left empty or not shown has none.
pub type Values = BTreeMap<String, Value>;

impl Answer {
    /// What was answered, as it is read: one text or, of several choices, each. `ticked` stands for a ticked box.
    pub fn texts(&self, ticked: &str) -> Vec<String> {
        match self {
            Answer::Text(text) => vec![text.clone()],
            Answer::Number(number) => vec![number.to_string()],
            Answer::Choices(choices) => choices.clone(),
            Answer::Consent => vec![ticked.to_owned()],
        }
    }
}

/// The answer as it is kept: what answers the editors' own questions is told apart by its form alone, so there an address
/// is a text like others.
impl From<Value> for Answer {
    fn from(value: Value) -> Answer {
        match value {
            Value::Email(email) => Answer::Text(email.into()),
            Value::Telephone(telephone) => Answer::Text(telephone.into()),
            Value::Answer(answer) => answer,
        }
    }
}
