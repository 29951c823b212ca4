//! The key attributes of the table, and the partition keys of workshops.

use model::slug::Slug;

/// The partition key.
pub(crate) const PK: &str = "PK";
/// The sort key.
pub(crate) const SK: &str = "SK";

/// The projection of queries that need no other attributes.
pub const KEY_ATTRIBUTES: &str = "PK, SK";

/// The prefix of the partition keys of workshops.
const WORKSHOP: &str = "workshop#";

/// Returns the partition key of all items of a workshop.
pub(crate) fn partition(workshop: &Slug) -> String {
    format!("{WORKSHOP}{workshop}")
}

/// Returns the workshop of a partition key, if it has one.
pub(crate) fn workshop_of(partition: &str) -> Option<Slug> {
    partition.strip_prefix(WORKSHOP)?.parse().ok()
}
