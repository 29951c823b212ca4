//! Membership: which organisations are members, and what happens to registrants who choose a fee for members.
//!
//! A registration is a member's if it names the SIREN of a member, or a member's code, or comes from an address at a
//! member's domain. Anyone can type an address, so the domain counts only if the address is confirmed. A code is kept as
//! a hash, and is never part of a registration.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use strum::IntoStaticStr;
use subtle::{Choice, ConstantTimeEq};

use crate::contact::Email;
use crate::siren::Siren;

/// The fewest letters and digits of a code. With fewer, it could be guessed within the limits on requests.
pub const MIN_CODE_LENGTH: usize = 8;

/// The longest code as typed, in characters.
pub const MAX_CODE_LENGTH: u32 = 100;

/// What happens to registrants who choose a fee for members and are not known as members, the mildest rule first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum MembersOnly {
    /// The registration is accepted, and the organiser sees that the membership is unknown.
    Inform,
    /// The registration waits for the organiser's approval.
    Review,
    /// The form comes back with an error.
    Reject,
}

/// What is known about the membership of a registration at a fee for members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Membership {
    /// The invoiced organisation has the SIREN of a member.
    Siren,
    /// The registrant gave the code of a member.
    Code,
    /// The e-mail address is at the domain of a member. The registration is provisional until the address is confirmed.
    Domain,
    /// Nothing shows that the registrant is a member, so the organiser has to approve the registration.
    Review,
    /// Nothing shows that the registrant is a member, but the registration is accepted.
    Inform,
}

/// The members, as the handler knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    /// One entry for each organisation.
    pub members: Vec<Member>,
}

/// An organisation that is a member, with at least one means of recognising it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The SIREN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siren: Option<Siren>,
    /// The domains of its e-mail addresses, in ASCII and lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// The hash of its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeHash>,
}

/// The SHA-256 hash of a member's code, in which only letters and digits count and their case does not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeHash(#[serde(with = "hexadecimal")] [u8; 32]);

/// The error for a code that is too short to be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has at least {MIN_CODE_LENGTH} letters and digits")]
pub struct ShortCode;

impl CodeHash {
    /// Returns the hash of a member's code.
    ///
    /// # Errors
    ///
    /// Returns [`ShortCode`] if the code has fewer than [`MIN_CODE_LENGTH`] letters and digits.
    pub fn of_secret(code: &str) -> Result<CodeHash, ShortCode> {
        let significant = significant(code);
        if significant.chars().count() < MIN_CODE_LENGTH {
            return Err(ShortCode);
        }
        Ok(CodeHash(Sha256::digest(significant).into()))
    }
}

impl std::fmt::Debug for CodeHash {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CodeHash(secret)")
    }
}

/// Returns the letters and digits of a code in lower case, because spaces, hyphens and case are lost when a code is read
/// aloud.
fn significant(code: &str) -> String {
    code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Members {
    /// Returns whether a member has this SIREN.
    pub fn has_siren(&self, siren: &Siren) -> bool {
        self.members.iter().any(|member| member.siren.as_ref() == Some(siren))
    }

    /// Returns whether an address is at the domain of a member.
    pub fn has_domain_of(&self, email: &Email) -> bool {
        let domain = email.parts().1.to_ascii_lowercase();
        self.members.iter().any(|member| member.domains.contains(&domain))
    }

    /// Returns whether a text is the code of a member. The time depends only on the length of the text.
    pub fn has_code(&self, code: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(significant(code)).into();
        let codes = self.members.iter().filter_map(|member| member.code.as_ref());
        codes.fold(Choice::from(0), |found, code| found | code.0.ct_eq(&given)).into()
    }
}

impl MembersOnly {
    /// Returns the key of the rule in `registration.yaml`.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl Membership {
    /// Returns the key in the store and in exports.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns whether nothing shows that the registrant is a member.
    pub fn is_unknown(self) -> bool {
        matches!(self, Membership::Review | Membership::Inform)
    }
}

/// Hashes as hexadecimal digits.
mod hexadecimal {
    use data_encoding::HEXLOWER;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let digits = String::deserialize(deserializer)?;
        let bytes = HEXLOWER.decode(digits.as_bytes()).map_err(D::Error::custom)?;
        bytes.try_into().map_err(|_| D::Error::custom("a hash has 64 hexadecimal digits"))
    }
}
