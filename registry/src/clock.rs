//! The time of day as the programs hand it on.

use std::sync::Arc;

use jiff::Timestamp;

/// Returns the present moment. Only the `main` of a program reads a clock; tests stop theirs.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The moment in whole milliseconds: what is shorter neither orders a waiting list nor is worth its bytes in the store.
pub fn whole_milliseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}
