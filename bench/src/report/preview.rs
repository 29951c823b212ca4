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
        let same = || results.previews().filter(|edits| edits.workshops == workshops);
        let time = |value: fn(&Edits) -> f64| seconds(median(same().map(value)).unwrap_or_default());
        let memory = |value: fn(&Edits) -> Option<u64>| {
            median(same().filter_map(value).map(|bytes| bytes as f64))
                .map_or_else(|| "—".to_owned(), mebibytes)
        };
        let cells = [
            grouped(workshops),
            memory(|it| it.memory_at_first),
            time(|it| it.text),
            memory(|it| it.memory_after_texts),
            time(|it| it.title),
            memory(|it| it.memory_after_titles),
            memory(|it| it.peak),
        ];
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}
