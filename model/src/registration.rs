//! A registration: its participants, sessions, fees and state.

mod absence;
mod addition;
mod address;
mod attendance;
mod change_count;
mod detail_part;
mod details;
mod fee;
mod form;
mod history;
pub(crate) mod id;
mod own_sessions;
mod people;
mod proof;
mod request;
mod seat_offer;
mod shown;
mod submitted;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

pub use self::absence::Absences;
pub use self::address::{AddressChange, FormerAddress, ProposedAddress};
pub(crate) use self::attendance::{are_same, mode_of};
pub use self::change_count::{ChangeCount, MAX_CHANGES, MAX_CHANGES_A_DAY, TooManyChanges};
pub use self::detail_part::{DetailGroup, DetailPart};
pub use self::details::{Details, DetailsBasis};
pub use self::fee::FeeSnapshot;
pub(crate) use self::form::groups;
pub use self::form::{
    FIRST_ROW, FormParts, FormSession, ParticipantParts, RegistrationFormError, additions_form,
    asked_sessions, details_form, own_questions, own_sessions_form, participants_form, participation_form,
    registration_form,
};
pub use self::history::{Author, Earlier, HistoryEntry, MAX_HISTORY, OMITTED};
pub use self::id::{
    Capability, InvalidCapability, InvalidOwnLink, InvalidRegistrationId, OwnLink, RegistrationId,
};
pub use self::people::{Contact, Departure, Participant};
pub use self::shown::{BASIS_FIELD, ShownParticipants};
use crate::announcement::AttendanceMode;
use crate::contact::Email;
use crate::membership::Membership;
use crate::offer::Offer;
use crate::seats::{Requested, Seats};
use crate::siren::Siren;
use crate::siret::Siret;
use crate::slug::Slug;
use crate::status::{Approval, Requirements, Status};
use crate::submission::Answers;

/// The address of the invoice and the details that it must name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Billing {
    /// The invoiced organisation, if it is not the contact's.
    pub organisation: Option<String>,
    /// The street address, in one or more lines.
    pub address: String,
    /// The postal code.
    pub postal_code: String,
    /// The city.
    pub city: String,
    /// The SIRET of the invoiced organisation, 14 digits.
    pub siret: Option<Siret>,
    /// The purchase order number of the invoiced organisation.
    pub purchase_order: Option<String>,
    /// The address to which the invoice is sent, if not to the contact.
    pub email: Option<Email>,
}

/// A session that the participants attend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendedSession {
    /// The session's identifier within the workshop.
    pub session: String,
    /// The attendance mode, if the session offers a choice: in person or online.
    pub mode: Option<AttendanceMode>,
}

/// The content of a valid submission: a registration without identifier, state and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationRequest {
    /// The workshop of the registration.
    pub workshop: Slug,
    /// The participants; at least one.
    pub participants: Vec<Participant>,
    /// The sessions that participants attend unless they have others of their own, if there is a choice of sessions or
    /// attendance modes; otherwise empty.
    pub sessions: Vec<AttendedSession>,
    /// The person whom the club writes to.
    pub contact: Contact,
    /// The address and details of the invoice.
    pub billing: Billing,
    /// The answers to the workshop's own questions about the whole registration.
    pub answers: Answers,
    /// The registrant's remarks.
    pub remarks: Option<String>,
    /// Whether the contact's name and organisation may be shared with the other participants.
    pub listed: bool,
    /// The [`Form::hash`](crate::form::Form::hash) of the form against which the answers were validated.
    pub form_hash: String,
    /// The language in which the form was submitted, if it is not the site's main language.
    pub language: Option<String>,
    /// What is known about the membership, if a fee is for members. The code of a member is not part of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership: Option<Membership>,
}

