//! The history of a registration: a list of events with a limited length.
//!
//! Each entry has a number that is unique within the registration, for past and future entries. Entries may be
//! merged or omitted, so their position in the list identifies nothing; mails are keyed by the number.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{Absences, DetailPart, Registration};
use crate::status::{CHANGE_LISTING, Event, REGISTER, Status};

/// The maximum number of entries in a history. An entry takes at most [`HistoryEntry::MAX_BYTES`] of an item, so
/// the whole list takes at most 14 KB. A registration normally has about six changes of status; the rest is room for
/// changes of participants and for registrations that are cancelled and made again.
pub const MAX_HISTORY: usize = 50;

/// The key of the entry that stands for all omitted ones. It comes second in the list.
pub const OMITTED: &str = "omitted";

/// Something that happened to a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The revision of the registration after the event.
    pub number: u64,
    /// When it happened; for merged entries, when the last one did.
    pub at: Timestamp,
    /// The kind of event: `register` or the key of an [`Event`].
    pub event: String,
    /// The status after the event.
    pub status: Status,
    /// The earlier entries that were merged into this one, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Earlier>,
    /// Who caused it; `None` if it was no person, and in entries older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Author>,
    /// The parts that a change of details concerned, in order. After a change of participants, the sessions are one of them if
    /// there are some that no participant attends any more. The former values are not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<DetailPart>,
    /// The number of the participant whose sessions alone it concerned; `None` for everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<u32>,
}

/// Who caused an event.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, EnumString, VariantArray, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Author {
    /// The registrant, on the own page of the registration.
    Registrant,
    /// A participant, on their own page.
    Participant,
    /// The organiser.
    Organiser,
}

/// The entries that were merged into a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// When the first of them happened.
    pub first: Timestamp,
    /// The number of entries.
    pub count: u32,
}

impl HistoryEntry {
    /// The maximum size of an entry in bytes, as DynamoDB counts them: attribute names (53), two times (60), two
    /// numbers (17), the longest event (19) and status (11), a flag (1), plus 1 byte for each value and 3 for each map; then
    /// the author (14) and all parts of the details (66), or one of them and the participant (15).
    pub const MAX_BYTES: usize = 280;

    /// Builds an entry for a single event.
    pub fn new(number: u64, at: Timestamp, event: &str, status: Status) -> HistoryEntry {
        HistoryEntry {
            number,
            at,
            event: event.to_owned(),
            status,
            earlier: None,
            by: None,
            changed: Vec::new(),
            participant: None,
        }
    }

    /// Returns the entry with its author.
    #[must_use]
    pub fn by(self, by: Option<Author>) -> HistoryEntry {
        HistoryEntry { by, ..self }
    }

    /// Returns the entry with the parts that it concerned.
    #[must_use]
    pub fn about(self, changed: Vec<DetailPart>) -> HistoryEntry {
        HistoryEntry { changed, ..self }
    }

    /// Returns the entry about the sessions of the participant with this number alone.
    #[must_use]
    pub fn about_sessions_of(self, participant: u32) -> HistoryEntry {
        HistoryEntry { participant: Some(participant), ..self }.about(vec![DetailPart::Sessions])
    }

    /// Returns the number of events that the entry stands for.
    pub fn times(&self) -> u32 {
        self.earlier.map_or(0, |earlier| earlier.count).saturating_add(1)
    }

    /// Returns the time of the first event that the entry stands for.
    pub fn first(&self) -> Timestamp {
        self.earlier.map_or(self.at, |earlier| earlier.first)
    }

    /// Returns whether the sessions, or the way of attending them, changed.
    pub fn concerns_sessions(&self) -> bool {
        self.changed.contains(&DetailPart::Sessions)
    }

    /// Removes the sessions from the parts that it concerned.
    pub(super) fn forget_sessions(&mut self) {
        self.changed.retain(|part| *part != DetailPart::Sessions);
    }

    /// Returns whether the event left the status unchanged, so that no later decision depends on it.
    fn is_minor(&self) -> bool {
        self.event == CHANGE_LISTING || Event::from_key(&self.event).is_some_and(Event::is_minor)
    }

    /// Returns whether the next entry repeats this one. A change of sessions is mailed to other people than one of other
    /// details, or of the sessions of another participant, so it stays apart from them.
    fn is_repeated_by(&self, next: &HistoryEntry) -> bool {
        next.is_minor()
            && (&self.event, self.status, self.by) == (&next.event, next.status, next.by)
            && (self.concerns_sessions(), self.participant) == (next.concerns_sessions(), next.participant)
    }

