//! Records that cannot be read or written. They are skipped, logged once, and block nothing else.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
use std::sync::{Arc, Mutex, PoisonError};

use model::registration::RegistrationId;
use model::slug::Slug;

use crate::attributes::{Item, optional_string};
use crate::failure::StoreError;
use crate::item;
use crate::key::{PK, SK, partition};

/// The most records that are remembered; further ones are skipped silently.
const MOST: usize = 1000;

/// The most characters of a key that are shown.
const LONGEST_KEY: usize = 40;

/// A record that was skipped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// The partition key, such as `workshop#proximite`.
    pub partition: String,
    /// The record: `registration 1a2b3c4d`, or the sort key with shortened identifiers.
    pub record: String,
    /// The problem, without any value of the record.
    pub problem: String,
}

/// The records found since the program started.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found(Arc<Mutex<BTreeSet<Unreadable>>>);

impl Display for Unreadable {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} of `{}`: {}", self.record, self.partition, self.problem)
    }
}

impl Found {
    /// Returns the records found so far.
    pub(crate) fn all(&self) -> Vec<Unreadable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Notes that a registration cannot be written.
    pub(crate) fn registration(&self, workshop: &Slug, id: &RegistrationId, error: &StoreError) {
        self.note(Unreadable {
            partition: partition(workshop),
            record: shortened(&item::sort_key(id)),
            problem: error.to_string(),
        });
    }

    /// Notes that an item cannot be read.
    pub(crate) fn item(&self, item: &Item, error: &StoreError) {
        self.note(Unreadable {
            partition: shortened(optional_string(item, PK).unwrap_or_default()),
            record: shortened(optional_string(item, SK).unwrap_or_default()),
            problem: error.to_string(),
        });
    }

    fn note(&self, unreadable: Unreadable) {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if found.len() < MOST && !found.contains(&unreadable) {
            let Unreadable { partition, record, problem } = &unreadable;
            tracing::error!(partition, record, problem, "a record is unusable and was skipped");
            found.insert(unreadable);
        }
    }
}

/// Shortens the identifiers in a key to references, because a whole identifier together with a capability opens a
/// registration's page.
fn shortened(key: &str) -> String {
    let short = |part: &str| {
        let id = part.parse::<RegistrationId>();
        id.map_or_else(|_| part.to_owned(), |id| id.reference().to_owned())
    };
    let text = key.split('#').map(short).collect::<Vec<_>>().join("#");
    let text =
        text.strip_prefix(item::PREFIX).map_or_else(|| text.clone(), |id| format!("registration {id}"));
    text.chars().filter(|c| !c.is_control()).take(LONGEST_KEY).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_named_by_its_reference() {
        let id = RegistrationId::from_bytes([0x1a; 16]);
        let reference = id.reference();
        assert_eq!(shortened(&item::sort_key(&id)), format!("registration {reference}"));
        assert_eq!(shortened(&format!("mail#{}#3", id.as_str())), format!("mail#{reference}#3"));
        assert_eq!(shortened("workshop#proximite"), "workshop#proximite");
        assert_eq!(shortened(&"a\n".repeat(100)), "a".repeat(LONGEST_KEY));
    }
}
