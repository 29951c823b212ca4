//! Converts history entries to parts of an item.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::registration::{Author, DetailPart, Earlier, HistoryEntry};
use model::status::Status;
use serde::{Deserialize, Serialize};

use super::status::{read_status, stored_status};
use crate::attributes::{Item, to_item};
use crate::failure::StoreError;

/// An event in a registration's history.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredHistoryEntry {
    number: u64,
    time: Timestamp,
    event: String,
    /// See [`stored_status`].
    status: Status,
    /// Whether the status is that of offered seats.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    offered: bool,
    /// The time of the first earlier event, if the entry stands for several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<Timestamp>,
    /// The number of earlier events, if the entry stands for several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earlier: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changed: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    participant: Option<u32>,
}

/// Converts an entry to the value that is appended to a stored history.
pub(crate) fn from_entry(entry: &HistoryEntry) -> Result<AttributeValue, StoreError> {
    to_item(Item::new(), &StoredHistoryEntry::from(entry)).map(AttributeValue::M)
}

impl From<&HistoryEntry> for StoredHistoryEntry {
    fn from(entry: &HistoryEntry) -> StoredHistoryEntry {
        StoredHistoryEntry {
            number: entry.number,
            time: entry.at,
            event: entry.event.clone(),
            status: stored_status(entry.status),
            offered: entry.status == Status::Offered,
            first: entry.earlier.map(|earlier| earlier.first),
            earlier: entry.earlier.map(|earlier| earlier.count),
            by: entry.by.map(|by| by.key().to_owned()),
            changed: entry.changed.iter().map(|part| part.key().to_owned()).collect(),
            participant: entry.participant,
        }
    }
}

impl From<StoredHistoryEntry> for HistoryEntry {
    fn from(stored: StoredHistoryEntry) -> HistoryEntry {
        let earlier = stored.first.zip(stored.earlier).map(|(first, count)| Earlier { first, count });
        let by = stored.by.as_deref().and_then(Author::from_key);
        let changed = stored.changed.iter().filter_map(|key| DetailPart::from_key(key)).collect();
        let status = read_status(stored.status, stored.offered);
        let entry = HistoryEntry::new(stored.number, stored.time, &stored.event, status);
        HistoryEntry { earlier, participant: stored.participant, ..entry }.by(by).about(changed)
    }
}
