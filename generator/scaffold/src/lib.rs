//! New content files from a few answers, and copies of workshops with other dates.
//!
//! Pure: takes and returns texts. Keys that were not asked for are comments with their descriptions, so that a new file
//! shows all that it may have. It must never know files on disk or a terminal.

pub mod answer;
mod copy;
mod dates;
mod entry;
mod scalar;

pub use self::copy::{Copied, Line, Shift, copied, days, mentions};
pub use self::entry::{Entry, Value, document, file, session_added};
