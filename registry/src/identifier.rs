//! The identifiers of registrations and of answers to questionnaires, and the secrets that go with them.
//!
//! The first half of an identifier is a keyed hash of workshop and e-mail address: one query finds all registrations
//! of an address. The second half is a keyed hash of everything that was typed, of the hour and of what makes it a
//! registration of its own ([`Occasion`]): the same post twice is one registration, one address may register any
//! number of times, and no registration stands in the way of another. Without the secret key nobody can derive either
//! half, nor the capability that opens a registration's page. `docs/decisions/011-registration-identity.md` explains
//! why.

use std::fmt;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use model::contact::Email;
use model::questionnaire::{FormAnswerId, FormAnswerRequest};
use model::registration::{Capability, Registration, RegistrationId, RegistrationRequest, Suspicion};
use model::slug::Slug;
use serde::Serialize;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// How long the same answers count as the same post, in seconds: a double click, a lost answer, a second try after an
/// error or from another network. Later they are another registration, so that they show nothing of the first to a
/// stranger who knows every answer.
pub const REPETITION_WINDOW: i64 = 3_600;

/// How many registrations the same answers may make within [`REPETITION_WINDOW`], each after the one before was
/// cancelled or refused.
pub const MOST_REGISTRATIONS: u32 = 8;

/// The secret key of identifiers: 32 bytes. A new key would make every registrant a stranger.
#[derive(Clone)]
pub struct IdentifierKey([u8; 32]);

/// A text is no [`IdentifierKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier key has 64 hexadecimal digits")]
pub struct InvalidIdentifierKey;

/// What sets a registration apart from others with the same answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// Why the post looks like spam, if it does: what looks like spam never takes the place of what does not.
    pub suspicion: Option<Suspicion>,
    /// How many [`REPETITION_WINDOW`]s had begun since 1970.
    pub window: i64,
    /// How many registrations with these answers were cancelled or refused within the window.
    pub number: u32,
}

impl Occasion {
    /// The first registration at an instant.
    pub fn first(suspicion: Option<Suspicion>, at: Timestamp) -> Occasion {
        Occasion { suspicion, window: at.as_second().div_euclid(REPETITION_WINDOW), number: 0 }
    }

    /// The first registration within the window before this one.
    #[must_use]
    pub fn before(self) -> Occasion {
        Occasion { window: self.window - 1, number: 0, ..self }
    }

    /// The next registration with the same answers within the window.
    #[must_use]
    pub fn next(self) -> Occasion {
        Occasion { number: self.number + 1, ..self }
    }
}

impl IdentifierKey {
    /// The identifier of a registration.
    pub fn identifier(&self, request: &RegistrationRequest, occasion: Occasion) -> RegistrationId {
        let Occasion { suspicion, window, number } = occasion;
        let (window, number) = (window.to_string(), number.to_string());
        let content = content(&request.essence());
        let suspicion = suspicion.map_or("", Suspicion::key);
        let content = self.hash(&["registration", "content", &content, suspicion, &window, &number]);
        let address = self.address(&request.workshop, &request.contact.email);
        RegistrationId::from_bytes(joined(address, content))
    }

    /// The digits with which the identifiers of all registrations of an address for a workshop start.
    pub fn address_digits(&self, workshop: &Slug, email: &Email) -> String {
        hexadecimal(&self.address(workshop, email)[..8])
    }

    fn address(&self, workshop: &Slug, email: &Email) -> [u8; 16] {
        self.hash(&[workshop.as_str(), &email.identity()])
    }

    /// The key of a request to mail the links of an address: 32 hexadecimal digits.
    pub fn links(&self, email: &Email) -> String {
        hexadecimal(&self.hash(&["links", "address", &email.identity()]))
    }

    /// What identifies the mail that answers such a request, for mail programs, as [`IdentifierKey::mail_token`] does.
    pub fn links_token(&self, digits: &str, since: Timestamp) -> String {
        hexadecimal(&self.hash(&["links", "mail", digits, &since.to_string()]))
    }

    /// The identifier of an answer to a questionnaire. The same answers are one, whenever they come.
    pub fn form_answer(&self, request: &FormAnswerRequest, suspicion: Option<Suspicion>) -> FormAnswerId {
        let (workshop, form) = (request.workshop.as_str(), request.form.as_str());
        let address = self.hash(&["form", workshop, form, &request.respondent.email.identity()]);
        let suspicion = suspicion.map_or("", Suspicion::key);
        let content = self.hash(&["form", "content", &content(&request.essence()), suspicion]);
        FormAnswerId::from_bytes(joined(address, content))
    }

