//! The states of a registration and the transitions between them: one table, for the handler, the organiser's
//! command line and the tests.

use serde::{Deserialize, Serialize};

/// In which state a registration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
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
}

/// What happens to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
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

/// Whether the organiser approves registrations one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// A registration is confirmed as soon as it has its seats.
    Automatic,
    /// The organiser confirms each registration; until then it is pending, and holds its seats.
    Manual,
}

impl Status {
    /// Every status, in the order in which lists show them.
    pub const ALL: [Status; 5] =
        [Status::Pending, Status::Confirmed, Status::Waiting, Status::Cancelled, Status::Refused];

    /// The status of a registration that has just been given its seats.
    pub fn seated(approval: Approval) -> Status {
        match approval {
            Approval::Automatic => Status::Confirmed,
            Approval::Manual => Status::Pending,
        }
    }

    /// The status after an event; `None` where the event cannot happen in this status.
    pub fn after(self, event: Event, approval: Approval) -> Option<Status> {
        match (self, event) {
            (Status::Pending, Event::Approve) => Some(Status::Confirmed),
            (Status::Pending | Status::Waiting, Event::Refuse) => Some(Status::Refused),
            (Status::Pending | Status::Confirmed | Status::Waiting, Event::Cancel) => Some(Status::Cancelled),
            (Status::Waiting, Event::Promote) => Some(Status::seated(approval)),
            (Status::Pending | Status::Confirmed | Status::Waiting, Event::ChangeParticipants) => Some(self),
            _ => None,
        }
    }

    /// Whether a registration of this status holds seats.
    pub fn holds_seats(self) -> bool {
        matches!(self, Status::Pending | Status::Confirmed)
    }

    /// Whether whoever registered may register anew, in place of this registration.
    pub fn may_be_replaced(self) -> bool {
        self == Status::Cancelled
    }

    /// The key of the status in the store and in the words of a theme.
    pub fn key(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::Confirmed => "confirmed",
            Status::Waiting => "waiting",
            Status::Cancelled => "cancelled",
            Status::Refused => "refused",
        }
    }

    /// The status of a key.
    pub fn from_key(key: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.key() == key)
    }
}

impl Event {
    /// The key of the event in a registration's history.
    pub fn key(self) -> &'static str {
        match self {
            Event::Approve => "approve",
            Event::Refuse => "refuse",
            Event::Cancel => "cancel",
            Event::Promote => "promote",
            Event::ChangeParticipants => "change-participants",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table() {
        use Event::*;
        use Status::*;
        let events = [Approve, Refuse, Cancel, Promote, ChangeParticipants];
        let table = [
            (Pending, [Some(Confirmed), Some(Refused), Some(Cancelled), None, Some(Pending)]),
            (Confirmed, [None, None, Some(Cancelled), None, Some(Confirmed)]),
            (Waiting, [None, Some(Refused), Some(Cancelled), Some(Confirmed), Some(Waiting)]),
            (Cancelled, [None; 5]),
            (Refused, [None; 5]),
        ];
        for (status, expected) in table {
            assert_eq!(events.map(|event| status.after(event, Approval::Automatic)), expected, "{status:?}");
        }
        assert_eq!(Waiting.after(Promote, Approval::Manual), Some(Pending));
    }

    #[test]
    fn keys_lead_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_key(status.key()), Some(status));
        }
        assert_eq!(Status::from_key("lost"), None);
    }
}
