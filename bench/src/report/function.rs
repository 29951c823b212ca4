//! The table about the function.

use std::fmt::Write as _;

use super::numbers::{grouped, megabytes, milliseconds, seconds};
use crate::results::{Results, Start, median};

/// Writes a table of its starts, if there are any.
pub(super) fn write(text: &mut String, results: &Results) {
    let mut kinds: Vec<_> = results.starts().map(|start| (start.workshops, start.tls)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.is_empty() {
        return;
    }
    text.push_str("\n### The function\n\n");
    text.push_str("| workshops | DynamoDB | start | with the first registration | first page | next pages ");
    text.push_str("| registration | form with errors | memory | program | package |\n");
    text.push_str("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (workshops, tls) in kinds {
        let middle = |value: fn(&Start) -> f64| {
            let same = results.starts().filter(|start| (start.workshops, start.tls) == (workshops, tls));
            median(same.map(value)).unwrap_or_default()
        };
        let cells = [
            grouped(workshops),
            if tls { "TLS" } else { "plain" }.to_owned(),
            seconds(middle(|it| it.start)),
            seconds(middle(|it| it.start + it.registration)),
            seconds(middle(|it| it.page)),
            milliseconds(middle(|it| it.next_page)),
            milliseconds(middle(|it| it.post)),
            milliseconds(middle(|it| it.refusal)),
            megabytes(middle(|it| it.memory as f64)),
            megabytes(middle(|it| it.program as f64)),
            megabytes(middle(|it| it.package as f64)),
        ];
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}
