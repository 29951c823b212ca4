//! Selects the mail that is due for a registration: one about its latest state, which replaces all older ones.
//!
//! A registration may change more often than its registrant wants to be mailed, and a delayed mail would report an
//! outdated state. So all unmailed events become one mail: the mail of the latest change of status, whose text
//! describes the current state. Changes of participants add nothing to it, because every mail shows the registration in
//! its current state. After a mail about a change, further changes wait for a while.
//!
//! A mail that another attempt started to send is finished first, on its own.

use jiff::{SignedDuration, Timestamp};
use model::catalogue::CatalogueWorkshop;
use model::limits::MailClass;
use model::mail::{MailKind, MailState, Mailing};
use model::registration::{HistoryEntry, Registration};
use model::status::{Event, REGISTER};
use registry::MailMark;

/// The age beyond which an event is no longer mailed, because the mail would confuse more than inform. Two weeks are
/// enough to repair a mail service.
const LONGEST_DELAY: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A registration to check for due mails, with the existing marks of its mails.
pub(crate) struct Addressee<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) registration: &'a Registration,
    pub(crate) marks: &'a [MailMark],
}

/// A mail to send.
pub(crate) struct Due {
    pub(crate) kind: MailKind,
    pub(crate) mailing: Mailing,
    /// The time of the event that the mail reports.
    pub(crate) happened: Timestamp,
    /// The mails that this one replaces.
    pub(crate) superseded: Vec<Superseded>,
    /// Whether it is the first mail about the registration, or replaces it.
    pub(crate) is_first: bool,
    /// Whether other mails remain due after this one.
    pub(crate) leaves_others: bool,
}

/// A mail that another one replaces.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Superseded {
    pub(crate) mailing: Mailing,
    /// The time of the event that it would have reported.
    pub(crate) about: Timestamp,
}

impl Due {
    /// Returns the mail that is due for a registration at `now`, if any.
    pub(crate) fn of(addressee: &Addressee<'_>, now: Timestamp) -> Option<Due> {
        let history = &addressee.registration.history;
        let kinds = history.iter().enumerate();
        let kinds = kinds.filter_map(|(index, entry)| Some((entry, MailKind::of(history, index)?)));
        let is_due = |entry: &HistoryEntry| addressee.is_due(&mailing(entry), entry.at, now);
        let due: Vec<_> = kinds.filter(|(entry, _)| is_due(entry)).collect();
        let in_progress =
            due.iter().position(|(entry, _)| addressee.is_in_progress(&mailing(entry), entry.at));
        let of_status = due.iter().rposition(|(_, kind)| *kind != MailKind::Changed);
        let chosen = in_progress.or(of_status).or(due.len().checked_sub(1))?;
        let (entry, kind) = due[chosen];
        let others = due.iter().enumerate().filter(|(index, _)| *index != chosen && in_progress.is_none());
        let others: Vec<_> = others.map(|(_, (entry, _))| *entry).collect();
        let is_first = others.iter().chain([&entry]).any(|entry| entry.event == REGISTER);
        Some(Due {
            kind,
            mailing: mailing(entry),
            happened: entry.at,
            superseded: others.iter().map(|it| Superseded { mailing: mailing(it), about: it.at }).collect(),
            is_first,
            leaves_others: in_progress.is_some() && due.len() > 1,
        })
    }

    /// Returns whether the mail must wait, because the last mail about a change was sent less than `interval` ago.
    pub(crate) fn is_held(
        &self,
        addressee: &Addressee<'_>,
        interval: SignedDuration,
        now: Timestamp,
    ) -> bool {
        let last = addressee.last_change_mail();
        self.kind == MailKind::Changed && last.is_some_and(|last| now.duration_since(last) < interval)
    }
}

impl Addressee<'_> {
    /// Returns whether the mail about an event is still due, according to its mark.
    pub(crate) fn is_due(&self, mailing: &Mailing, happened: Timestamp, now: Timestamp) -> bool {
        now.duration_since(happened) <= LONGEST_DELAY && !self.is_settled(mailing, happened)
    }

    /// Returns whether nothing is left to send of the mail about an event.
    pub(crate) fn is_settled(&self, mailing: &Mailing, happened: Timestamp) -> bool {
        let is_settled =
            |mark: &MailMark| mark.mailing == *mailing && mark.about == happened && mark.state.is_settled();
        self.marks.iter().any(is_settled)
    }

    /// Returns whether no mail of this class is sent, because an earlier one to the same address was refused or reported
    /// as spam.
    pub(crate) fn is_withheld(&self, class: MailClass) -> bool {
        registry::are_withheld(self.registration, self.marks, class)
    }

    /// Returns whether an attempt started to send this mail and may not have finished.
    fn is_in_progress(&self, mailing: &Mailing, happened: Timestamp) -> bool {
        let is_this = |mark: &MailMark| mark.mailing == *mailing && mark.about == happened;
        self.marks.iter().any(|mark| is_this(mark) && mark.state == MailState::Sending)
    }

    /// Returns when the last mail about a change was sent. Its history entry may have been merged into a later one
    /// since.
    fn last_change_mail(&self) -> Option<Timestamp> {
        let is_of_change = |number: u64| {
            let entry = self.registration.history.iter().find(|entry| entry.number == number);
            entry.is_none_or(|entry| Event::from_key(&entry.event).is_some_and(Event::is_change))
        };
        let sent = self.marks.iter().filter(|mark| mark.state == MailState::Sent);
        let of_changes = sent.filter(|mark| match mark.mailing {
            Mailing::Transition(number) => is_of_change(number),
            Mailing::Notice(_) | Mailing::Scheduled { .. } => false,
        });
        of_changes.map(|mark| mark.since).max()
    }
}

fn mailing(entry: &HistoryEntry) -> Mailing {
    Mailing::Transition(entry.number)
}
