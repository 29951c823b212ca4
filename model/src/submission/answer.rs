//! Valid answers: parsed with their types, and as stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contact::{Email, Telephone};
use crate::siret::Siret;

/// A valid answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Normalised text, an e-mail address or telephone number as text, or the value of a choice.
    Text(String),
    /// A whole number.
    Number(i64),
    /// The values of several options, in the form's order.
    Choices(Vec<String>),
    /// A ticked box.
    Consent,
}

/// Answers by field name, without unanswered questions.
pub type Answers = BTreeMap<String, Answer>;

/// A parsed answer. Addresses and telephone numbers keep their types, so that they are parsed only once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An e-mail address.
    Email(Email),
    /// A telephone number.
    Telephone(Telephone),
    /// The number of an establishment.
    Siret(Siret),
    /// Any other answer.
    Answer(Answer),
}

/// Valid values by field name, without empty and hidden fields.
pub type Values = BTreeMap<String, Value>;

impl Answer {
    /// Returns the answer as readable texts: one, or one for each chosen option. `ticked` stands for a ticked box.
    pub fn texts(&self, ticked: &str) -> Vec<String> {
        match self {
            Answer::Text(text) => vec![text.clone()],
            Answer::Number(number) => vec![number.to_string()],
            Answer::Choices(choices) => choices.clone(),
            Answer::Consent => vec![ticked.to_owned()],
        }
    }
}

/// Converts to the stored form. Answers to the editor's own questions are only typed by their form, so an address
/// becomes plain text.
impl From<Value> for Answer {
    fn from(value: Value) -> Answer {
        match value {
            Value::Email(email) => Answer::Text(email.into()),
            Value::Telephone(telephone) => Answer::Text(telephone.into()),
            Value::Siret(siret) => Answer::Text(siret.into()),
            Value::Answer(answer) => answer,
        }
    }
}
