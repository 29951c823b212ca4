//! Converts the parser's events to the page's events: reports invalid ones and adapts the others.

use std::borrow::Cow;
use std::ops::Range;

use addresses::Link;
use diagnostics::{Message, Phrase, Rejection, message, phrase};
use model::slug::Slug;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::abbreviations::Abbreviations;
use super::contents::Heading;
use super::footnotes::{self, Footnotes};
use super::html::escaped;
use super::tables::{self, Tables};
use super::{
    Anchors, BYTES_OF_EVENT, Located, Problem, Rendered, Rendering, callouts, data_list, raw_html, text_of,
};
use crate::Flow;

/// Converts events one by one.
pub(super) struct Writer<'w, 't> {
    pub(super) text: &'t str,
    pub(super) rendering: &'w Rendering<'w>,
    anchors: &'w mut Anchors,
    /// The highest heading level of the source.
    top: usize,
    pub(super) rendered: Rendered,
    pub(super) flow: Flow,
    in_code: bool,
    /// Inside a heading or a link, where abbreviations are not explained.
    in_label: bool,
    /// Whether only the text of the current link is shown.
    is_plain_link: bool,
    /// The note after the current link, with the type and size of its file.
    note: Option<String>,
    /// Number of images so far.
    pub(super) images: usize,
    pub(super) out: Vec<Event<'t>>,
    footnotes: Footnotes<'t>,
    /// The last heading.
    heading: Option<String>,
    tables: Tables,
    abbreviations: Abbreviations<'w>,
}

impl<'w, 't> Writer<'w, 't> {
    /// Creates a writer for a text whose highest heading has the level `top`.
    pub(super) fn new(
        text: &'t str,
        rendering: &'w Rendering<'w>,
        anchors: &'w mut Anchors,
        top: usize,
        abbreviations: Abbreviations<'w>,
        rendered: Rendered,
    ) -> Writer<'w, 't> {
        Writer {
            text,
            rendering,
            anchors,
            top,
            rendered,
            flow: Flow::default(),
            in_code: false,
            in_label: false,
            is_plain_link: false,
            note: None,
            images: 0,
            out: Vec::with_capacity(text.len() / BYTES_OF_EVENT),
            footnotes: Footnotes::default(),
            heading: None,
            tables: Tables::default(),
            abbreviations,
        }
    }

    /// Returns the HTML of all events.
    pub(super) fn finish(mut self) -> Rendered {
        pulldown_cmark::html::push_html(&mut self.rendered.html, self.out.into_iter());
        self.footnotes.finish(self.rendering, self.anchors, &mut self.rendered);
        self.abbreviations.finish(&mut self.rendered.problems);
        self.rendered
    }

