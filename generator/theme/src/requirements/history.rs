//! The keys of the texts about the history of a registration.

use model::registration::{Author, DetailPart, OMITTED};
use model::status::{CHANGE_LISTING, Event, REGISTER};

/// The beginnings of the keys.
const GROUPS: [&str; 3] = ["history", "history_by", "history_part"];

/// Returns the possible last parts of the keys with this beginning: what happened, who caused it, and what it concerned.
pub(super) fn members(beginning: &str) -> Option<Vec<String>> {
    let keys: Vec<_> = match beginning {
        "history" => {
            let events = Event::ALL.iter().map(|event| event.key());
            events.chain([REGISTER, CHANGE_LISTING, OMITTED]).collect()
        }
        "history_by" => Author::ALL.iter().map(|author| author.key()).collect(),
        "history_part" => DetailPart::ALL.iter().map(|part| part.key()).collect(),
        _ => return None,
    };
    Some(keys.into_iter().map(|key| key.replace('-', "_")).collect())
}

/// Returns all of these keys.
pub(super) fn keys() -> impl Iterator<Item = String> {
    GROUPS.into_iter().flat_map(|group| {
        let members = members(group).unwrap_or_default();
        members.into_iter().map(move |member| format!("{group}.{member}"))
    })
}
