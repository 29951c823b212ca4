//! Tables: a box that can scroll around each, header cells with a scope, and alignment as a class instead of the
//! inline style that a content security policy would forbid.

use pulldown_cmark::Alignment;

/// Before a table.
pub(super) const START: &str = "<div class=\"table\">\n";
/// After a table.
pub(super) const END: &str = "</div>\n";

/// Where in a table the writer is.
#[derive(Debug, Default)]
pub(super) struct Tables {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
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

    /// The start tag of the next cell.
    pub(super) fn cell(&mut self) -> String {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.column += 1;
        match self.in_head {
            true => format!("<th scope=\"col\"{class}>"),
            false => format!("<td{class}>"),
        }
    }

    /// The end tag of a cell.
    pub(super) fn cell_end(&self) -> &'static str {
        if self.in_head { "</th>" } else { "</td>" }
    }
}
