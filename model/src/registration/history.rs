//! What happened to a registration: a list of bounded length.
//!
//! Each entry has a number that no other entry of the registration has, before or after. Entries may be folded or
//! left out, so their place in the list identifies nothing; mails are keyed by the number.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Registration;
use crate::status::{CHANGE_LISTING, Event, REGISTER, Status};

/// How many entries a history keeps. An entry takes at most [`HistoryEntry::MAX_BYTES`] of an item, so all of them
/// take at most 9 KB. One life of a registration has about six changes of status; the rest is room for changes of
/// the participants and for registrations that are cancelled and made anew.
pub const MAX_HISTORY: usize = 50;

/// The key of the entry that stands for those that were left out: the second one, once there is any.
pub const OMITTED: &str = "omitted";

/// Something that happened to a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The revision of the registration that came of it.
    pub number: u64,
    /// When. Of several that were folded, the last.
    pub at: Timestamp,
    /// What: `register` or the key of an [`Event`].
    pub event: String,
    /// The status from then on.
    pub status: Status,
    /// The earlier ones, if the entry stands for several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Earlier>,
}

/// The entries that were folded into a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// When the first of them happened.
    pub first: Timestamp,
    /// How many there are.
    pub count: u32,
}

impl HistoryEntry {
    /// Upper bound of an entry's size in bytes as DynamoDB counts them: names of attributes (46), two times (60),
    /// two numbers (17), the longest event (19) and status (11), and 1 byte for each of the values, 3 for each map.
    pub const MAX_BYTES: usize = 180;

    /// An entry that stands for itself.
    pub fn new(number: u64, at: Timestamp, event: &str, status: Status) -> HistoryEntry {
        HistoryEntry { number, at, event: event.to_owned(), status, earlier: None }
    }

    /// How many times it happened.
    pub fn times(&self) -> u32 {
        self.earlier.map_or(0, |earlier| earlier.count).saturating_add(1)
    }

    /// When it happened first.
    pub fn first(&self) -> Timestamp {
        self.earlier.map_or(self.at, |earlier| earlier.first)
    }

    /// Whether it left the status as it was, so that nothing rests on it later.
    fn is_minor(&self) -> bool {
        [Event::ChangeParticipants.key(), CHANGE_LISTING].contains(&self.event.as_str())
    }

    /// Whether the entry after it says the same again.
    fn is_repeated_by(&self, next: &HistoryEntry) -> bool {
        next.is_minor() && self.event == next.event && self.status == next.status
    }

    fn folding(self, before: &HistoryEntry) -> HistoryEntry {
        let count = before.times().saturating_add(self.times() - 1);
        HistoryEntry { earlier: Some(Earlier { first: before.first(), count }), ..self }
    }
}

impl Registration {
    /// The same registration after something happened to it, one revision on. A change of the same kind as the one
    /// before is folded into its entry, and from [`MAX_HISTORY`] entries on old ones are left out.
    pub fn after(&self, event: &str, status: Status, at: Timestamp) -> Registration {
        let revision = self.revision + 1;
        let mut registration = Registration { status, revision, ..self.clone() };
        registration.note_proof(event, at);
        append(&mut registration.history, HistoryEntry::new(revision, at, event, status));
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

/// Leaves an entry out and counts it in the second one. What the present life of the registration rests on, its last
/// arrival and its changes of status, stays as long as there is anything else.
fn omit_one(history: &mut Vec<HistoryEntry>) {
    let arrival = history.iter().rposition(|entry| entry.event == REGISTER).unwrap_or(0);
    let summary = (history[1].event == OMITTED).then(|| history[1].clone());
    let start = if summary.is_some() { 2 } else { 1 };
    let is_old = |place: &usize| *place < arrival || history[*place].is_minor();
    let place = (start..history.len()).find(is_old).unwrap_or(start);
    let omitted = history.remove(place);
    // The status before the next entry. An entry from further behind changed none.
    let status = if place == start { omitted.status } else { history[start - 1].status };
    match summary {
        None => history.insert(1, HistoryEntry { event: OMITTED.to_owned(), status, ..omitted }),
        Some(summary) => {
            let at = summary.at.max(omitted.at);
            let first = summary.first().min(omitted.first());
            let count = summary.times().saturating_add(omitted.times()) - 1;
            let earlier = Some(Earlier { first, count });
            history[1] = HistoryEntry { at, status, earlier, ..summary };
        }
    }
}

#[cfg(test)]
mod tests;
