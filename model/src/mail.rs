//! The rules for when to mail a registrant or a participant, and with what message.

mod mailing;

use strum::{EnumString, IntoStaticStr, VariantArray};

pub use self::mailing::{MailCause, Mailing, Recipient};
use crate::limits::MailClass;
use crate::registration::HistoryEntry;
use crate::status::{Event, REGISTER, Status};

/// The message of a mail to a registrant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum MailKind {
    /// The registration is confirmed.
    Confirmed,
    /// The registration holds its seats and waits for the organiser's approval.
    Pending,
    /// The registration is on the waiting list.
    Waiting,
    /// The registration holds its seats until the deadline for confirming the address. The mail asks for that
    /// confirmation.
    Unconfirmed,
    /// The registration gets seats or a place on the waiting list once the address is confirmed. The mail asks for
    /// that confirmation.
    Requested,
    /// The registration has moved up from the waiting list and is confirmed.
    Promoted,
    /// The registration has moved up from the waiting list, but still needs the organiser's approval.
    PromotedPending,
    /// Seats became free for the registration and are held until the registrant accepts them.
    Offered,
    /// The registrant did not accept the offered seats in time.
    OfferLapsed,
    /// The organiser approved the registration.
    Approved,
    /// The organiser did not approve the registration.
    Refused,
    /// The registration was cancelled.
    Cancelled,
    /// The registrant did not confirm the address in time.
    Lapsed,
    /// The participants, the contact, the sessions, the invoice or the answers changed.
    Changed,
}

/// The delivery state of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, EnumString, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum MailState {
    /// It is being sent, or the process stopped while sending it.
    Sending,
    /// It was not sent this time, after an attempt with an unknown result.
    Released,
    /// The mail service accepted it.
    Sent,
    /// It was refused for good, as it was sent or later, or not sent because an earlier one was; the organiser has to
    /// contact the registrant in another way. [`delivery`](crate::delivery) has the reasons.
    Refused,
    /// A mail about a later state was sent instead.
    Superseded,
}

impl MailKind {
    /// Every kind.
    pub const ALL: &[MailKind] = MailKind::VARIANTS;