    /// Writes an event, and returns the remaining events.
    pub(super) fn event<'e>(&mut self, located: &Located<'t>, after: &'e [Located<'t>]) -> &'e [Located<'t>] {
        let (event, range) = located;
        match event {
            Event::Start(Tag::HtmlBlock) => return self.html_block(range, after),
            Event::Start(Tag::Image { .. }) => return self.image(event, range, after),
            Event::Start(Tag::Paragraph) if self.is_figure(after) => return self.figure(after),
            Event::InlineHtml(html) if self.tables.in_cell && raw_html::is_line_break(html) => {
                self.flow.interrupt(Some('\n'));
                self.out.push(Event::HardBreak);
            }
            Event::InlineHtml(html) => {
                let problem = raw_html::problem(html, range, self.tables.in_cell);
                let problem = problem.or_else(|| data_list::within_paragraph(html, range));
                self.rendered.problems.extend(problem);
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.footnotes.start(label.clone(), range.clone(), &mut self.out);
            }
            Event::End(TagEnd::FootnoteDefinition) => self.footnotes.end(&mut self.out),
            Event::FootnoteReference(label) => {
                let html = self.footnotes.reference(label, self.anchors);
                self.out.push(Event::InlineHtml(html.into()));
            }
            Event::Start(tag) => self.start(tag, range, after),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if !self.in_code => {
                self.rendered.problems.extend(footnotes::undefined(self.text, range));
                let set = self.rendering.typography.flow(text, &mut self.flow);
                let set = if let Cow::Owned(set) = set { set.into() } else { text.clone() };
                match self.in_label {
                    true => self.out.push(Event::Text(set)),
                    false => self.abbreviations.explain(set, &mut self.out),
                }
            }
            Event::Code(code) => {
                self.flow.interrupt(code.chars().next_back());
                self.out.push(event.clone());
            }
            Event::SoftBreak | Event::HardBreak => {
                self.flow.interrupt(Some('\n'));
                self.out.push(event.clone());
            }
            other => self.out.push(other.clone()),
        }
        after
    }

    fn start(&mut self, tag: &Tag<'t>, range: &Range<usize>, after: &[Located<'t>]) {
        if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }) {
            self.flow = Flow::default();
        }
        self.in_code |= matches!(tag, Tag::CodeBlock(_));
        self.in_label |= matches!(tag, Tag::Heading { .. } | Tag::Link { .. });
        let tag = match tag {
            Tag::Heading { level, .. } => self.heading(*level, after),
            Tag::Link { link_type, .. } => {
                if *link_type != LinkType::Email && text_of(after).is_empty() {
                    self.refuse_empty_link(range);
                }
                let start = self.link(tag, range);
                self.out.extend(start);
                return;
            }
            Tag::BlockQuote(kind) => {
                let Some(kind) = kind else {
                    self.rendered.problems.extend(callouts::unknown(self.text, range));
                    self.out.push(Event::Start(tag.clone()));
                    return;
                };
                let title =
                    self.rendering.surroundings.words(&format!("content.callout.{}", callouts::key(*kind)));
                self.out.push(Event::Html(callouts::start(*kind, &title).into()));
                return;
            }
            Tag::Table(alignments) => {
                let word = || self.rendering.surroundings.words("content.table");
                let name = self.heading.clone().unwrap_or_else(word);
                self.out.push(Event::Html(tables::start(&name, self.anchors).into()));
                self.tables.start(alignments);
                tag.clone()
            }
            Tag::TableCell => {
                self.out.push(Event::Html(self.tables.cell().into()));
                return;
            }
            Tag::TableHead | Tag::TableRow => {
                self.tables.row(matches!(tag, Tag::TableHead));
                let surplus = self.tables.surplus(&self.text[range.clone()], range.start);
                self.rendered.problems.extend(surplus.map(tables::long_row));
                tag.clone()
            }
            other => other.clone(),
        };
        self.out.push(Event::Start(tag));
    }

    fn refuse_empty_link(&mut self, range: &Range<usize>) {
        let message =
            message! { LinkWithoutText, en: "this link has no text", fr: "ce lien n’a pas de texte" };
        let hint = phrase! { en: "add one: `[text](address)`", fr: "donnez-lui en un : `[texte](adresse)`" };
        self.refuse(range, message, hint);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                self.in_label = false;
                self.out.push(Event::End(TagEnd::Heading(self.moved(level))));
            }
            TagEnd::Link => {
                self.in_label = false;
                if std::mem::take(&mut self.is_plain_link) {
                    return;
                }
                self.out.push(Event::End(tag));
                let note = self.note.take();
                self.out.extend(note.map(|note| Event::InlineHtml(note.into())));
            }
            TagEnd::BlockQuote(Some(_)) => self.out.push(Event::Html(callouts::END.into())),
            TagEnd::TableCell => self.out.push(Event::Html(self.tables.cell_end().into())),
            TagEnd::Table => {
                self.out.push(Event::End(tag));
                self.out.push(Event::Html(tables::END.into()));
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push(Event::End(tag));
            }
            other => self.out.push(Event::End(other)),
        }
    }

    fn heading(&mut self, level: HeadingLevel, after: &[Located<'t>]) -> Tag<'t> {
        let text = text_of(after);
        let anchor = Slug::from_text(&text);
        let id = self.anchors.unique(anchor.as_ref().map_or("section", Slug::as_str));
        let text = self.rendering.typography.text(&text);
        self.heading = Some(text.clone()).filter(|text| !text.is_empty());
        if level as usize == self.top {
            self.rendered.headings.push(Heading { id: id.clone(), text });
        }
        Tag::Heading { level: self.moved(level), id: Some(id.into()), classes: Vec::new(), attrs: Vec::new() }
    }

    fn moved(&self, level: HeadingLevel) -> HeadingLevel {
        let moved = level as usize - self.top + self.rendering.top_level;
        HeadingLevel::try_from(moved).unwrap_or(HeadingLevel::H6)
    }

    /// Returns the start of a link; `None` if the page does not exist at present.
    fn link(&mut self, tag: &Tag<'t>, range: &Range<usize>) -> Option<Event<'t>> {
        let mut tag = tag.clone();
        let Tag::Link { link_type, dest_url, .. } = &mut tag else {
            return Some(Event::Start(tag));
        };
        if *link_type == LinkType::Email {
            return Some(Event::Start(tag));
        }
        let Some((link, place)) = self.resolved(dest_url, range) else { return Some(Event::Start(tag)) };
        if link.is_absent {
            self.is_plain_link = true;
            return None;
        }
        if let Some(path) = link.attachment {
            let note = self.rendering.surroundings.attachment(&path);
            self.note = note.map(|note| format!(" <span class=\"attachment\">{}</span>", escaped(&note)));
            self.rendered.attachments.push(path);
        }
        self.rendered.links.push((place, link.href.clone()));
        *dest_url = link.href.into();
        Some(match link.hreflang {
            Some(language) => with_hreflang(tag, &language),
            None => Event::Start(tag),
        })
    }

    /// Resolves a link or an image, and returns it with the place of its address. A broken one is reported.
    pub(super) fn resolved(&mut self, target: &str, range: &Range<usize>) -> Option<(Link, Range<usize>)> {
        let place = self.text[range.clone()].rfind(target).map(|found| range.start + found);
        let place = place.map_or(range.clone(), |start| start..start + target.len());
        match self.rendering.surroundings.link(target) {
            Ok(link) => Some((link, place)),
            Err(Rejection { message, hint }) => {
                self.refuse(&place, message, hint);
                None
            }
        }
    }

    fn html_block<'e>(&mut self, range: &Range<usize>, after: &'e [Located<'t>]) -> &'e [Located<'t>] {
        let html = self.text[range.clone()].trim();
        match data_list::read(html, range) {
            Some(Ok(list)) => self.out.push(Event::Html(format!("{list}\n").into())),
            Some(Err(problem)) => self.rendered.problems.push(problem),
            None => self.rendered.problems.extend(raw_html::problem(html, range, false)),
        }
        let end = after.iter().position(|(event, _)| *event == Event::End(TagEnd::HtmlBlock));
        &after[end.map_or(after.len(), |end| end + 1)..]
    }

    pub(super) fn refuse(&mut self, range: &Range<usize>, message: Message, hint: Phrase) {
        self.rendered.problems.push(Problem::new(range.clone(), message, hint));
    }
}

/// Returns the start of a link to a page in another language.
fn with_hreflang<'t>(tag: Tag<'t>, language: &str) -> Event<'t> {
    // The parser's own writer has no other attributes than the address and the title, and escapes both.
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, std::iter::once(Event::Start(tag)));
    html.truncate(html.trim_end_matches('>').len());
    Event::InlineHtml(format!("{html} hreflang=\"{}\">", escaped(language)).into())
}
