//! The identifier of a registration: a keyed hash of workshop and e-mail address.
//!
//! It is the registration's key, so one address registers once for a workshop without any further index, and
//! the same post twice is one registration. It is also a capability: without the secret key nobody can tell
//! which identifier an address has.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use model::contact::Email;
use model::registration::RegistrationId;
use model::slug::Slug;
use sha2::Sha256;

/// The secret key of identifiers: 32 bytes. A new key would make every registrant a stranger.
#[derive(Clone)]
pub struct IdentifierKey([u8; 32]);

/// A text is no [`IdentifierKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier key has 64 hexadecimal digits")]
pub struct InvalidIdentifierKey;

impl IdentifierKey {
    /// The identifier of the registration of this address for a workshop.
    pub fn identifier(&self, workshop: &Slug, email: &Email) -> RegistrationId {
        RegistrationId::from_bytes(self.hash(&[workshop.as_str(), &email.identity()]))
    }

    /// What is mailed, and nothing else tells, to whoever is to confirm the address of a registration: 32
    /// hexadecimal digits. The identifier alone is no proof, as whoever posts a form learns it.
    pub fn confirmation_token(&self, registration: &RegistrationId) -> String {
        self.hash(&["confirm", "email", registration.as_str()])
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// What identifies a mail of a registration, or with an empty `mail` all of them, for mail programs: 32
    /// hexadecimal digits that do not tell the identifier, as mail servers log them.
    pub fn mail_token(&self, registration: &RegistrationId, mail: &str, about: &str) -> String {
        self.hash(&["mail", registration.as_str(), mail, about])
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The first half of the keyed hash of some parts, none of which contains a zero byte. What is hashed for one
    /// purpose has another number of parts than what is hashed for another.
    fn hash(&self, parts: &[&str]) -> [u8; 16] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                mac.update(b"\0");
            }
            mac.update(part.as_bytes());
        }
        let hash: [u8; 32] = mac.finalize().into_bytes().into();
        let mut half = [0; 16];
        half.copy_from_slice(&hash[..16]);
        half
    }
}

impl From<[u8; 32]> for IdentifierKey {
    fn from(bytes: [u8; 32]) -> IdentifierKey {
        IdentifierKey(bytes)
    }
}

impl std::str::FromStr for IdentifierKey {
    type Err = InvalidIdentifierKey;

    fn from_str(text: &str) -> Result<IdentifierKey, InvalidIdentifierKey> {
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(InvalidIdentifierKey);
        }
        let mut key = [0; 32];
        for (index, byte) in key.iter_mut().enumerate() {
            let digits = &text[2 * index..2 * index + 2];
            *byte = u8::from_str_radix(digits, 16).map_err(|_| InvalidIdentifierKey)?;
        }
        Ok(IdentifierKey(key))
    }
}

impl fmt::Debug for IdentifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("IdentifierKey(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(key: &str, workshop: &str, email: &str) -> String {
        let key: IdentifierKey = key.repeat(32).parse().unwrap();
        let email = Email::parse(email).unwrap();
        key.identifier(&workshop.parse().unwrap(), &email).as_str().to_owned()
    }

    #[test]
    fn it_depends_on_key_workshop_and_address_but_not_on_its_case() {
        let one = identifier("0a", "proximite", "claire@club.example");
        assert_eq!(one, identifier("0A", "proximite", "Claire@Club.example"));
        assert_ne!(one, identifier("0b", "proximite", "claire@club.example"));
        assert_ne!(one, identifier("0a", "autre", "claire@club.example"));
        assert_ne!(one, identifier("0a", "proximite", "claire.b@club.example"));
    }

    /// Computed by Python's `hmac` module: identifiers are stored, so they must never change.
    #[test]
    fn it_stays_what_it_was() {
        assert_eq!(identifier("0a", "proximite", "claire@club.example"), EXPECTED);
    }

    const EXPECTED: &str = "eb29cc5cbcc1c39384b90ce9a8c89ea7";

    #[test]
    fn a_key_has_64_hexadecimal_digits_and_is_not_shown() {
        for text in ["", "0a", &"0g".repeat(32), &"é".repeat(32), &"+a".repeat(32)] {
            assert!(text.parse::<IdentifierKey>().is_err(), "{text}");
        }
        assert_eq!(format!("{:?}", IdentifierKey::from([7; 32])), "IdentifierKey(secret)");
    }
}
