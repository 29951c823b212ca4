//! The states of a registration and the transitions between them: one table, for the handler, the organiser's
//! command line and the tests.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// In which state a registration is.
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
    /// It holds no seats and asks for some: once the e-mail address is confirmed, it gets them or a place on the
    /// waiting list.
    Requested,
    /// It holds its seats and waits for the organiser's approval.
    Pending,
    /// It holds its seats.
    Confirmed,
    /// It waits for seats, and need not confirm the e-mail address, or has done so.
    Waiting,
    /// The registrant, or the organiser, called it off.
    Cancelled,
    /// The organiser did not approve it.
    Refused,
    /// It looks like spam, and holds no seats until the organiser has looked at it.
    Quarantined,
}

/// How long a registrant has for confirming the e-mail address: long enough for a mail that comes late or is read the
/// next morning, short enough not to block a workshop with invented addresses.
pub const CONFIRMATION_TIME: SignedDuration = SignedDuration::from_hours(24);

/// The same for seats that are given out while they are scarce (see
/// [`Capacity::is_scarce`](crate::seats::Capacity::is_scarce)): long enough for a mail that is delayed by greylisting
/// and for a meeting.
pub const CONFIRMATION_TIME_OF_SCARCE_SEATS: SignedDuration = SignedDuration::from_hours(2);

/// What happens to a registration.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, EnumString, VariantArray, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Event {
    /// The registrant confirms the e-mail address. A registration that asks for seats waits from then on, and is
    /// promoted at once if there are seats.
    ConfirmEmail,
    /// The time within which the address is to be confirmed is over.
    Lapse,
    /// The organiser finds that it is not spam: it waits as if it had never been suspected, and is promoted at once
    /// if there are seats. Where e-mail addresses are confirmed, it is asked for that first.
    Release,
    /// The organiser approves it.
    Approve,
    /// The organiser does not approve it.
    Refuse,
    /// It is called off.
    Cancel,
    /// Seats became free for it.
    Promote,
    /// Its participants change; it may give seats back, and never takes more.
    ChangeParticipants,
}

/// The key of the first entry in a registration's history.
pub const REGISTER: &str = "register";

/// The key of an entry in a registration's history: the consent to be on the participants' list was given or
/// withdrawn. It is no [`Event`], as it can happen at any time and changes no status.
pub const CHANGE_LISTING: &str = "change-listing";

/// Whether the organiser approves registrations one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// A registration is confirmed as soon as it has its seats.
    Automatic,
    /// The organiser confirms each registration; until then it is pending, and holds its seats.
    Manual,
}

/// Whether registrants confirm their e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmation {
    /// An address is taken as it was typed.
    None,
    /// Nothing is certain before a reader of the address's mail has confirmed it.
    Email,
}

/// What a registration that has its seats still needs in order to be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirements {
    /// The organiser's approval.
    pub approval: Approval,
    /// The confirmation of the e-mail address; it comes first.
    pub confirmation: Confirmation,
}

impl Status {
    /// Every status, in the order in which lists show them.
    pub const ALL: &[Status] = Status::VARIANTS;

    /// The status of a registration that has just been given its seats.
    pub fn seated(requirements: Requirements) -> Status {
        match requirements.confirmation {
            Confirmation::Email => Status::Unconfirmed,
            Confirmation::None => Status::promoted(requirements.approval),
        }
    }

    /// The status of a registration that has just been put in the queue for seats.
    pub fn queued(requirements: Requirements) -> Status {
        match requirements.confirmation {
            Confirmation::Email => Status::Requested,
            Confirmation::None => Status::Waiting,
        }
    }

    /// The status of a registration that has its seats and need not confirm its e-mail address, or has done so.
    pub fn promoted(approval: Approval) -> Status {
        match approval {
            Approval::Automatic => Status::Confirmed,
            Approval::Manual => Status::Pending,
        }
    }

    /// The status after an event; `None` where the event cannot happen in this status.
    pub fn after(self, event: Event, requirements: Requirements) -> Option<Status> {
        match (self, event) {
            (Status::Unconfirmed, Event::ConfirmEmail) => Some(Status::promoted(requirements.approval)),
            (Status::Requested, Event::ConfirmEmail) => Some(Status::Waiting),
            (Status::Unconfirmed | Status::Requested, Event::Lapse) => Some(Status::Cancelled),
            (Status::Quarantined, Event::Release) => Some(Status::queued(requirements)),
            (Status::Pending, Event::Approve) => Some(Status::Confirmed),
            (
                Status::Unconfirmed
                | Status::Requested
                | Status::Pending
                | Status::Waiting
                | Status::Quarantined,
                Event::Refuse,
            ) => Some(Status::Refused),
            (Status::Waiting, Event::Promote) => Some(Status::promoted(requirements.approval)),
            (status, Event::Cancel) if status.is_alive() => Some(Status::Cancelled),
            (status, Event::ChangeParticipants) if status.is_alive() => Some(status),
            _ => None,
        }
    }

    /// Whether a registration of this status holds seats.
    pub fn holds_seats(self) -> bool {
        matches!(self, Status::Unconfirmed | Status::Pending | Status::Confirmed)
    }

    /// Whether nothing is certain before the e-mail address is confirmed.
    pub fn needs_proof(self) -> bool {
        matches!(self, Status::Unconfirmed | Status::Requested)
    }

    /// Whether the registrant may still take part.
    pub fn is_alive(self) -> bool {
        !matches!(self, Status::Cancelled | Status::Refused)
    }

    /// The key of the status in the store and in the words of a theme.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The status of a key.
    pub fn from_key(key: &str) -> Option<Status> {
        key.parse().ok()
    }
}

impl Event {
    /// Every event.
    pub const ALL: &[Event] = Event::VARIANTS;

    /// The key of the event in a registration's history.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The event of a key.
    pub fn from_key(key: &str) -> Option<Event> {
        key.parse().ok()
    }
}

#[cfg(test)]
mod tests;