/// A registration as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The identifier of the registration.
    pub id: RegistrationId,
    /// The secret that gives access to the registrant's own page.
    pub capability: Capability,
    /// The content of the submission.
    pub request: RegistrationRequest,
    /// The highest number that a participant has had.
    pub named: u32,
    /// The participants who left and are still to be informed.
    pub departures: Vec<Departure>,
    /// The address that is to replace the contact's once it is confirmed.
    pub proposed_address: Option<ProposedAddress>,
    /// The contact's addresses that were replaced and to which mails are still to be sent.
    pub former_addresses: Vec<FormerAddress>,
    /// The seats that it holds or waits for.
    pub seats: Seats,
    /// The organisation towards whose limit the seats count, if the workshop had such a limit when the registration arrived.
    pub counted_for: Option<Siren>,
    /// The current state.
    pub status: Status,
    /// When the e-mail address was confirmed from a mail sent to it. Before that, nothing proves that the owner of
    /// the address made the registration.
    pub proven: Option<Timestamp>,
    /// The deadline for confirming the address, if confirmation was requested. Only a correction of the address extends
    /// it.
    pub confirm_until: Option<Timestamp>,
    /// The deadline for accepting the seats that are offered to it; `None` in any other state.
    pub accept_until: Option<Timestamp>,
    /// The reason why it looked like spam on arrival, if it did.
    pub suspicion: Option<Suspicion>,
    /// When it was made. The privacy notice was acknowledged at the same time, because registration requires it.
    pub created: Timestamp,
    /// When it will be deleted.
    pub expires: Timestamp,
    /// When the organiser marked it as invoiced; from then on, the registrant cannot change the invoice.
    pub invoiced: Option<Timestamp>,
    /// The changes that the registrant has made.
    pub change_count: ChangeCount,
    /// The corrections that participants have made of their own entries, by the participant's number. They have limits of
    /// their own, so that no participant uses up those of others.
    pub corrections: BTreeMap<u32, ChangeCount>,
    /// The sessions from which participants were absent, as far as the organiser recorded it. They are kept while the
    /// registration is confirmed.
    pub absences: Absences,
    /// When people joined who were not named at first, by the participant's number.
    pub joined: BTreeMap<u32, Timestamp>,
    /// The number of changes so far; 0 for a registration that was never stored. Each write is conditional on it.
    pub revision: u64,
    /// The events so far, in order, starting with the arrival. At most [`MAX_HISTORY`] entries.
    pub history: Vec<HistoryEntry>,
}

/// The reason why a registration looks like spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Suspicion {
    /// A hidden field that people do not see was filled in.
    Trap,
    /// More registrations came from one network address in an hour than an office would send.
    Rate,
}

impl Registration {
    /// Builds a registration that arrives at `now` and that `link` will open. It has no history yet and is waiting until
    /// its admission is decided.
    pub fn arriving(
        link: OwnLink,
        request: RegistrationRequest,
        offer: &Offer,
        now: Timestamp,
    ) -> Registration {
        Registration {
            id: link.id,
            capability: link.capability,
            named: request.participants.iter().map(|it| it.number).max().unwrap_or(0),
            departures: Vec::new(),
            proposed_address: None,
            former_addresses: Vec::new(),
            seats: request.seats(offer),
            counted_for: offer.max_per_organisation.and_then(|_| request.siren()),
            request,
            status: Status::Waiting,
            proven: None,
            confirm_until: None,
            accept_until: None,
            suspicion: None,
            created: now,
            expires: offer.keep_until,
            invoiced: None,
            change_count: ChangeCount::default(),
            corrections: BTreeMap::new(),
            absences: Absences::default(),
            joined: BTreeMap::new(),
            revision: 0,
            history: Vec::new(),
        }
    }

    /// Returns the steps that the registration has to complete on the terms of this offer. An unknown member is approved
    /// by the organiser even if other registrations are not.
    pub fn requirements(&self, offer: &Offer) -> Requirements {
        match self.is_to_be_reviewed() {
            true => Requirements { approval: Approval::Manual, ..offer.requirements() },
            false => offer.requirements(),
        }
    }

    /// Returns whether the organiser has to approve the registration because its membership is unknown.
    pub fn is_to_be_reviewed(&self) -> bool {
        self.request.membership == Some(Membership::Review)
    }

    /// Returns the seats that it holds or waits for, with the organisation towards whose limit they count.
    pub fn requested(&self) -> Requested<'_> {
        Requested { seats: &self.seats, counted_for: self.counted_for.as_ref() }
    }

    /// Returns whether to treat the registration as deleted: DynamoDB deletes expired items within days, not
    /// immediately.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires <= now
    }

    /// Returns whether its participants may still take part at `now`: it is neither cancelled nor refused, and not to be
    /// treated as deleted.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.status.is_alive() && !self.has_expired(now)
    }

    /// Returns whether a new registration with the same identifier that arrives at `now` can replace this one.
    /// Cancelled and refused registrations are not replaced: confirmations and mails of the old one must not count
    /// for the new one.
    pub fn may_be_replaced(&self, now: Timestamp) -> bool {
        self.has_expired(now)
    }
}

impl Suspicion {
    /// Returns the key of the suspicion in the store and in exports.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns the suspicion with this key.
    pub fn from_key(key: &str) -> Option<Suspicion> {
        key.parse().ok()
    }
}

#[cfg(test)]
pub(crate) mod tests;
