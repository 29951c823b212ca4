//! The states of a registration and the transitions between them: a single table for the handler, the organiser's
//! command line and the tests.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The state of a registration.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    IntoStaticStr,
    EnumString,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Status {
    /// It holds seats until the deadline for confirming the e-mail address.
    Unconfirmed,
    /// It requests seats but holds none. Once the e-mail address is confirmed, it gets seats or a place on the
    /// waiting list.
    Requested,
    /// It holds its seats and waits for the organiser's approval.
    Pending,
    /// It is complete and holds its seats.
    Confirmed,
    /// It is on the waiting list. The e-mail address is confirmed or needs no confirmation.
    Waiting,
    /// It comes from the waiting list, and seats are held for it until the deadline for accepting them.
    Offered,
    /// The registrant or the organiser cancelled it.
    Cancelled,
    /// The organiser did not approve it.
    Refused,
    /// It looks like spam and holds no seats until the organiser has reviewed it.
    Quarantined,
}

/// The time that a registrant has to confirm the e-mail address. It allows for a mail that is delayed or read the
/// next morning, without letting invented addresses block a workshop for long.
pub const CONFIRMATION_TIME: SignedDuration = SignedDuration::from_hours(24);

/// The time to confirm the address if seats were scarce when allocated (see
/// [`Capacity::is_scarce`](crate::seats::Capacity::is_scarce)). It allows for a mail that is delayed by greylisting
/// and for a meeting.
pub const CONFIRMATION_TIME_OF_SCARCE_SEATS: SignedDuration = SignedDuration::from_hours(2);

/// An event in the life of a registration.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, EnumString, VariantArray, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Event {
    /// The registrant confirms the e-mail address. A registration that requests seats joins the waiting list and is
    /// promoted at once if there are seats.
    ConfirmEmail,
    /// The deadline for confirming the address passes.
    Lapse,
    /// The organiser decides that it is not spam. It joins the waiting list and is promoted at once if there are
    /// seats. If e-mail addresses are confirmed, the registrant has to do so first.
    Release,
    /// The organiser approves it, which also accepts offered seats.
    Approve,
    /// The organiser does not approve it.
    Refuse,
    /// The registrant or the organiser cancels it.
    Cancel,
    /// Seats became free for it.
    Promote,
    /// Seats became free and are held for it until the registrant accepts them.
    OfferSeats,
    /// The registrant accepts the offered seats.
    AcceptSeats,
    /// The registrant declines the offered seats, and with them the place on the waiting list.
    DeclineSeats,
    /// The deadline for accepting the offered seats passes.
    LapseSeatOffer,
    /// Its participants change. This can free seats, but never takes more.
    ChangeParticipants,
    /// The registrant adds participants, who take seats.
    AddParticipants,
    /// Its contact, sessions, invoice or answers change. Other sessions can free seats and take more.
    ChangeDetails,
    /// The organiser corrects the e-mail address.
    CorrectAddress,
    /// The organiser marks it as invoiced.
    Invoice,
    /// The organiser takes that mark back.
    ReopenInvoice,
    /// The organiser records who was absent from a session, or takes that back.
    RecordAbsences,
}

/// The key of the first entry in a registration's history.
pub const REGISTER: &str = "register";

/// The key of a history entry for giving or withdrawing the consent to be on the participants' list. It is not an
/// [`Event`], because it can happen in any status and does not change it.
pub const CHANGE_LISTING: &str = "change-listing";

/// Whether the organiser approves registrations individually.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// A registration is confirmed as soon as it has its seats.
    Automatic,
    /// The organiser confirms each registration; until then, it is pending and holds its seats.
    Manual,
}

/// Whether registrants confirm their e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmation {
    /// Addresses are accepted as typed.
    None,
    /// A registration is provisional until the registrant confirms the address from a mail sent to it.
    Email,
}

/// The steps that a registration with seats has to complete before it is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirements {
    /// The organiser's approval.
    pub approval: Approval,
    /// The confirmation of the e-mail address, which comes first.
    pub confirmation: Confirmation,
}

impl Status {
    /// Every status, in the order in which lists show them.
    pub const ALL: &[Status] = Status::VARIANTS;

    /// Returns the status of a registration that has just received seats.
    pub fn seated(requirements: Requirements) -> Status {
        match requirements.confirmation {
            Confirmation::Email => Status::Unconfirmed,
            Confirmation::None => Status::promoted(requirements.approval),
        }
    }

