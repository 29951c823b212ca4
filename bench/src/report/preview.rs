//! The table about the preview.

use std::fmt::Write as _;

use super::numbers::{grouped, mebibytes, seconds};
use crate::results::{Edits, Results, median};

/// Writes a table of the edits in previews, if there are any.
pub(super) fn write(text: &mut String, results: &Results) {
    let mut numbers: Vec<_> = results.previews().map(|edits| edits.workshops).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() {
        return;
    }
    text.push_str("\n### The preview\n\n");
    text.push_str(
        "| workshops | memory after the first build | a text, from saving to serving | memory then ",
    );
    text.push_str("| a title, from saving to serving | memory then | memory at most |\n");
    text.push_str("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for workshops in numbers {
        let middle = |value: fn(&Edits) -> f64| {
            let same = results.previews().filter(|edits| edits.workshops == workshops);
            median(same.map(value)).unwrap_or_default()
        };
        let cells = [
            grouped(workshops),
            mebibytes(middle(|it| it.memory_at_first as f64)),
            seconds(middle(|it| it.text)),
            mebibytes(middle(|it| it.memory_after_texts as f64)),
            seconds(middle(|it| it.title)),
            mebibytes(middle(|it| it.memory_after_titles as f64)),
            mebibytes(middle(|it| it.peak as f64)),
        ];
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}
