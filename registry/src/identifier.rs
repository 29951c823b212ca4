//! The identifiers of registrations and of answers to questionnaires, and their secrets.
//!
//! The first half of an identifier is a keyed hash of workshop and e-mail address, so one query finds all registrations
//! of an address. The second half is a keyed hash of all answers, the hour, and the facts that make it a separate
//! registration ([`Occasion`]): two identical posts are one registration, an address may register any number of times,
//! and no registration can block another. Without the secret key, neither half can be derived, nor the capability that
//! opens a registration's page. `docs/decisions/011-registration-identity.md` gives the reasons.

mod address;
mod private;

use std::fmt;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use model::contact::Email;
use model::questionnaire::{FormAnswerId, FormAnswerRequest};
use model::registration::{
    Capability, OwnLink, Participant, Registration, RegistrationId, RegistrationRequest, Suspicion,
};
use model::slug::Slug;
use serde::Serialize;
use sha2::Sha256;
use subtle::ConstantTimeEq;

pub use self::address::ProposedLink;

/// The number of seconds during which identical answers count as the same post: a double click, a lost answer, or a
/// retry after an error or from another network. Later they create another registration, so that a stranger who knows
/// every answer learns nothing about the first.
pub const REPETITION_WINDOW: i64 = 3_600;

/// The most registrations that identical answers may create within [`REPETITION_WINDOW`], each after the previous one
/// was cancelled or rejected.
pub const MOST_REGISTRATIONS: u32 = 8;

/// The seconds for which the token of a specimen is valid, and by which clocks may differ.
const SPECIMEN_LIFETIME: u64 = 300;

/// The secret identifier key of 32 bytes. With a new key, existing registrants would not be recognised.
#[derive(Clone)]
pub struct IdentifierKey([u8; 32]);

/// The text is not an [`IdentifierKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier key has 64 hexadecimal digits")]
pub struct InvalidIdentifierKey;

/// The facts that distinguish a registration from others with the same answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// The reason why the post looks like spam, if it does. A suspicious post never takes the place of another one.
    pub suspicion: Option<Suspicion>,
    /// The number of [`REPETITION_WINDOW`]s from 1970 up to this one.
    pub window: i64,
    /// The number of registrations with these answers that were cancelled or rejected within the window.
    pub number: u32,
}

impl Occasion {
    /// Returns the occasion of the first registration at a time.
    pub fn first(suspicion: Option<Suspicion>, at: Timestamp) -> Occasion {
        Occasion { suspicion, window: at.as_second().div_euclid(REPETITION_WINDOW), number: 0 }
    }

    /// Returns the occasion of the first registration in the previous window.
    #[must_use]
    pub fn before(self) -> Occasion {
        Occasion { window: self.window - 1, number: 0, ..self }
    }

    /// Returns the occasion of the next registration with the same answers in this window.
    #[must_use]
    pub fn next(self) -> Occasion {
        Occasion { number: self.number + 1, ..self }
    }
}

impl IdentifierKey {
    /// Returns the identifier of a registration.
    pub fn identifier(&self, request: &RegistrationRequest, occasion: Occasion) -> RegistrationId {
        let Occasion { suspicion, window, number } = occasion;
        let (window, number) = (window.to_string(), number.to_string());
        let content = content(&request.essence());
        let suspicion = suspicion.map_or("", Suspicion::key);
        let content = self.hash(&["registration", "content", &content, suspicion, &window, &number]);
        let address = self.address(&request.workshop, &request.contact.email);
        RegistrationId::from_bytes(joined(address, content))
    }

    /// Returns what the URL of a registration that arrives at `now` contains.
    pub fn link(&self, request: &RegistrationRequest, occasion: Occasion, now: Timestamp) -> OwnLink {
        let id = self.identifier(request, occasion);
        let capability = self.capability(&request.workshop, &id, now);
        OwnLink { id, capability }
    }

    /// Returns the digits with which the identifiers of all registrations of an address for a workshop start.
    pub fn address_digits(&self, workshop: &Slug, email: &Email) -> String {
        hexadecimal(&self.address(workshop, email)[..8])
    }

    fn address(&self, workshop: &Slug, email: &Email) -> [u8; 16] {
        self.hash(&[workshop.as_str(), &email.identity()])
    }

    /// Returns the key of a request to mail an address its links: 32 hexadecimal digits.
    pub fn links(&self, email: &Email) -> String {
        hexadecimal(&self.hash(&["links", "address", &email.identity()]))
    }

    /// Returns the identifier of the mail that answers such a request, used like [`IdentifierKey::mail_token`].
    pub fn links_token(&self, digits: &str, since: Timestamp) -> String {
        hexadecimal(&self.hash(&["links", "mail", digits, &since.to_string()]))
    }

    /// Returns the identifier of an answer to a questionnaire. Identical answers have the same identifier at any time.
    pub fn form_answer(&self, request: &FormAnswerRequest, suspicion: Option<Suspicion>) -> FormAnswerId {
        let (workshop, form) = (request.workshop.as_str(), request.form.as_str());
        let address = self.hash(&["form", workshop, form, &request.respondent.email.identity()]);
        let suspicion = suspicion.map_or("", Suspicion::key);
        let content = self.hash(&["form", "content", &content(&request.essence()), suspicion]);
        FormAnswerId::from_bytes(joined(address, content))
    }

