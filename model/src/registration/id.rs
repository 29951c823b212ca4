//! The identifier of a registration, and the capability to see it.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

/// The unguessable identifier of a registration: 32 lower-case hexadecimal digits (128 bits).
///
/// It is derived with a secret key, at the edge: the first half from workshop and e-mail address, the second from all
/// answers and the time. It is never given to another registration; what opens the registration's page is its
/// [`Capability`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegistrationId(String);

/// How many digits each half of an identifier has.
const HALF: usize = 16;

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

    /// The first 8 digits of the second half, to be quoted in messages: enough to find a registration, too few to see
    /// it. All registrations of an address share the first half.
    pub fn reference(&self) -> &str {
        &self.own_half()[..8]
    }

    /// Whether these digits are the beginning of the reference, or the whole identifier.
    pub fn is_named_by(&self, digits: &str) -> bool {
        self.own_half().starts_with(digits) || self.0 == digits
    }

    /// The digits that registrations of the same address for a workshop share.
    pub fn address_half(&self) -> &str {
        &self.0[..HALF]
    }

    /// The digits in which registrations of the same address differ.
    pub fn own_half(&self) -> &str {
        &self.0[HALF..]
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

/// What the address of a registrant's own page has beside the identifier: 32 lower-case hexadecimal digits (128 bits)
/// that nobody can guess.
///
/// Whoever knows it sees the registration. Each registration has another, also one that is made with the same e-mail
/// address after the first was cancelled or deleted: whoever made the first need not be whoever made the second.
#[derive(Clone, PartialEq, Eq)]
pub struct Capability(String);

impl Capability {
    /// A capability of 16 bytes that nobody can guess.
    pub fn from_bytes(bytes: [u8; 16]) -> Capability {
        Capability(to_hexadecimal(bytes))
    }

    /// The capability as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Capability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Capability(secret)")
    }
}

/// A text is no [`Capability`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a capability has 32 hexadecimal digits")]
pub struct InvalidCapability;

impl std::str::FromStr for Capability {
    type Err = InvalidCapability;

    fn from_str(text: &str) -> Result<Capability, InvalidCapability> {
        if is_hexadecimal(text) { Ok(Capability(text.to_owned())) } else { Err(InvalidCapability) }
    }
}

/// 16 bytes as 32 lower-case hexadecimal digits.
pub(crate) fn to_hexadecimal(bytes: [u8; 16]) -> String {
    HEXLOWER.encode(&bytes)
}

/// Whether a text is what [`to_hexadecimal`] makes.
pub(crate) fn is_hexadecimal(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
