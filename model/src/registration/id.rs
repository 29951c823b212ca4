//! The identifier of a registration, and the capability to view it.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::parsed::parsed_text;

/// The unguessable identifier of a registration: 32 lower-case hexadecimal digits (128 bits).
///
/// The handler derives it with a secret key: the first half from workshop and e-mail address, the second half from
/// all answers and the time. It is never reused for another registration. It does not grant access to the
/// registration's page; the [`Capability`] does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegistrationId(String);

/// The number of digits in each half of an identifier.
const HALF: usize = 16;

/// The error for a text that is not a [`RegistrationId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a registration identifier has 32 hexadecimal digits")]
pub struct InvalidRegistrationId;

impl RegistrationId {
    /// Builds an identifier from 16 unguessable bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> RegistrationId {
        RegistrationId(to_hexadecimal(bytes))
    }

    /// Returns the identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first 8 digits of the second half, for use in messages: enough to find a registration, but too
    /// few to view it. All registrations from an address share the first half.
    pub fn reference(&self) -> &str {
        &self.own_half()[..8]
    }

    /// Returns whether these digits are a prefix of the reference, or the whole identifier.
    pub fn is_named_by(&self, digits: &str) -> bool {
        self.own_half().starts_with(digits) || self.0 == digits
    }

    /// Returns the digits shared by all registrations from an address for a workshop.
    pub fn address_half(&self) -> &str {
        &self.0[..HALF]
    }

    /// Returns the digits that distinguish registrations from the same address.
    pub fn own_half(&self) -> &str {
        &self.0[HALF..]
    }
}

impl FromStr for RegistrationId {
    type Err = InvalidRegistrationId;

    fn from_str(text: &str) -> Result<RegistrationId, InvalidRegistrationId> {
        if is_hexadecimal(text) { Ok(RegistrationId(text.to_owned())) } else { Err(InvalidRegistrationId) }
    }
}

parsed_text!(RegistrationId, RegistrationId::from_str, InvalidRegistrationId);

/// The secret in the URL of a registrant's own page, beside the identifier: 32 lower-case hexadecimal digits (128
/// bits) that cannot be guessed.
///
/// It grants access to the registration. Each registration has its own, even if it was made from the same e-mail
/// address after an earlier one was cancelled or deleted: the two might not come from the same person.
#[derive(Clone, PartialEq, Eq)]
pub struct Capability(String);

impl Capability {
    /// Builds a capability from 16 unguessable bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Capability {
        Capability(to_hexadecimal(bytes))
    }

    /// Returns the capability as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Capability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Capability(secret)")
    }
}

/// The error for a text that is not a [`Capability`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a capability has 32 hexadecimal digits")]
pub struct InvalidCapability;

impl FromStr for Capability {
    type Err = InvalidCapability;

    fn from_str(text: &str) -> Result<Capability, InvalidCapability> {
        if is_hexadecimal(text) { Ok(Capability(text.to_owned())) } else { Err(InvalidCapability) }
    }
}

/// What the URL of a registrant's own page contains: the registration, and the capability to view it. As text it is the
/// URL's segment, `<identifier>-<capability>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLink {
    /// The identifier.
    pub id: RegistrationId,
    /// The capability as the URL contains it, which may be wrong.
    pub capability: Capability,
}

/// The error for a text that is not an [`OwnLink`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a link to a registration has an identifier and a capability")]
pub struct InvalidOwnLink;

impl FromStr for OwnLink {
    type Err = InvalidOwnLink;

    fn from_str(text: &str) -> Result<OwnLink, InvalidOwnLink> {
        let (id, capability) = text.split_once('-').ok_or(InvalidOwnLink)?;
        let (Ok(id), Ok(capability)) = (id.parse(), capability.parse()) else { return Err(InvalidOwnLink) };
        Ok(OwnLink { id, capability })
    }
}

impl OwnLink {
    /// Returns the segment of the URL, which is secret like the capability: there is no `Display`, so that none is logged
    /// by accident.
    pub fn segment(&self) -> String {
        format!("{}-{}", self.id.as_str(), self.capability.as_str())
    }
}

/// Encodes 16 bytes as 32 lower-case hexadecimal digits.
pub(crate) fn to_hexadecimal(bytes: [u8; 16]) -> String {
    HEXLOWER.encode(&bytes)
}

/// Returns whether a text is a possible result of [`to_hexadecimal`].
pub(crate) fn is_hexadecimal(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_one_spelling() {
        let (id, capability) = (RegistrationId::from_bytes([0x1a; 16]), Capability::from_bytes([0x2b; 16]));
        let link = OwnLink { id, capability };
        let text = link.segment();
        assert_eq!(text.parse(), Ok(link));
        for other in [
            "",
            "-",
            &text[1..],
            &text[..64],
            &text.to_uppercase(),
            &format!("{text}-"),
            &text.replace('-', ""),
        ] {
            assert_eq!(other.parse::<OwnLink>(), Err(InvalidOwnLink), "{other}");
        }
    }
}
