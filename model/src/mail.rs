//! Which mail each entry of a registration's history calls for.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::limits::MailClass;
use crate::notice::NoticeId;
use crate::registration::HistoryEntry;
use crate::status::{Event, REGISTER, Status};

/// What a mail tells its registrant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum MailKind {
    /// The registration is confirmed.
    Confirmed,
    /// It holds its seats and waits for the organiser's approval.
    Pending,
    /// It waits for seats.
    Waiting,
    /// It holds its seats until the deadline for confirming the address, which this mail asks for.
    Unconfirmed,
    /// It gets seats, or a place on the waiting list, once the address is confirmed, which this mail asks for.
    Requested,
    /// It waited, and is confirmed now.
    Promoted,
    /// It waited, has its seats now and still needs the organiser's approval.
    PromotedPending,
    /// The organiser approved it.
    Approved,
    /// The organiser did not approve it.
    Refused,
    /// It was called off.
    Cancelled,
    /// The address was not confirmed in time.
    Lapsed,
    /// Its participants changed.
    Changed,
}

/// What is mailed to a registrant once: an entry of the history, or a notice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mailing {
    /// The entry of the history with this number.
    Transition(u64),
    /// A notice of the organiser.
    Notice(NoticeId),
}

/// How far a mail has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, EnumString, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum MailState {
    /// Somebody is sending it, or was stopped while sending it.
    Sending,
    /// It was not sent this time, after an attempt of which nobody knows whether it worked.
    Released,
    /// It was handed over to the mail service.
    Sent,
    /// The mail service refused the address for good: the organiser has to find another way.
    Refused,
    /// A mail about a later state was sent in its place.
    Superseded,
}

impl MailKind {
    /// Every kind.
    pub const ALL: &[MailKind] = MailKind::VARIANTS;

    /// The mail that an entry of the history calls for; `None` where there is nothing to say, or nothing any more.
    ///
    /// What looks like spam is never mailed about, as the address may be a stranger's. For the same reason an
    /// address that is still to be confirmed gets nothing but the request to confirm it, as long as that helps,
    /// what the organiser decided, and that its time is over.
    pub fn of(history: &[HistoryEntry], index: usize) -> Option<MailKind> {
        let entry = history.get(index)?;
        let before = index.checked_sub(1).map(|before| history[before].status);
        let event = Event::from_key(&entry.event);
        let was_suspected = before == Some(Status::Quarantined) && event != Some(Event::Release);
        if entry.status == Status::Quarantined || was_suspected {
            return None;
        }
        // Mails that come late say what holds when they come: what is over meanwhile has a mail of its own.
        if entry.status.is_alive() && history[index..].iter().any(|later| !later.status.is_alive()) {
            return None;
        }
        // A link that confirms an address leads nowhere once something else has happened.
        let can_confirm = history[index..].iter().all(|entry| entry.status.needs_proof());
        // What gets its seats in the same moment has one mail, which says so.
        let next = history.get(index + 1).filter(|next| next.at == entry.at);
        let promoted_at_once = next.is_some_and(|next| next.event == Event::Promote.key());
        let previous = index.checked_sub(1).map(|before| &history[before]).filter(|it| it.at == entry.at);
        let proven_at_once = previous.is_some_and(|it| it.event == Event::ConfirmEmail.key());
        match (event, entry.status) {
            (None, _) if entry.event != REGISTER => None,
            (None | Some(Event::ConfirmEmail), Status::Confirmed) => Some(MailKind::Confirmed),
            (None | Some(Event::ConfirmEmail), Status::Pending) => Some(MailKind::Pending),
            (None, Status::Unconfirmed) => can_confirm.then_some(MailKind::Unconfirmed),
            (None | Some(Event::Release), Status::Requested) => can_confirm.then_some(MailKind::Requested),
            (None, Status::Waiting) => Some(MailKind::Waiting),
            (Some(Event::ConfirmEmail | Event::Release), Status::Waiting) => {
                (!promoted_at_once).then_some(MailKind::Waiting)
            }
            (Some(Event::Promote), Status::Confirmed) if proven_at_once => Some(MailKind::Confirmed),
            (Some(Event::Promote), Status::Pending) if proven_at_once => Some(MailKind::Pending),
            (Some(Event::Promote), Status::Confirmed) => Some(MailKind::Promoted),
            (Some(Event::Promote), Status::Pending) => Some(MailKind::PromotedPending),
            (Some(Event::Approve), _) => Some(MailKind::Approved),
            (Some(Event::Refuse), _) => Some(MailKind::Refused),
            (Some(Event::Cancel), _) => {
                (!before.is_some_and(Status::needs_proof)).then_some(MailKind::Cancelled)
            }
            (Some(Event::Lapse), _) => Some(MailKind::Lapsed),
            (Some(Event::ChangeParticipants), status) if status.needs_proof() => None,
            (Some(Event::ChangeParticipants), _) => Some(MailKind::Changed),
            // No transition leads here.
            (None | Some(Event::ConfirmEmail | Event::Promote | Event::Release), _) => None,
        }
    }

    /// The class in which a mail of this kind is counted. What the registrant did by registering or changing something
    /// may be mailed a day later; for the rest, such as a request to confirm the address, that may be too late.
    pub fn class(self) -> MailClass {
        match self {
            MailKind::Confirmed | MailKind::Pending | MailKind::Waiting | MailKind::Changed => {
                MailClass::Routine
            }
            _ => MailClass::Urgent,
        }
    }

    /// The key of the kind in the words of a theme.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl Mailing {
    /// The key of the mail among those of a registration: `3`, or `notice#0123456789abcdef`.
    pub fn key(&self) -> String {
        match self {
            Mailing::Transition(number) => number.to_string(),
            Mailing::Notice(id) => format!("notice#{}", id.as_str()),
        }
    }

    /// The mail of a key.
    pub fn from_key(key: &str) -> Option<Mailing> {
        match key.strip_prefix("notice#") {
            Some(id) => id.parse().ok().map(Mailing::Notice),
            None => key.parse().ok().map(Mailing::Transition),
        }
    }
}

impl MailState {
    /// Every state.
    pub const ALL: &[MailState] = MailState::VARIANTS;

    /// The key of the state in the store and in exports.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Whether there is nothing left to send.
    pub fn is_settled(self) -> bool {
        matches!(self, MailState::Sent | MailState::Refused | MailState::Superseded)
    }

    /// The state of a key.
    pub fn from_key(key: &str) -> Option<MailState> {
        key.parse().ok()
    }
}

#[cfg(test)]
mod tests;