    /// Returns the capability that opens the page of the registration created at `created`. If a deleted registration
    /// is created again with the same answers, its capability differs.
    fn capability(&self, workshop: &Slug, registration: &RegistrationId, created: Timestamp) -> Capability {
        let created = created.as_millisecond().to_string();
        let parts = ["own", "page", "open", workshop.as_str(), registration.as_str(), &created];
        Capability::from_bytes(self.hash(&parts))
    }

    /// Returns the capability that opens the page of one participant of a registration and nothing else. That of another
    /// person in the same place differs, because their number does, and so does that of the same person after the address
    /// of the registration was corrected, because the registration's former page showed it.
    pub fn participation(&self, registration: &Registration, participant: &Participant) -> Capability {
        let (workshop, id) = (registration.request.workshop.as_str(), registration.id.as_str());
        let (number, own) = (participant.number.to_string(), registration.capability.as_str());
        Capability::from_bytes(self.hash(&["participant", "page", "open", workshop, id, &number, own]))
    }

    /// Returns the participant whose page a capability opens. Compares with each of them in constant time.
    pub fn opens_participation<'a>(
        &self,
        capability: &Capability,
        registration: &'a Registration,
    ) -> Option<&'a Participant> {
        let given = capability.as_str().as_bytes();
        let mut opened = None;
        for participant in &registration.request.participants {
            let expected = self.participation(registration, participant);
            if given.ct_eq(expected.as_str().as_bytes()).into() {
                opened = Some(participant);
            }
        }
        opened
    }

    /// Returns the token with which a registrant confirms the e-mail address: 32 hexadecimal digits. It is mailed to
    /// that address and shown nowhere else. The identifier alone would prove nothing, because the sender of the form
    /// learns it.
    ///
    /// The token is valid for one registration and one request for confirmation: another workshop, identifier, time of
    /// creation or deadline yields another token.
    pub fn confirmation_token(&self, registration: &Registration) -> String {
        hexadecimal(&truncated(self.confirmation(registration)))
    }

    /// Returns whether a text is the confirmation token of a registration, in constant time.
    pub fn confirms(&self, token: &str, registration: &Registration) -> bool {
        // Only lower-case digits are accepted, so that each token has one spelling.
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

    /// Returns whether a capability opens the registration's page, in constant time.
    pub fn opens(&self, capability: &Capability, registration: &Registration) -> bool {
        let (given, expected) = (capability.as_str(), registration.capability.as_str());
        given.as_bytes().ct_eq(expected.as_bytes()).into()
    }

    /// Returns the token with which the canary proves that a specimen for a workshop is its own, and when it was made: the
    /// seconds since 1970, and 32 hexadecimal digits.
    pub fn specimen_token(&self, workshop: &Slug, now: Timestamp) -> String {
        self.specimen(workshop, now.as_second())
    }

    /// Returns whether a text is the token of a specimen for a workshop that was made a moment ago, in constant time.
    pub fn is_of_specimen(&self, token: &str, workshop: &Slug, now: Timestamp) -> bool {
        let seconds = token.split_once('-').and_then(|(seconds, _)| seconds.parse().ok());
        let Some(seconds) = seconds else { return false };
        let is_own: bool = token.as_bytes().ct_eq(self.specimen(workshop, seconds).as_bytes()).into();
        is_own && now.as_second().abs_diff(seconds) <= SPECIMEN_LIFETIME
    }

    fn specimen(&self, workshop: &Slug, seconds: i64) -> String {
        let seconds = seconds.to_string();
        format!("{seconds}-{}", hexadecimal(&self.hash(&["specimen", workshop.as_str(), &seconds])))
    }

    /// Returns a text of 32 hexadecimal digits that differs between keys and from which the key cannot be derived.
    pub(crate) fn fingerprint(&self) -> String {
        hexadecimal(&self.hash(&["fingerprint"]))
    }

    /// Returns the key of a counter of requests or mails of a `kind` by one sender in a numbered period: 32 hexadecimal
    /// digits from which no address can be recovered, and which are unrelated between periods.
    pub fn counter(&self, kind: &str, who: &str, period: i64) -> String {
        hexadecimal(&self.hash(&["limit", kind, who, &period.to_string()]))
    }

    /// Returns the identifier of a registration's mail for mail programs, or with an empty `mail` of all its mails: 32
    /// hexadecimal digits that do not reveal the registration's identifier, as mail servers log them.
    pub fn mail_token(&self, registration: &RegistrationId, mail: &str, about: &str) -> String {
        hexadecimal(&self.hash(&["mail", registration.as_str(), mail, about]))
    }

    /// Returns the first half of the keyed hash of some parts.
    fn hash(&self, parts: &[&str]) -> [u8; 16] {
        truncated(self.mac(parts))
    }

    /// Returns the keyed hash of some parts without zero bytes. Each purpose has its own number of parts or its own
    /// first part, so hashes for different purposes never coincide.
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

/// Concatenates the first halves of both.
fn joined(address: [u8; 16], content: [u8; 16]) -> [u8; 16] {
    let mut joined = address;
    joined[8..].copy_from_slice(&content[..8]);
    joined
}

/// Serialises all answers of a request to a text. JSON escapes control characters, so the text contains no zero byte.
fn content(request: &impl Serialize) -> String {
    // Plain data with text keys always serialises to JSON.
    serde_json::to_string(request).unwrap_or_default()
}

fn hexadecimal(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Decodes hexadecimal digits. Returns `None` if the text has other characters or another length.
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
