//! The history of a registration, as its registrant sees it.

use jiff::Timestamp;
use model::registration::{Author, DetailPart, HistoryEntry, OMITTED, Participant, Registration};
use model::status::{CHANGE_LISTING, Event, REGISTER};
use serde::Serialize;

/// An event in the history of a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HistoryEntryView {
    /// The key of the event, such as `register`, `change-details` or `invoice`. Its text is `history.<key>`, with `_` in
    /// place of `-`.
    pub event: String,
    /// When it happened, in whole seconds; of several that were merged, the last one.
    pub at: Timestamp,
    /// How many times it happened in a row.
    pub times: u32,
    /// The key of who caused it: `registrant`, `participant` or `organiser`, with the text `history_by.<key>`; `None` if
    /// that is unknown, or if it happened by itself.
    pub by: Option<&'static str>,
    /// The keys of the parts that a change of details concerned: `contact`, `sessions`, `billing`, `purchase-order`,
    /// `answers` and `remarks`. Their texts are `history_part.<key>`, with `_` in place of `-`.
    pub changed: Vec<&'static str>,
    /// The name of the participant whose sessions alone changed; `None` for any other event, and once they no longer take part.
    pub participant: Option<String>,
}

/// Returns the history, oldest first. An event that a later version recorded is left out, because it has no text.
pub(super) fn history(registration: &Registration) -> Vec<HistoryEntryView> {
    let known = registration.history.iter().filter(|entry| is_known(entry));
    known.map(|entry| entry_view(entry, registration)).collect()
}

fn is_known(entry: &HistoryEntry) -> bool {
    let event = entry.event.as_str();
    [REGISTER, CHANGE_LISTING, OMITTED].contains(&event) || Event::from_key(event).is_some()
}

fn entry_view(entry: &HistoryEntry, registration: &Registration) -> HistoryEntryView {
    let participant = entry.participant.and_then(|number| registration.participant(number));
    HistoryEntryView {
        event: entry.event.clone(),
        at: whole_seconds(entry.at),
        times: entry.times(),
        by: entry.by.map(Author::key),
        changed: entry.changed.iter().copied().map(DetailPart::key).collect(),
        participant: participant.map(Participant::name),
    }
}

/// Returns the time in whole seconds, because `datetime` of HTML has at most three digits of a fraction.
pub(super) fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}
