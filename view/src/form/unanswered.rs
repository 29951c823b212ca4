//! What it means to leave a question in a participant's row unanswered.

use model::field::{self, FEE};
use model::form::Field;

/// Returns the end of the key of the text for no answer to a question in this group, below `form.colleagues`.
pub(super) fn unanswered(field: &Field, group: &str) -> &'static str {
    match field.name.strip_prefix(group).and_then(|name| name.strip_prefix('-')) {
        Some(FEE) => "nobody",
        Some(name) if field::is_of_sessions(name) => "same",
        _ => "no_answer",
    }
}
