//! The identifier of an answer to a questionnaire.

use std::fmt;
use std::str::FromStr;

use crate::registration::id::{is_hexadecimal, to_hexadecimal};

/// The identifier of an answer: 32 lower-case hexadecimal digits (128 bits).
///
/// The handler derives it with a secret key, so that outsiders cannot find out who has answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormAnswerId(String);

/// The error for a text that is not a [`FormAnswerId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the identifier of an answer has 32 hexadecimal digits")]
pub struct InvalidFormAnswerId;

impl FormAnswerId {
    /// Builds an identifier from 16 unguessable bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> FormAnswerId {
        FormAnswerId(to_hexadecimal(bytes))
    }

    /// Returns the identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first 8 digits of the second half, for use in messages and lists. All answers from an address
    /// share the first half.
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
