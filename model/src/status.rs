//! The states of a registration and the transitions between them: one table, for the handler, the organiser's
//! command line and the tests.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// In which state a registration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It holds its seats for [`CONFIRMATION_TIME`], within which the registrant confirms the e-mail address.
    Unconfirmed,
    /// It holds its seats and waits for the organiser's approval.
    Pending,
    /// It holds its seats.
    Confirmed,
    /// It waits for seats, in the order of arrival.
    Waiting,
    /// The registrant, or the organiser, called it off.
    Cancelled,
    /// The organiser did not approve it.
    Refused,
    /// It looks like spam, and holds no seats until the organiser has looked at it.
    Quarantined,
}

/// How long seats are held for a registrant who has not yet confirmed the e-mail address: long enough for a mail
/// that comes late or is read the next morning, short enough not to block a workshop with invented addresses.
pub const CONFIRMATION_TIME: SignedDuration = SignedDuration::from_hours(24);

/// What happens to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The registrant confirms the e-mail address.
    ConfirmEmail,
    /// The time within which the address is to be confirmed is over.
    Lapse,
    /// The organiser finds that it is no spam: it waits as if it had never been suspected, and is promoted at once
    /// if there are seats.
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
    /// Seats are held for [`CONFIRMATION_TIME`] until somebody who reads the address's mail confirms it.
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
    pub const ALL: [Status; 7] = [
        Status::Unconfirmed,
        Status::Pending,
        Status::Confirmed,
        Status::Waiting,
        Status::Cancelled,
        Status::Refused,
        Status::Quarantined,
    ];

    /// The status of a registration that has just been given its seats.
    pub fn seated(requirements: Requirements) -> Status {
        match requirements.confirmation {
            Confirmation::Email => Status::Unconfirmed,
            Confirmation::None => Status::reachable(requirements.approval),
        }
    }

    /// The status of a registration that has its seats and an address that mail reaches.
    fn reachable(approval: Approval) -> Status {
        match approval {
            Approval::Automatic => Status::Confirmed,
            Approval::Manual => Status::Pending,
        }
    }

    /// The status after an event; `None` where the event cannot happen in this status.
    pub fn after(self, event: Event, requirements: Requirements) -> Option<Status> {
        match (self, event) {
            (Status::Unconfirmed, Event::ConfirmEmail) => Some(Status::reachable(requirements.approval)),
            (Status::Unconfirmed, Event::Lapse) => Some(Status::Cancelled),
            (Status::Quarantined, Event::Release) => Some(Status::Waiting),
            (Status::Pending, Event::Approve) => Some(Status::Confirmed),
            (
                Status::Unconfirmed | Status::Pending | Status::Waiting | Status::Quarantined,
                Event::Refuse,
            ) => Some(Status::Refused),
            (Status::Waiting, Event::Promote) => Some(Status::seated(requirements)),
            (status, Event::Cancel) if status.is_alive() => Some(Status::Cancelled),
            (status, Event::ChangeParticipants) if status.is_alive() => Some(status),
            _ => None,
        }
    }

    /// Whether a registration of this status holds seats.
    pub fn holds_seats(self) -> bool {
        matches!(self, Status::Unconfirmed | Status::Pending | Status::Confirmed)
    }

    /// Whether the registrant may still take part.
    pub fn is_alive(self) -> bool {
        !matches!(self, Status::Cancelled | Status::Refused)
    }

    /// The key of the status in the store and in the words of a theme.
    pub fn key(self) -> &'static str {
        match self {
            Status::Unconfirmed => "unconfirmed",
            Status::Pending => "pending",
            Status::Confirmed => "confirmed",
            Status::Waiting => "waiting",
            Status::Cancelled => "cancelled",
            Status::Refused => "refused",
            Status::Quarantined => "quarantined",
        }
    }

    /// The status of a key.
    pub fn from_key(key: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.key() == key)
    }
}

impl Event {
    /// Every event.
    pub const ALL: [Event; 8] = [
        Event::ConfirmEmail,
        Event::Lapse,
        Event::Release,
        Event::Approve,
        Event::Refuse,
        Event::Cancel,
        Event::Promote,
        Event::ChangeParticipants,
    ];

    /// The key of the event in a registration's history.
    pub fn key(self) -> &'static str {
        match self {
            Event::ConfirmEmail => "confirm-email",
            Event::Lapse => "lapse",
            Event::Release => "release",
            Event::Approve => "approve",
            Event::Refuse => "refuse",
            Event::Cancel => "cancel",
            Event::Promote => "promote",
            Event::ChangeParticipants => "change-participants",
        }
    }

    /// The event of a key.
    pub fn from_key(key: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|event| event.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTOMATIC: Requirements =
        Requirements { approval: Approval::Automatic, confirmation: Confirmation::None };

    #[test]
    fn the_whole_table() {
        use Event::*;
        use Status::*;
        let table = [
            (
                Unconfirmed,
                vec![
                    (ConfirmEmail, Confirmed),
                    (Lapse, Cancelled),
                    (Refuse, Refused),
                    (Cancel, Cancelled),
                    (ChangeParticipants, Unconfirmed),
                ],
            ),
            (
                Pending,
                vec![
                    (Approve, Confirmed),
                    (Refuse, Refused),
                    (Cancel, Cancelled),
                    (ChangeParticipants, Pending),
                ],
            ),
            (Confirmed, vec![(Cancel, Cancelled), (ChangeParticipants, Confirmed)]),
            (
                Waiting,
                vec![
                    (Refuse, Refused),
                    (Cancel, Cancelled),
                    (Promote, Confirmed),
                    (ChangeParticipants, Waiting),
                ],
            ),
            (Cancelled, vec![]),
            (Refused, vec![]),
            (
                Quarantined,
                vec![
                    (Release, Waiting),
                    (Refuse, Refused),
                    (Cancel, Cancelled),
                    (ChangeParticipants, Quarantined),
                ],
            ),
        ];
        assert_eq!(table.each_ref().map(|(status, _)| *status), Status::ALL);
        for (status, expected) in table {
            let after = |event: Event| Some((event, status.after(event, AUTOMATIC)?));
            assert_eq!(Event::ALL.into_iter().filter_map(after).collect::<Vec<_>>(), expected, "{status:?}");
        }
    }

    #[test]
    fn seats_are_first_confirmed_by_mail_and_then_approved() {
        let manual = Requirements { approval: Approval::Manual, ..AUTOMATIC };
        let both = Requirements { confirmation: Confirmation::Email, ..manual };
        assert_eq!(Status::Waiting.after(Event::Promote, manual), Some(Status::Pending));
        assert_eq!(Status::Waiting.after(Event::Promote, both), Some(Status::Unconfirmed));
        assert_eq!(Status::Unconfirmed.after(Event::ConfirmEmail, both), Some(Status::Pending));
        assert_eq!(Status::Unconfirmed.after(Event::ConfirmEmail, AUTOMATIC), Some(Status::Confirmed));
    }

    #[test]
    fn keys_lead_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_key(status.key()), Some(status));
        }
        assert_eq!(Status::from_key("lost"), None);
        for event in Event::ALL {
            assert_eq!(Event::from_key(event.key()), Some(event));
        }
        assert_eq!(Event::from_key(REGISTER), None);
    }
}
