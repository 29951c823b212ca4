//! The keys of the table, and the partition of what belongs to a workshop.

use model::slug::Slug;

/// The partition key.
pub(crate) const PK: &str = "PK";
/// The sort key.
pub(crate) const SK: &str = "SK";

/// The partition key of everything about a workshop.
pub(crate) fn partition(workshop: &Slug) -> String {
    format!("workshop#{workshop}")
}
