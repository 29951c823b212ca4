//! Footnotes: numbered by their first reference, shown below the text, with a link back.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::{Anchors, Problem, Rendered};

/// The footnotes of a text.
#[derive(Debug, Default)]
pub(super) struct Footnotes<'t> {
    /// Labels in the order of their first reference, with the anchors of note and reference.
    referenced: Vec<(CowStr<'t>, String, String)>,
    /// What each note says, by label, and where it is written.
    definitions: Vec<(CowStr<'t>, Range<usize>, Vec<Event<'t>>)>,
    /// The note that is being read, and the text around it.
    open: Option<(CowStr<'t>, Range<usize>, Vec<Event<'t>>)>,
}

impl<'t> Footnotes<'t> {
    /// A definition starts: from now on `out` takes its text.
    pub(super) fn start(&mut self, label: CowStr<'t>, range: Range<usize>, out: &mut Vec<Event<'t>>) {
        self.open = Some((label, range, std::mem::take(out)));
    }

    /// The definition ends: `out` takes the text around it again.
    pub(super) fn end(&mut self, out: &mut Vec<Event<'t>>) {
        if let Some((label, range, around)) = self.open.take() {
            let definition = std::mem::replace(out, around);
            self.definitions.push((label, range, definition));
        }
    }

    /// The link to a note.
    pub(super) fn reference(&mut self, label: &CowStr<'t>, anchors: &mut Anchors) -> String {
        let known = self.referenced.iter().position(|(other, _, _)| other == label);
        let (number, id) = match known {
            // Only the first reference can be led back to.
            Some(index) => (index + 1, String::new()),
            None => {
                let number = self.referenced.len() + 1;
                let note = anchors.unique(&format!("note-{number}"));
                let reference = anchors.unique(&format!("note-{number}-ref"));
                let id = format!(" id=\"{reference}\"");
                self.referenced.push((label.clone(), note, reference));
                (number, id)
            }
        };
        let note = &self.referenced[number - 1].1;
        format!("<sup><a href=\"#{note}\"{id} role=\"doc-noteref\">{number}</a></sup>")
    }

    /// Writes the notes below the text. One that nothing refers to is told.
    pub(super) fn finish(self, rendered: &mut Rendered) {
        let mut definitions = HashMap::new();
        for (label, range, events) in self.definitions {
            if self.referenced.iter().all(|(other, _, _)| *other != label) {
                rendered.problems.push(Problem {
                    range,
                    message: format!("nothing refers to the footnote `[^{label}]`"),
                    hint: format!("write `[^{label}]` in the text, or remove the footnote"),
                });
            }
            definitions.insert(label, events);
        }
        if self.referenced.is_empty() {
            return;
        }
        let html = &mut rendered.html;
        html.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (label, note, reference) in &self.referenced {
            let mut text = String::new();
            let events = definitions.remove(label).unwrap_or_default();
            pulldown_cmark::html::push_html(&mut text, events.into_iter());
            let text = text.trim_end();
            let (text, end) = match text.strip_suffix("</p>") {
                Some(text) => (text, "</p>"),
                None => (text, ""),
            };
            let back = format!("<a href=\"#{reference}\" role=\"doc-backlink\">↩</a>");
            html.push_str(&format!("<li id=\"{note}\">{text} {back}{end}</li>\n"));
        }
        html.push_str("</ol>\n</section>\n");
    }
}