    fn folding(self, before: &HistoryEntry) -> HistoryEntry {
        let count = before.times().saturating_add(self.times() - 1);
        let changed = parts_of_both(before, &self);
        HistoryEntry { earlier: Some(Earlier { first: before.first(), count }), changed, ..self }
    }
}

/// Returns the parts that either entry concerned, in order.
fn parts_of_both(one: &HistoryEntry, other: &HistoryEntry) -> Vec<DetailPart> {
    let mut changed = [one.changed.as_slice(), &other.changed].concat();
    changed.sort_unstable();
    changed.dedup();
    changed
}

impl Author {
    /// Every author.
    pub const ALL: &[Author] = Author::VARIANTS;

    /// Returns the key of the author in the store, in exports and in theme translations.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns the author with this key.
    pub fn from_key(key: &str) -> Option<Author> {
        key.parse().ok()
    }
}

impl Registration {
    /// Returns the registration after an event, like [`Registration::followed_by`].
    pub fn after(&self, event: &str, status: Status, at: Timestamp) -> Registration {
        self.followed_by(self.entry(event, status, at))
    }

    /// Returns the entry for the next event.
    pub fn entry(&self, event: &str, status: Status, at: Timestamp) -> HistoryEntry {
        HistoryEntry::new(self.revision + 1, at, event, status)
    }

    /// Returns the status at a time; `None` before the registration arrived.
    pub fn status_at(&self, at: Timestamp) -> Option<Status> {
        self.history.iter().rfind(|entry| entry.first() <= at).map(|entry| entry.status)
    }

    /// Notes in the last entry that its event also concerned a part of the details.
    pub fn note_part(&mut self, part: DetailPart) {
        if let Some(entry) = self.history.last_mut().filter(|entry| !entry.changed.contains(&part)) {
            entry.changed.push(part);
            entry.changed.sort_unstable();
        }
    }

    /// Returns the registration after the event of an [entry](Registration::entry), with the next revision. A minor change
    /// that repeats the previous one is merged into its entry. When the history exceeds [`MAX_HISTORY`] entries, old ones
    /// are omitted.
    pub fn followed_by(&self, entry: HistoryEntry) -> Registration {
        let (status, revision) = (entry.status, entry.number);
        let accept_until = self.accept_until.filter(|_| status == Status::Offered);
        let mut registration = Registration { status, revision, accept_until, ..self.clone() };
        registration.proposed_address.take_if(|it| !status.is_alive() || it.until <= entry.at);
        if status != Status::Confirmed {
            registration.absences = Absences::default();
        }
        registration.note_proof(&entry.event, entry.at);
        append(&mut registration.history, entry);
        registration
    }
}

fn append(history: &mut Vec<HistoryEntry>, entry: HistoryEntry) {
    let entry = match history.pop_if(|last| last.is_repeated_by(&entry)) {
        Some(last) => entry.folding(&last),
        None => entry,
    };
    history.push(entry);
    while history.len() > MAX_HISTORY {
        omit_one(history);
    }
}

/// Removes an entry and counts it in the second one. The current registration depends on its last arrival and its
/// changes of status; these stay as long as anything else can be removed.
fn omit_one(history: &mut Vec<HistoryEntry>) {
    let arrival = history.iter().rposition(|entry| entry.event == REGISTER).unwrap_or(0);
    let summary = (history[1].event == OMITTED).then(|| history[1].clone());
    let start = if summary.is_some() { 2 } else { 1 };
    let is_old = |place: &usize| *place < arrival || history[*place].is_minor();
    let place = (start..history.len()).find(is_old).unwrap_or(start);
    let omitted = history.remove(place);
    // The status before the next entry. An entry further back did not change it.
    let status = if place == start { omitted.status } else { history[start - 1].status };
    match summary {
        None => {
            let event = OMITTED.to_owned();
            history.insert(1, HistoryEntry { event, status, participant: None, ..omitted });
        }
        Some(summary) => {
            let at = summary.at.max(omitted.at);
            let first = summary.first().min(omitted.first());
            let count = summary.times().saturating_add(omitted.times()) - 1;
            let earlier = Some(Earlier { first, count });
            let changed = parts_of_both(&summary, &omitted);
            history[1] = HistoryEntry { at, status, earlier, changed, ..summary };
        }
    }
}

#[cfg(test)]
mod tests;
