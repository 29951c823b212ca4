//! Tables: a scrollable box around each, header cells with a scope, and classes for alignment, because the content
//! security policy forbids inline styles.
//!
//! The box can be focused, because not every browser lets keyboard users scroll an element that cannot (WCAG 2.1.1).
//! It therefore needs a role and a name (WCAG 4.1.2): the heading above it or, without one, a word of the theme.

use std::ops::Range;

use diagnostics::{message, phrase};
use pulldown_cmark::Alignment;

use super::html::escaped;
use super::{Anchors, Problem};

/// The HTML after a table.
pub(super) const END: &str = "</section>\n";

/// The writer's position in a table.
#[derive(Debug, Default)]
pub(super) struct Tables {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Whether a cell is open.
    pub(super) in_cell: bool,
}

/// Returns the HTML before a table with the accessible name `name`. If the page already has a table of this name, a
/// number is added, because screen reader users could not distinguish them.
pub(super) fn start(name: &str, anchors: &mut Anchors) -> String {
    // Anchors contain no spaces, so this cannot collide with one.
    let wanted = format!("table {name}");
    let unique = anchors.unique(&wanted);
    let number = unique[wanted.len()..].strip_prefix('-').map(|number| format!(" ({number})"));
    let name = escaped(&format!("{name}{}", number.unwrap_or_default()));
    format!("<section class=\"table\" aria-label=\"{name}\" tabindex=\"0\">\n")
}

impl Tables {
    /// Starts a table.
    pub(super) fn start(&mut self, alignments: &[Alignment]) {
        self.alignments = alignments.to_vec();
    }

    /// Starts a row.
    pub(super) fn row(&mut self, in_head: bool) {
        self.in_head = in_head;
        self.column = 0;
    }

    /// Returns the range of the cells that exceed the table's head and would not be shown, from the first that is not
    /// empty. The row starts at `start` in the whole text.
    pub(super) fn surplus(&self, row: &str, start: usize) -> Option<Range<usize>> {
        let row = row.trim_end();
        let mut cells = cells(row).into_iter().skip(self.alignments.len());
        let first = cells.find(|cell| !row[cell.clone()].trim().is_empty())?;
        let blank = row[first.clone()].len() - row[first.clone()].trim_start().len();
        let end = row.strip_suffix('|').unwrap_or(row).trim_end().len();
        Some(start + first.start + blank..start + end.max(first.start + blank))
    }

    /// Returns the start tag of the next cell.
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

    /// Returns the end tag of a cell.
    pub(super) fn cell_end(&mut self) -> &'static str {
        self.in_cell = false;
        if self.in_head { "</th>" } else { "</td>" }
    }
}

/// Returns the problem with the cells at `range` that exceed the head of their table.
pub(super) fn long_row(range: Range<usize>) -> Problem {
    let message = message! {
        LongRow,
        en: "this row has more cells than the head of its table",
        fr: "cette ligne a plus de cases que la première ligne du tableau"
    };
    let hint = phrase! {
        en: "give the head a cell for each column; write `\\|` for a bar inside a cell",
        fr: "donnez à la première ligne une case par colonne ; écrivez `\\|` pour une barre dans une case"
    };
    Problem::new(range, message, hint)
}

/// Returns the cells of a row, without the bars between them. A bar after a backslash is an ordinary character, even
/// in code (GFM, section 4.10).
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
