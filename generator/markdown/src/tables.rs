//! Tables: a box that can scroll around each, header cells with a scope, and alignment as a class instead of the
//! inline style that a content security policy would forbid.
//!
//! The box is reached by the keyboard, as not every browser lets one scroll what cannot be focused (WCAG 2.1.1), and so
//! it has a role and a name (4.1.2): that of the heading above it, or else a word of the theme.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::Anchors;
use super::html::escaped;

/// After a table.
pub(super) const END: &str = "</section>\n";

/// Where in a table the writer is.
#[derive(Debug, Default)]
pub(super) struct Tables {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Whether a cell is open.
    pub(super) in_cell: bool,
}

/// Before a table that is named by `name`, or by that and a number where the page has the name already: two regions of
/// one name could not be told apart.
pub(super) fn start(name: &str, anchors: &mut Anchors) -> String {
    // No anchor has a space, so this is never taken for one.
    let wanted = format!("table {name}");
    let unique = anchors.unique(&wanted);
    let number = unique[wanted.len()..].strip_prefix('-').map(|number| format!(" ({number})"));
    let name = escaped(&format!("{name}{}", number.unwrap_or_default()));
    format!("<section class=\"table\" aria-label=\"{name}\" tabindex=\"0\">\n")
}

impl Tables {
    /// A table starts.
    pub(super) fn start(&mut self, alignments: &[Alignment]) {
        self.alignments = alignments.to_vec();
    }

    /// A row starts.
    pub(super) fn row(&mut self, in_head: bool) {
        self.in_head = in_head;
        self.column = 0;
    }

    /// Where a row of this table has more cells than its head, which would not be shown: from the first one that has
    /// a text. The row starts at `start` in the whole text.
    pub(super) fn surplus(&self, row: &str, start: usize) -> Option<Range<usize>> {
        let row = row.trim_end();
        let mut cells = cells(row).into_iter().skip(self.alignments.len());
        let first = cells.find(|cell| !row[cell.clone()].trim().is_empty())?;
        let blank = row[first.clone()].len() - row[first.clone()].trim_start().len();
        let end = row.strip_suffix('|').unwrap_or(row).trim_end().len();
        Some(start + first.start + blank..start + end.max(first.start + blank))
    }

    /// The start tag of the next cell.
    pub(super) fn cell(&mut self) -> String {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.column += 1;
        self.in_cell = true;
        match self.in_head {
            true => format!("<th scope=\"col\"{class}>"),
            false => format!("<td{class}>"),
        }
    }

    /// The end tag of a cell.
    pub(super) fn cell_end(&mut self) -> &'static str {
        self.in_cell = false;
        if self.in_head { "</th>" } else { "</td>" }
    }
}

/// The cells of a row, without the bars between them. A bar behind a backslash is a character like any other, also in
/// code (GFM, 4.10).
fn cells(row: &str) -> Vec<Range<usize>> {
    let first = row.len() - row.trim_start().len();
    let first = first + usize::from(row[first..].starts_with('|'));
    let bars = row.match_indices('|').map(|(bar, _)| bar);
    let bars = bars.filter(|bar| *bar >= first && !row[..*bar].ends_with('\\'));
    let mut cells = Vec::new();
    let mut start = first;
    for bar in bars {
        cells.push(start..bar);
        start = bar + 1;
    }
    cells.push(start..row.len());
    cells
}
