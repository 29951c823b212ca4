//! A registration: who takes part in what, at what price, and in which state it is.

mod attendance;
mod changes;
mod form;
mod history;
pub(crate) mod id;
mod proof;
mod request;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

pub use self::changes::{Changes, MAX_CHANGES, MAX_CHANGES_A_DAY, TooManyChanges};
pub(crate) use self::form::groups;
pub use self::form::{
    FormParts, FormSession, RegistrationFormError, own_questions, participants_form, registration_form,
};
pub use self::history::{Earlier, HistoryEntry, MAX_HISTORY, OMITTED};
pub use self::id::{Capability, InvalidCapability, InvalidRegistrationId, RegistrationId};
use crate::announcement::AttendanceMode;
use crate::contact::{Email, Telephone};
use crate::money::Money;
use crate::name;
use crate::offer::{Fee, Offer};
use crate::seats::Seats;
use crate::slug::Slug;
use crate::status::Status;
use crate::submission::Answers;

/// A person who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// What they do in their organisation.
    pub function: String,
    /// What they pay.
    pub fee: FeeSnapshot,
}

/// Whom the club writes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// What they do in their organisation.
    pub function: String,
    /// The organisation that registers.
    pub organisation: String,
    /// Where mails about the registration go.
    pub email: Email,
    /// A telephone number, if one was given.
    pub telephone: Option<Telephone>,
}

/// Where the invoice goes and what it must name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Billing {
    /// Who is invoiced, if not the contact's organisation.
    pub organisation: Option<String>,
    /// Street address, a line or several.
    pub address: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// SIRET of who is invoiced, 14 digits.
    pub siret: Option<String>,
    /// The number of their purchase order.
    pub purchase_order: Option<String>,
    /// Where the invoice is sent, if not to the contact.
    pub email: Option<Email>,
}

/// A session that is attended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendedSession {
    /// The session's identifier within the workshop.
    pub session: String,
    /// How it is attended, where there is a choice: in a room or by video.
    pub mode: Option<AttendanceMode>,
}

/// A fee as it was when the registration was made; later changes of the catalogue do not touch it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeSnapshot {
    /// The category's identifier.
    pub category: Slug,
    /// The category as it was shown.
    pub label: String,
    /// The amount for one person and all that is attended.
    pub amount: Money,
}

/// What a valid submission asks for: a registration without identifier, state and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationRequest {
    /// The workshop.
    pub workshop: Slug,
    /// Who takes part. At least one person.
    pub participants: Vec<Participant>,
    /// The sessions, where they are chosen or attended in a chosen way; else empty.
    pub sessions: Vec<AttendedSession>,
    /// Whom the club writes to.
    pub contact: Contact,
    /// Where the invoice goes.
    pub billing: Billing,
    /// The answers to the workshop's own questions.
    pub answers: Answers,
    /// What was remarked.
    pub remarks: Option<String>,
    /// Whether the contact's name and organisation may be told to the other participants.
    pub listed: bool,
    /// [`Form::hash`](crate::form::Form::hash) of the form that the answers were validated against.
    pub form_hash: String,
    /// The further language of the site in which the form was filled in; `None` for the site's own.
    pub language: Option<String>,
}

/// A registration as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Its identifier.
    pub id: RegistrationId,
    /// What opens its registrant's own page.
    pub capability: Capability,
    /// What was asked for.
    pub request: RegistrationRequest,
    /// The seats that it holds or waits for.
    pub seats: Seats,
    /// In which state it is.
    pub status: Status,
    /// When a reader of the mail to its address confirmed it: nothing in the registration is known to be meant by its
    /// owner before.
    pub proven: Option<Timestamp>,
    /// Until when the address is to be confirmed, if that was asked for. Once it is stored, it never changes.
    pub confirm_until: Option<Timestamp>,
    /// Why it looked like spam when it arrived, if it did.
    pub suspicion: Option<Suspicion>,
    /// When it was made. Also when the privacy notice was acknowledged, without which there is none.
    pub created: Timestamp,
    /// When it is to be deleted.
    pub expires: Timestamp,
    /// What its registrant has changed.
    pub changes: Changes,
    /// How many changes led to what it is; 0 for one that was never stored. Each write is conditioned on it.
    pub revision: u64,
    /// What happened to it, in order; the first entry is its arrival. At most [`MAX_HISTORY`] entries.
    pub history: Vec<HistoryEntry>,
}

/// Why a registration looks like spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Suspicion {
    /// A field was filled in that people do not see.
    Trap,
    /// More came from one network address in an hour than offices send.
    Rate,
}

impl Registration {
    /// A registration that arrives at `now` and is not decided upon: without a history, and waiting.
    pub fn arriving(
        id: RegistrationId,
        capability: Capability,
        request: RegistrationRequest,
        offer: &Offer,
        now: Timestamp,
    ) -> Registration {
        Registration {
            id,
            capability,
            seats: request.seats(offer),
            request,
            status: Status::Waiting,
            proven: None,
            confirm_until: None,
            suspicion: None,
            created: now,
            expires: offer.keep_until,
            changes: Changes::default(),
            revision: 0,
            history: Vec::new(),
        }
    }

    /// Whether it is to be treated as deleted: DynamoDB deletes what has expired within days, not at once.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires <= now
    }

    /// Whether a registration that arrives at `now` with the same identifier takes its place. One that was cancelled or
    /// refused stays: what was proved or mailed for it must not count for another.
    pub fn may_be_replaced(&self, now: Timestamp) -> bool {
        self.has_expired(now)
    }
}

impl Suspicion {
    /// The key of the suspicion in the store and in exports.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The suspicion of a key.
    pub fn from_key(key: &str) -> Option<Suspicion> {
        key.parse().ok()
    }
}

impl Contact {
    /// The full name.
    pub fn name(&self) -> String {
        name::full(&self.given_name, &self.family_name)
    }
}

impl Participant {
    /// The full name.
    pub fn name(&self) -> String {
        name::full(&self.given_name, &self.family_name)
    }
}

impl From<&Fee> for FeeSnapshot {
    fn from(fee: &Fee) -> FeeSnapshot {
        FeeSnapshot { category: fee.category.clone(), label: fee.label.clone(), amount: fee.amount }
    }
}

#[cfg(test)]
pub(crate) mod tests;
