//! Footnotes: numbered by their first reference, and shown below the text with a link back.

use std::collections::HashMap;
use std::ops::Range;

use diagnostics::{message, phrase};
use pulldown_cmark::{CowStr, Event};

use super::html::escaped;
use super::{Anchors, Problem, Rendered, Rendering};

/// The footnotes of a text.
#[derive(Debug, Default)]
pub(super) struct Footnotes<'t> {
    /// Footnotes in the order of their first references.
    referenced: Vec<Referenced<'t>>,
    /// The indexes of labels in `referenced`.
    places: HashMap<CowStr<'t>, usize>,
    /// The content of each footnote, with its label and position.
    definitions: Vec<(CowStr<'t>, Range<usize>, Vec<Event<'t>>)>,
    /// The definition that is being read, and the events of the text around it.
    open: Option<(CowStr<'t>, Range<usize>, Vec<Event<'t>>)>,
}

/// A footnote that the text refers to.
#[derive(Debug)]
struct Referenced<'t> {
    label: CowStr<'t>,
    /// The `id` of the footnote.
    note: String,
    /// The `id` of the first reference.
    reference: String,
}

impl<'t> Footnotes<'t> {
    /// Starts a definition: from now on, `out` receives its events.
    pub(super) fn start(&mut self, label: CowStr<'t>, range: Range<usize>, out: &mut Vec<Event<'t>>) {
        self.open = Some((label, range, std::mem::take(out)));
    }

    /// Ends the definition: `out` receives the events of the text again.
    pub(super) fn end(&mut self, out: &mut Vec<Event<'t>>) {
        if let Some((label, range, around)) = self.open.take() {
            let definition = std::mem::replace(out, around);
            self.definitions.push((label, range, definition));
        }
    }

    /// Returns the link to a footnote.
    pub(super) fn reference(&mut self, label: &CowStr<'t>, anchors: &mut Anchors) -> String {
        // The link back leads to the first reference, so later ones need no `id`.
        if let Some(index) = self.places.get(label).copied() {
            let note = &self.referenced[index].note;
            return format!("<sup><a href=\"#{note}\" role=\"doc-noteref\">{}</a></sup>", index + 1);
        }
        let number = self.referenced.len() + 1;
        let note = anchors.unique(&format!("note-{number}"));
        let reference = anchors.unique(&format!("note-{number}-ref"));
        let html =
            format!("<sup><a href=\"#{note}\" id=\"{reference}\" role=\"doc-noteref\">{number}</a></sup>");
        self.places.insert(label.clone(), number - 1);
        self.referenced.push(Referenced { label: label.clone(), note, reference });
        html
    }

    /// Writes the footnotes below the text, and reports those without a reference.
    pub(super) fn finish(self, rendering: &Rendering<'_>, anchors: &mut Anchors, rendered: &mut Rendered) {
        let mut definitions = HashMap::new();
        for (label, range, events) in self.definitions {
            if !self.places.contains_key(&label) {
                let message = message! {
                    UnusedDefinition,
                    en: "nothing refers to the footnote `[^{label}]`",
                    fr: "rien ne renvoie à la note `[^{label}]`"
                };
                let hint = phrase! {
                    en: "write `[^{label}]` in the text, or remove the footnote",
                    fr: "écrivez `[^{label}]` dans le texte, ou supprimez la note"
                };
                rendered.problems.push(Problem::new(range, message, hint));
            }
            definitions.insert(label, events);
        }
        if self.referenced.is_empty() {
            return;
        }
        let title = escaped(&rendering.surroundings.words("content.notes"));
        let (id, level) = (anchors.unique("notes"), rendering.top_level);
        rendered.html.push_str(&format!(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-labelledby=\"{id}\">\n\
             <h{level} id=\"{id}\">{title}</h{level}>\n<ol>\n"
        ));
        for Referenced { label, note, reference } in self.referenced {
            let events = definitions.remove(&label).unwrap_or_default();
            rendered.html.push_str(&item(events, &note, &reference));
        }
        rendered.html.push_str("</ol>\n</section>\n");
    }
}

fn item(events: Vec<Event<'_>>, note: &str, reference: &str) -> String {
    let mut text = String::new();
    pulldown_cmark::html::push_html(&mut text, events.into_iter());
    let text = text.trim_end();
    let (text, end) = match text.strip_suffix("</p>") {
        Some(text) => (text, "</p>"),
        None => (text, ""),
    };
    let back = format!("<a href=\"#{reference}\" role=\"doc-backlink\">↩</a>");
    format!("<li id=\"{note}\">{text} {back}{end}</li>\n")
}

/// Returns the problem with a reference to a missing footnote in the text at `range`, which the parser leaves as
/// text.
pub(super) fn undefined(text: &str, range: &Range<usize>) -> Option<Problem> {
    let part = &text[range.clone()];
    let (at, _) = part.match_indices('[').find(|(at, _)| part[at + 1..].starts_with('^'))?;
    let start = range.start + at;
    let length = text[start..range.end].find(']')? + 1;
    let reference = &text[start..start + length];
    if text[..start].ends_with('\\') || reference.contains(char::is_whitespace) {
        return None;
    }
    let message = message! {
        UndefinedReference,
        en: "there is no footnote `{reference}`",
        fr: "il n’y a pas de note `{reference}`"
    };
    let hint = phrase! {
        en: "write a line `{reference}: …` with its text, or `\\{reference}` for the characters themselves",
        fr: "écrivez une ligne `{reference}: …` avec son texte, ou `\\{reference}` pour les caractères eux-mêmes"
    };
    Some(Problem::new(start..start + length, message, hint))
}
