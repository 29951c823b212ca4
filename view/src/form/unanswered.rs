//! The option for leaving a question unanswered.

use model::field::{self, FEE};

/// Returns the end of the key of the text for no answer to the field of this name, below `form.colleagues`.
pub(super) fn unanswered(field: &str) -> &'static str {
    match field::name_in_row(field) {
        Some(FEE) => "nobody",
        Some(name) if field::is_of_sessions(name) => "same",
        _ => "no_answer",
    }
}