    /// Returns the mail for an entry of the history; `None` if the entry needs no mail or is out of date.
    ///
    /// Suspected spam is never answered by mail, because the address may belong to a stranger. For the same reason,
    /// an unconfirmed address only receives the request to confirm it (while confirming is possible), the
    /// organiser's decision, and the message that the deadline has passed.
    pub fn of(history: &[HistoryEntry], index: usize) -> Option<MailKind> {
        let entry = history.get(index)?;
        let before = index.checked_sub(1).map(|before| history[before].status);
        let event = Event::from_key(&entry.event);
        let was_suspected = before == Some(Status::Quarantined) && event != Some(Event::Release);
        if entry.status == Status::Quarantined || was_suspected {
            return None;
        }
        // A late mail describes the state at the time of sending. If the registration has ended since, a later
        // entry has its own mail.
        if entry.status.is_alive() && history[index..].iter().any(|later| !later.status.is_alive()) {
            return None;
        }
        // A link for confirming an address stops working as soon as anything else has happened.
        let can_confirm = history[index..].iter().all(|entry| entry.status.needs_proof());
        // An offer is answered once.
        let is_offered = history[index..].iter().all(|entry| entry.status == Status::Offered);
        // A registration that is promoted at the same instant gets a single mail, about the promotion.
        let next = history.get(index + 1).filter(|next| next.at == entry.at);
        let promoted_at_once = next.is_some_and(|next| next.event == Event::Promote.key());
        let previous = index.checked_sub(1).map(|before| &history[before]).filter(|it| it.at == entry.at);
        let proven_at_once = previous.is_some_and(|it| it.event == Event::ConfirmEmail.key());
        match (event, entry.status) {
            (None, _) if entry.event != REGISTER => None,
            // At a corrected address, the mail starts over: nothing that was sent before has arrived there.
            (
                None | Some(Event::ConfirmEmail | Event::CorrectAddress | Event::AcceptSeats),
                Status::Confirmed,
            ) => Some(MailKind::Confirmed),
            (
                None | Some(Event::ConfirmEmail | Event::CorrectAddress | Event::AcceptSeats),
                Status::Pending,
            ) => Some(MailKind::Pending),
            (None | Some(Event::CorrectAddress), Status::Unconfirmed) => {
                can_confirm.then_some(MailKind::Unconfirmed)
            }
            (None | Some(Event::Release | Event::CorrectAddress), Status::Requested) => {
                can_confirm.then_some(MailKind::Requested)
            }
            (None | Some(Event::CorrectAddress), Status::Waiting) => Some(MailKind::Waiting),
            (Some(Event::ConfirmEmail | Event::Release), Status::Waiting) => {
                (!promoted_at_once).then_some(MailKind::Waiting)
            }
            (Some(Event::Promote), Status::Confirmed) if proven_at_once => Some(MailKind::Confirmed),
            (Some(Event::Promote), Status::Pending) if proven_at_once => Some(MailKind::Pending),
            (Some(Event::Promote), Status::Confirmed) => Some(MailKind::Promoted),
            (Some(Event::Promote), Status::Pending) => Some(MailKind::PromotedPending),
            (Some(Event::OfferSeats | Event::CorrectAddress), Status::Offered) => {
                is_offered.then_some(MailKind::Offered)
            }
            (Some(Event::LapseSeatOffer), _) => Some(MailKind::OfferLapsed),
            (Some(Event::Approve), _) => Some(MailKind::Approved),
            (Some(Event::Refuse), _) => Some(MailKind::Refused),
            (Some(Event::Cancel | Event::DeclineSeats), _) => {
                // An unconfirmed address may belong to a stranger.
                (!before.is_some_and(Status::needs_proof)).then_some(MailKind::Cancelled)
            }
            (Some(Event::Lapse), _) => Some(MailKind::Lapsed),
            (Some(Event::ChangeParticipants | Event::AddParticipants | Event::ChangeDetails), status) => {
                (!status.needs_proof()).then_some(MailKind::Changed)
            }
            (Some(Event::Invoice | Event::ReopenInvoice | Event::RecordAbsences), _) => None,
            // No transition leads to this state.
            (
                None
                | Some(
                    Event::ConfirmEmail
                    | Event::CorrectAddress
                    | Event::Promote
                    | Event::Release
                    | Event::OfferSeats
                    | Event::AcceptSeats,
                ),
                _,
            ) => None,
        }
    }

    /// Returns whether participants who get mails of their own get one, too, when the contact gets this one about an entry
    /// of the history. `is_informed` is whether the participant has already had a mail about the registration: those who
    /// have learn of a change only if it concerns their sessions. Those who have not learn of the registration when the
    /// contact names them in place of another, and need not learn that it ended.
    pub fn is_for_participants(self, entry: &HistoryEntry, is_informed: bool) -> bool {
        match self {
            MailKind::Confirmed
            | MailKind::Pending
            | MailKind::Waiting
            | MailKind::Promoted
            | MailKind::PromotedPending
            | MailKind::Approved => true,
            MailKind::Changed => !is_informed || entry.concerns_sessions(),
            MailKind::Refused | MailKind::Cancelled | MailKind::OfferLapsed => is_informed,
            MailKind::Unconfirmed | MailKind::Requested | MailKind::Lapsed => false,
            // Only the contact can accept the seats.
            MailKind::Offered => false,
        }
    }

    /// Returns the class in which a mail of this kind is counted. Mails about the registrant's own registration or
    /// change can wait a day; for others, such as a request to confirm the address, a day may be too late.
    pub fn class(self) -> MailClass {
        match self {
            MailKind::Confirmed | MailKind::Pending | MailKind::Waiting | MailKind::Changed => {
                MailClass::Routine
            }
            _ => MailClass::Urgent,
        }
    }

    /// Returns the key of the kind in theme translations.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl MailState {
    /// Every state.
    pub const ALL: &[MailState] = MailState::VARIANTS;

    /// Returns the key of the state in the store and in exports.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns whether there is nothing left to send.
    pub fn is_settled(self) -> bool {
        matches!(self, MailState::Sent | MailState::Refused | MailState::Superseded)
    }

    /// Returns the state with this key.
    pub fn from_key(key: &str) -> Option<MailState> {
        key.parse().ok()
    }
}

#[cfg(test)]
mod tests;