    /// What opens the page of the registration that was made at `created`: another than that of a registration which
    /// was deleted and made anew with the same answers.
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

    /// The token that is mailed to the address of a registration, and shown nowhere else, so that the registrant can
    /// confirm the address: 32 hexadecimal digits. The identifier alone is no proof, as the sender of a form learns it.
    ///
    /// It belongs to one registration and to one request to confirm: another workshop, identifier, time of creation
    /// or deadline makes another token.
    pub fn confirmation_token(&self, registration: &Registration) -> String {
        hexadecimal(&truncated(self.confirmation(registration)))
    }

    /// Whether a text is the confirmation token of a registration, compared in constant time.
    pub fn confirms(&self, token: &str, registration: &Registration) -> bool {
        // Only lower-case digits, so that a token has one spelling.
        let Ok(token) = token.parse::<Capability>() else { return false };
        let Some(bytes) = bytes::<16>(token.as_str()) else { return false };
        self.confirmation(registration).verify_truncated_left(&bytes).is_ok()
    }

    fn confirmation(&self, registration: &Registration) -> Hmac<Sha256> {
        let created = registration.created.as_millisecond().to_string();
        let deadline = registration.confirm_until.unwrap_or(registration.created);
        let deadline = deadline.as_millisecond().to_string();
        let (workshop, id) = (registration.request.workshop.as_str(), registration.id.as_str());
        self.mac(&["confirm", "email", workshop, id, &created, &deadline])
    }

    /// Whether a capability is the one that opens a registration's page, compared in constant time.
    pub fn opens(&self, capability: &Capability, registration: &Registration) -> bool {
        let (given, expected) = (capability.as_str(), registration.capability.as_str());
        given.as_bytes().ct_eq(expected.as_bytes()).into()
    }

    /// What stands for someone whose requests, or mails, of a `kind` are counted in a period with this number: 32
    /// hexadecimal digits that lead nobody back to an address, and of which those of two periods have nothing in common.
    pub fn counter(&self, kind: &str, who: &str, period: i64) -> String {
        hexadecimal(&self.hash(&["limit", kind, who, &period.to_string()]))
    }

    /// What identifies a mail of a registration, or with an empty `mail` all of them, for mail programs: 32
    /// hexadecimal digits that do not tell the identifier, as mail servers log them.
    pub fn mail_token(&self, registration: &RegistrationId, mail: &str, about: &str) -> String {
        hexadecimal(&self.hash(&["mail", registration.as_str(), mail, about]))
    }

    /// The first half of the keyed hash of some parts.
    fn hash(&self, parts: &[&str]) -> [u8; 16] {
        truncated(self.mac(parts))
    }

    /// The keyed hash of some parts, none of which contains a zero byte. What is hashed for one purpose has another
    /// number of parts, or another first part, than what is hashed for another.
    fn mac(&self, parts: &[&str]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                mac.update(b"\0");
            }
            mac.update(part.as_bytes());
        }
        mac
    }
}

fn truncated(mac: Hmac<Sha256>) -> [u8; 16] {
    let hash: [u8; 32] = mac.finalize().into_bytes().into();
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}

/// The first halves of both.
fn joined(address: [u8; 16], content: [u8; 16]) -> [u8; 16] {
    let mut joined = address;
    joined[8..].copy_from_slice(&content[..8]);
    joined
}

/// Everything in a request, as one text. JSON escapes control characters, so it contains no zero byte.
fn content(request: &impl Serialize) -> String {
    // Plain data with text for keys cannot fail to become JSON in memory.
    serde_json::to_string(request).unwrap_or_default()
}

fn hexadecimal(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// The bytes of hexadecimal digits; `None` for another number of digits, or something else.
fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?.try_into().ok()
}

impl From<[u8; 32]> for IdentifierKey {
    fn from(bytes: [u8; 32]) -> IdentifierKey {
        IdentifierKey(bytes)
    }
}

impl std::str::FromStr for IdentifierKey {
    type Err = InvalidIdentifierKey;

    fn from_str(text: &str) -> Result<IdentifierKey, InvalidIdentifierKey> {
        bytes(text).map(IdentifierKey).ok_or(InvalidIdentifierKey)
    }
}

impl fmt::Debug for IdentifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("IdentifierKey(secret)")
    }
}

#[cfg(test)]
mod tests;
