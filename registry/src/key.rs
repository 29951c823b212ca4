//! The keys of the table, and the partition of what belongs to a workshop.

use model::slug::Slug;

/// The partition key.
pub(crate) const PK: &str = "PK";
/// The sort key.
pub(crate) const SK: &str = "SK";

/// What the partition keys of workshops start with.
const WORKSHOP: &str = "workshop#";

/// The partition key of everything about a workshop.
pub(crate) fn partition(workshop: &Slug) -> String {
    format!("{WORKSHOP}{workshop}")
}

/// The workshop of a partition key, if it is that of one.
pub(crate) fn workshop_of(partition: &str) -> Option<Slug> {
    partition.strip_prefix(WORKSHOP)?.parse().ok()
}
