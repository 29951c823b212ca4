//! The programs' source of the current time.

use std::sync::Arc;

use jiff::Timestamp;

/// Returns the current time. Only a program's `main` reads a real clock; tests use a fixed one.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Truncates a time to whole milliseconds: finer precision neither orders a waiting list nor is worth its bytes in the
/// store.
pub fn whole_milliseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}
