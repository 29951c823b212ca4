//! The identifier of an answer to a questionnaire.

use std::fmt;
use std::str::FromStr;

use crate::registration::id::{is_hexadecimal, to_hexadecimal};

/// The identifier of an answer: 32 lower-case hexadecimal digits (128 bits).
///
/// It is derived with a secret key, at the edge, so that nobody can tell who has answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormAnswerId(String);

/// A text is no [`FormAnswerId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the identifier of an answer has 32 hexadecimal digits")]
pub struct InvalidFormAnswerId;

impl FormAnswerId {
    /// An identifier of 16 bytes that nobody can guess.
    pub fn from_bytes(bytes: [u8; 16]) -> FormAnswerId {
        FormAnswerId(to_hexadecimal(bytes))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 8 digits of the second half, to be quoted in messages and lists. All answers of an address share the
    /// first half.
    pub fn reference(&self) -> &str {
        &self.0[16..24]
    }
}

impl FromStr for FormAnswerId {
    type Err = InvalidFormAnswerId;

    fn from_str(text: &str) -> Result<FormAnswerId, InvalidFormAnswerId> {
        if is_hexadecimal(text) { Ok(FormAnswerId(text.to_owned())) } else { Err(InvalidFormAnswerId) }
    }
}

impl fmt::Display for FormAnswerId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
