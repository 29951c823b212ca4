//! Which mail a registration is due: one about its latest state, which replaces all older ones.
//!
//! A registration may change more often than its registrant wants to be mailed, and a mail that waited would report a
//! state that is over. So everything that has not been mailed becomes one mail: the one of the latest change of status,
//! whose text describes the present state. Changes of participants add nothing to it, as every mail shows the
//! registration as it is. After a mail about a change, further changes wait for a while.
//!
//! A mail that another attempt began to send is finished first, on its own.

use jiff::{SignedDuration, Timestamp};
use model::catalogue::CatalogueWorkshop;
use model::mail::{MailKind, MailState, Mailing};
use model::registration::{HistoryEntry, Registration};
use model::status::{Event, REGISTER};
use registry::MailMark;

/// Older events are not mailed any more: the mail would surprise its reader more than it would inform them. Two weeks
/// are enough to fix a fault of the mail service.
const LONGEST_DELAY: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A registration whose mails are looked at, and those that are marked already.
pub(crate) struct Addressee<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) registration: &'a Registration,
    pub(crate) marks: &'a [MailMark],
}

/// A mail that is to be sent.
pub(crate) struct Due {
    pub(crate) kind: MailKind,
    pub(crate) mailing: Mailing,
    /// When that happened which it is about.
    pub(crate) happened: Timestamp,
    /// The mails in whose place it is sent.
    pub(crate) superseded: Vec<(Mailing, Timestamp)>,
    /// Whether it is the first mail about the registration, or replaces it.
    pub(crate) is_first: bool,
    /// Whether others remain once it is sent.
    pub(crate) leaves_others: bool,
}

impl Due {
    /// The mail that a registration is due at `now`, if any.
    pub(crate) fn of(addressee: &Addressee<'_>, now: Timestamp) -> Option<Due> {
        let history = &addressee.registration.history;
        let kinds = history.iter().enumerate();
        let kinds = kinds.filter_map(|(index, entry)| Some((entry, MailKind::of(history, index)?)));
        let is_due = |entry: &HistoryEntry| addressee.is_due(&mailing(entry), entry.at, now);
        let due: Vec<_> = kinds.filter(|(entry, _)| is_due(entry)).collect();
        let begun = due.iter().position(|(entry, _)| addressee.is_begun(&mailing(entry), entry.at));
        let of_status = due.iter().rposition(|(_, kind)| *kind != MailKind::Changed);
        let chosen = begun.or(of_status).or(due.len().checked_sub(1))?;
        let (entry, kind) = due[chosen];
        let others = due.iter().enumerate().filter(|(index, _)| *index != chosen && begun.is_none());
        let others: Vec<_> = others.map(|(_, (entry, _))| *entry).collect();
        let is_first = others.iter().chain([&entry]).any(|entry| entry.event == REGISTER);
        Some(Due {
            kind,
            mailing: mailing(entry),
            happened: entry.at,
            superseded: others.iter().map(|entry| (mailing(entry), entry.at)).collect(),
            is_first,
            leaves_others: begun.is_some() && due.len() > 1,
        })
    }

    /// Whether it waits, because a mail about a change went out less than `interval` ago.
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
    /// Whether a mail about something that happened is still to be sent, as far as its mark says.
    pub(crate) fn is_due(&self, mailing: &Mailing, happened: Timestamp, now: Timestamp) -> bool {
        let is_recent = now.duration_since(happened) <= LONGEST_DELAY;
        let is_settled =
            |mark: &MailMark| mark.mailing == *mailing && mark.about == happened && mark.state.is_settled();
        is_recent && !self.own_marks().any(is_settled)
    }

    /// Whether somebody began to send a mail, and is not known to have ended.
    fn is_begun(&self, mailing: &Mailing, happened: Timestamp) -> bool {
        let is_this = |mark: &MailMark| mark.mailing == *mailing && mark.about == happened;
        self.own_marks().any(|mark| is_this(mark) && mark.state == MailState::Sending)
    }

    /// When the last mail about a change went out. Entries of changes may have been folded into a later one since.
    fn last_change_mail(&self) -> Option<Timestamp> {
        let is_of_change = |number: u64| {
            let entry = self.registration.history.iter().find(|entry| entry.number == number);
            entry.is_none_or(|entry| entry.event == Event::ChangeParticipants.key())
        };
        let sent = self.own_marks().filter(|mark| mark.state == MailState::Sent);
        let of_changes = sent.filter(|mark| match mark.mailing {
            Mailing::Transition(number) => is_of_change(number),
            Mailing::Notice(_) => false,
        });
        of_changes.map(|mark| mark.since).max()
    }

    fn own_marks(&self) -> impl Iterator<Item = &MailMark> {
        self.marks.iter().filter(|mark| mark.registration == self.registration.id)
    }
}

fn mailing(entry: &HistoryEntry) -> Mailing {
    Mailing::Transition(entry.number)
}
