//! Selects the mail about a registration that is due for a person: one about its latest state, which replaces all older ones.
//!
//! A registration may change more often than its registrant wants to be mailed, and a delayed mail would report an
//! outdated state. So all unmailed events become one mail: the mail of the latest change of status, whose text
//! describes the current state. Other changes add nothing to it, because every mail shows the registration in
//! its current state. After a mail about a change, further changes wait for a while.
//!
//! A mail that another attempt started to send is finished first, on its own.

use jiff::{SignedDuration, Timestamp};
use model::catalogue::CatalogueWorkshop;
use model::limits::{LONGEST_DELAY, MailClass};
use model::mail::{MailCause, MailKind, MailState, Mailing};
use model::registration::{Author, HistoryEntry, Registration};
use model::status::{Event, REGISTER};
use registry::MailMark;

use crate::recipient::Person;

/// A person to check for due mails about a registration, with the existing marks of its mails.
#[derive(Clone, Copy)]
pub(crate) struct Addressee<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) registration: &'a Registration,
    pub(crate) person: Person<'a>,
    /// The marks of the mails to all people of the registration.
    marks: &'a [MailMark],
}

/// A mail to send.
pub(crate) struct Due {
    pub(crate) kind: MailKind,
    pub(crate) mailing: Mailing,
    /// The time of the event that the mail reports.
    pub(crate) happened: Timestamp,
    /// The mails that this one replaces.
    pub(crate) superseded: Vec<Superseded>,
    /// Whether a participant made any of the changes, in a mail about changes.
    pub(crate) by_participant: bool,
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
    /// Returns the mail that is due for a person at `now`, if any.
    pub(crate) fn of(addressee: &Addressee<'_>, now: Timestamp) -> Option<Due> {
        let mailing = |entry: &HistoryEntry| addressee.person.mailing(cause(entry));
        let kinds = addressee.registration.history.iter().enumerate();
        let kinds = kinds.filter_map(|(index, entry)| Some((entry, addressee.kind(index)?)));
        let is_due = |entry: &HistoryEntry| addressee.is_due(&mailing(entry), entry.at, now);
        let due: Vec<_> = kinds.filter(|(entry, _)| is_due(entry)).collect();
        let in_progress =
            due.iter().position(|(entry, _)| addressee.is_in_progress(&mailing(entry), entry.at));
        let of_status = due.iter().rposition(|(_, kind)| *kind != MailKind::Changed);
        let chosen = in_progress.or(of_status).or(due.len().checked_sub(1))?;
        let (entry, kind) = due[chosen];
        let others = due.iter().enumerate().filter(|(index, _)| *index != chosen && in_progress.is_none());
        let others: Vec<_> = others.map(|(_, (entry, _))| *entry).collect();
        let mut reported = others.iter().chain([&entry]);
        let is_first = reported.clone().any(|entry| entry.event == REGISTER);
        let by_participant =
            kind == MailKind::Changed && reported.any(|it| it.by == Some(Author::Participant));
        Some(Due {
            kind,
            mailing: mailing(entry),
            happened: entry.at,
            superseded: others.iter().map(|it| Superseded { mailing: mailing(it), about: it.at }).collect(),
            by_participant,
            is_first,
            leaves_others: in_progress.is_some() && due.len() > 1,
        })
    }

    /// Returns until when the mail must wait, because the last mail about a change was sent less than `interval` ago; `None` if it
    /// need not wait.
    pub(crate) fn held_until(
        &self,
        addressee: &Addressee<'_>,
        interval: SignedDuration,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let last = addressee.last_change_mail().filter(|_| self.kind == MailKind::Changed)?;
        last.checked_add(interval).ok().filter(|until| now < *until)
    }
}

impl<'a> Addressee<'a> {
    /// Returns the contact of a registration, with the marks of all its mails.
    pub(crate) fn contact(
        workshop: &'a CatalogueWorkshop,
        registration: &'a Registration,
        marks: &'a [MailMark],
    ) -> Addressee<'a> {
        Addressee { workshop, registration, person: Person::Contact, marks }
    }

    /// Returns another person, whom only this part of the registration concerns.
    pub(crate) fn of<'b>(&self, registration: &'b Registration, person: Person<'b>) -> Addressee<'b>
    where
        'a: 'b,
    {
        Addressee { registration, person, ..*self }
    }

    /// Returns the mail to this person for the entry of the history at this index; `None` if it needs none.
    fn kind(&self, index: usize) -> Option<MailKind> {
        let history = &self.registration.history;
        let (kind, entry) = (MailKind::of(history, index)?, &history[index]);
        let is_mailed = match self.person {
            Person::Contact => true,
            _ => kind.is_for_participants(entry, self.is_informed_except_by(&cause(entry))),
        };
        is_mailed.then_some(kind)
    }

    /// Returns whether this person had a mail about the state of the registration.
    pub(crate) fn is_informed(&self) -> bool {
        self.own_marks().any(|mark| is_of_transition(mark) && mark.informs())
    }

    /// Returns whether this person had another mail about the state of the registration than the one with this cause. A
    /// mail that was begun does not count as an earlier one.
    pub(crate) fn is_informed_except_by(&self, cause: &MailCause) -> bool {
        let mut others = self.own_marks().filter(|mark| mark.mailing.cause != *cause);
        others.any(|mark| is_of_transition(mark) && mark.informs())
    }

    /// Iterates over the marks of mails to this person.
    pub(crate) fn own_marks(&self) -> impl Iterator<Item = &'a MailMark> {
        let recipient = self.person.recipient();
        self.marks.iter().filter(move |mark| mark.mailing.recipient == recipient)
    }

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
        match self.person {
            // What became of mails to the contact's address shows nothing about another one.
            Person::Proposed(_) => false,
            Person::FormerContact(former) => {
                registry::are_withheld_from_former(self.registration, former, self.marks, class)
            }
            person => registry::are_withheld(self.registration, person.recipient(), self.marks, class),
        }
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
        let sent = self.own_marks().filter(|mark| mark.state == MailState::Sent);
        let of_changes = sent.filter(|mark| match mark.mailing.cause {
            MailCause::Transition(number) => is_of_change(number),
            _ => false,
        });
        of_changes.map(|mark| mark.since).max()
    }
}

fn cause(entry: &HistoryEntry) -> MailCause {
    MailCause::Transition(entry.number)
}

fn is_of_transition(mark: &MailMark) -> bool {
    matches!(mark.mailing.cause, MailCause::Transition(_))
}
