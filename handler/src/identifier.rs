//! The identifier of a registration: a keyed hash of workshop and e-mail address. That of an answer to a questionnaire
//! is made likewise.
//!
//! It is the registration's key, so one address registers once for a workshop without any further index, and
//! the same post twice is one registration. Without the secret key nobody can tell which
//! identifier an address has, nor which capability opens a registration's page.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use model::contact::Email;
use model::questionnaire::FormAnswerId;
use model::registration::{Capability, Registration, RegistrationId};
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

    /// The identifier of the answer of this address to a questionnaire of a workshop.
    pub fn form_answer(&self, workshop: &Slug, form: &Slug, email: &Email) -> FormAnswerId {
        let parts = ["form", workshop.as_str(), form.as_str(), &email.identity()];
        FormAnswerId::from_bytes(self.hash(&parts))
    }

    /// What opens the page of the registration that was made at `created`: another than that of a registration which
    /// the same address made before, and whoever used it then.
    pub fn capability(
        &self,
        workshop: &Slug,
        registration: &RegistrationId,
        created: Timestamp,
    ) -> Capability {
        let created = created.as_millisecond().to_string();
        let parts = ["own", "page", "open", workshop.as_str(), registration.as_str(), &created];
        Capability::from_bytes(self.hash(&parts))
    }

    /// What is mailed, and nothing else tells, to whoever is to confirm the address of a registration: 32
    /// hexadecimal digits. The identifier alone is no proof, as whoever posts a form learns it.
    pub fn confirmation_token(&self, registration: &RegistrationId) -> String {
        hexadecimal(&self.hash(&["confirm", "email", registration.as_str()]))
    }

    /// Whether a text is the confirmation token of a registration; it takes as long to say no as to say yes.
    pub fn confirms(&self, token: &str, registration: &RegistrationId) -> bool {
        let Ok(token) = token.parse::<RegistrationId>() else { return false };
        self.is_same_secret(token.as_str(), &self.confirmation_token(registration))
    }

    /// Whether a capability is the one that opens a registration's page; it takes as long to say no as to say yes.
    pub fn opens(&self, capability: &Capability, registration: &Registration) -> bool {
        self.is_same_secret(capability.as_str(), registration.capability.as_str())
    }

    /// Compares the keyed hashes of both, of which nobody can choose a digit: that the comparison ends at the first
    /// that differs tells nothing of the secret.
    fn is_same_secret(&self, given: &str, expected: &str) -> bool {
        let blinded = |secret: &str| self.hash(&["is", "the", "same", "secret", secret]);
        blinded(given) == blinded(expected)
    }

    /// What stands for a network address within an hour, counted since 1970: 32 hexadecimal digits that lead nobody
    /// back to the address, and of which those of two hours have nothing in common.
    pub fn sender(&self, address: &str, hour: i64) -> String {
        hexadecimal(&self.hash(&["limit", "address", address, &hour.to_string()]))
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

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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

    /// Computed by Python's `hmac` module, for the same reason.
    #[test]
    fn that_of_an_answer_is_another_and_stays_what_it_was() {
        let key = IdentifierKey::from([0x0a; 32]);
        let id = |form: &str, email: &str| {
            let email = Email::parse(email).unwrap();
            key.form_answer(&"proximite".parse().unwrap(), &form.parse().unwrap(), &email)
        };
        assert_eq!(id("questionnaire", "Claire@Club.example").as_str(), "7edc4880e75e682d35c59a3f71d0b820");
        assert_ne!(id("questionnaire", "claire@club.example"), id("bilan", "claire@club.example"));
    }

    #[test]
    fn a_capability_is_another_for_each_registration_of_an_address() {
        let key = IdentifierKey::from([7; 32]);
        let [one, other] = [1, 2].map(|byte| RegistrationId::from_bytes([byte; 16]));
        let (workshop, elsewhere): (Slug, Slug) = ("a".parse().unwrap(), "b".parse().unwrap());
        let at = |millisecond| Timestamp::from_millisecond(millisecond).unwrap();
        let capability = key.capability(&workshop, &one, at(1));
        assert_eq!(capability, key.capability(&workshop, &one, at(1)));
        assert_ne!(capability, key.capability(&workshop, &one, at(2)));
        assert_ne!(capability, key.capability(&workshop, &other, at(1)));
        assert_ne!(capability, key.capability(&elsewhere, &one, at(1)));
        assert_ne!(capability, IdentifierKey::from([8; 32]).capability(&workshop, &one, at(1)));
        assert_eq!(format!("{capability:?}"), "Capability(secret)");
    }

    #[test]
    fn only_the_token_of_a_registration_confirms_it() {
        let key = IdentifierKey::from([7; 32]);
        let [one, other] = [1, 2].map(|byte| RegistrationId::from_bytes([byte; 16]));
        let token = key.confirmation_token(&one);
        assert!(key.confirms(&token, &one));
        for wrong in ["", &token[1..], &token.to_uppercase(), one.as_str(), &key.confirmation_token(&other)] {
            assert!(!key.confirms(wrong, &one), "{wrong}");
        }
        assert!(!key.confirms(&token, &other));
    }

    #[test]
    fn a_sender_is_another_in_each_hour_and_for_each_address() {
        let key = IdentifierKey::from([7; 32]);
        let one = key.sender("192.0.2.1", 1);
        assert_eq!(one, key.sender("192.0.2.1", 1));
        assert_ne!(one, key.sender("192.0.2.1", 2));
        assert_ne!(one, key.sender("192.0.2.2", 1));
        assert_ne!(one, IdentifierKey::from([8; 32]).sender("192.0.2.1", 1));
        assert!(!one.contains("192"));
    }

    #[test]
    fn a_key_has_64_hexadecimal_digits_and_is_not_shown() {
        for text in ["", "0a", &"0g".repeat(32), &"é".repeat(32), &"+a".repeat(32)] {
            assert!(text.parse::<IdentifierKey>().is_err(), "{text}");
        }
        assert_eq!(format!("{:?}", IdentifierKey::from([7; 32])), "IdentifierKey(secret)");
    }
}
