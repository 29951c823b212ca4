//! The table, and the key of an item in requests and answers.

use serde::{Deserialize, Serialize};

/// The name of the table, which stands in for the deployed one.
pub(crate) const TABLE: &str = "ateliers";

/// The key attributes of the table.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    #[serde(rename = "PK")]
    pub(crate) partition: Text,
    #[serde(rename = "SK")]
    pub(crate) sort_key: Text,
}

/// A text attribute.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    #[serde(rename = "S")]
    pub(crate) text: String,
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text { text: text.to_owned() }
    }
}
