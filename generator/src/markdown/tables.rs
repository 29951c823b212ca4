//! Tables: a box that can scroll around each, header cells with a scope, and alignment as a class instead of the
//! inline style that a content security policy would forbid.
//!
//! The box is reached by the keyboard, as not every browser lets one scroll what cannot be focused (WCAG 2.1.1), and so
//! it has a role and a name (4.1.2): that of the heading above it, or else a word of the theme.

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
