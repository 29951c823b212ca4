//! The time of day as the programs hand it on.

use std::sync::Arc;

use jiff::Timestamp;

/// Returns the present moment. Only the `main` of a program reads a clock; tests stop theirs.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