    /// Returns the status of a registration that has just joined the queue for seats.
    pub fn queued(requirements: Requirements) -> Status {
        match requirements.confirmation {
            Confirmation::Email => Status::Requested,
            Confirmation::None => Status::Waiting,
        }
    }

    /// Returns the status of a registration that has seats and whose e-mail address is confirmed or needs no
    /// confirmation.
    pub fn promoted(approval: Approval) -> Status {
        match approval {
            Approval::Automatic => Status::Confirmed,
            Approval::Manual => Status::Pending,
        }
    }

    /// Returns the status after an event; `None` if the event cannot happen in this status.
    pub fn after(self, event: Event, requirements: Requirements) -> Option<Status> {
        match (self, event) {
            (Status::Unconfirmed, Event::ConfirmEmail) => Some(Status::promoted(requirements.approval)),
            (Status::Requested, Event::ConfirmEmail) => Some(Status::Waiting),
            (Status::Unconfirmed | Status::Requested, Event::Lapse) => Some(Status::Cancelled),
            (Status::Quarantined, Event::Release) => Some(Status::queued(requirements)),
            (Status::Pending | Status::Offered, Event::Approve) => Some(Status::Confirmed),
            (
                Status::Unconfirmed
                | Status::Requested
                | Status::Pending
                | Status::Waiting
                | Status::Offered
                | Status::Quarantined,
                Event::Refuse,
            ) => Some(Status::Refused),
            (Status::Waiting, Event::Promote) => Some(Status::promoted(requirements.approval)),
            (Status::Waiting, Event::OfferSeats) => Some(Status::Offered),
            (Status::Offered, Event::AcceptSeats) => Some(Status::promoted(requirements.approval)),
            (Status::Offered, Event::DeclineSeats | Event::LapseSeatOffer) => Some(Status::Cancelled),
            (status, Event::Cancel) if status.is_alive() => Some(Status::Cancelled),
            (status, Event::ChangeParticipants | Event::ChangeDetails | Event::CorrectAddress)
                if status.is_alive() =>
            {
                Some(status)
            }
            // One that waits would take its place for people whom those behind it did not expect.
            (Status::Unconfirmed | Status::Pending | Status::Confirmed, Event::AddParticipants) => Some(self),
            // Seats are invoiced once the address is confirmed, and offered ones once they are accepted.
            (Status::Pending | Status::Confirmed, Event::Invoice) => Some(self),
            (Status::Confirmed, Event::RecordAbsences) => Some(self),
            // It may have ended since it was marked.
            (
                Status::Pending | Status::Confirmed | Status::Cancelled | Status::Refused,
                Event::ReopenInvoice,
            ) => Some(self),
            _ => None,
        }
    }

    /// Returns whether a registration with this status holds seats.
    pub fn holds_seats(self) -> bool {
        matches!(self, Status::Unconfirmed | Status::Pending | Status::Confirmed | Status::Offered)
    }

    /// Returns whether a registration with this status is provisional until the e-mail address is confirmed.
    pub fn needs_proof(self) -> bool {
        matches!(self, Status::Unconfirmed | Status::Requested)
    }

    /// Returns whether the e-mail address is known to be the registrant's: neither unproven nor quarantined, when a stranger
    /// may have typed it.
    pub fn has_known_address(self) -> bool {
        !self.needs_proof() && self != Status::Quarantined
    }

    /// Returns whether the registrant may still take part.
    pub fn is_alive(self) -> bool {
        !matches!(self, Status::Cancelled | Status::Refused)
    }

    /// Returns the key of the status in the store and in theme translations.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns the status with this key.
    pub fn from_key(key: &str) -> Option<Status> {
        key.parse().ok()
    }
}

impl Event {
    /// Every event.
    pub const ALL: &[Event] = Event::VARIANTS;

    /// Returns whether the event changes what the registrant gave, and neither status nor address.
    pub fn is_change(self) -> bool {
        matches!(self, Event::ChangeParticipants | Event::AddParticipants | Event::ChangeDetails)
    }

    /// Returns whether the event never changes the status, so that no later decision depends on it.
    pub fn is_minor(self) -> bool {
        self.is_change() || matches!(self, Event::Invoice | Event::ReopenInvoice | Event::RecordAbsences)
    }

    /// Returns the key of the event in a registration's history.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns the event with this key.
    pub fn from_key(key: &str) -> Option<Event> {
        key.parse().ok()
    }
}

#[cfg(test)]
mod tests;
