//! The identifier of a registration.

use serde::{Deserialize, Serialize};

/// The unguessable identifier of a registration: 32 lower-case hexadecimal digits (128 bits).
///
/// It is a capability: whoever knows it sees the registration, so it is derived with a secret key, at the edge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegistrationId(String);

/// A text is no [`RegistrationId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a registration identifier has 32 hexadecimal digits")]
pub struct InvalidRegistrationId;

impl RegistrationId {
    /// An identifier of 16 bytes that nobody can guess.
    pub fn from_bytes(bytes: [u8; 16]) -> RegistrationId {
        RegistrationId(to_hexadecimal(bytes))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 8 digits, to be quoted in messages: enough to find a registration, too few to see it.
    pub fn reference(&self) -> &str {
        &self.0[..8]
    }
}

impl std::str::FromStr for RegistrationId {
    type Err = InvalidRegistrationId;

    fn from_str(text: &str) -> Result<RegistrationId, InvalidRegistrationId> {
        if is_hexadecimal(text) { Ok(RegistrationId(text.to_owned())) } else { Err(InvalidRegistrationId) }
    }
}

impl TryFrom<String> for RegistrationId {
    type Error = InvalidRegistrationId;

    fn try_from(text: String) -> Result<RegistrationId, InvalidRegistrationId> {
        text.parse()
    }
}

impl From<RegistrationId> for String {
    fn from(id: RegistrationId) -> String {
        id.0
    }
}

/// 16 bytes as 32 lower-case hexadecimal digits.
pub(crate) fn to_hexadecimal(bytes: [u8; 16]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text is what [`to_hexadecimal`] makes.
pub(crate) fn is_hexadecimal(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
