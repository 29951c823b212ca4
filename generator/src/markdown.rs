//! Markdown text → safe HTML. Pure: where links lead is asked of the caller.
//!
//! CommonMark with tables, footnotes and strikethrough. Raw HTML is refused, not dropped in silence; comments are
//! left out. Headings get anchors and move below those of the page.

mod footnotes;
mod tables;

use std::collections::HashSet;
use std::ops::Range;

use model::slug::Slug;
use pulldown_cmark::{
    BrokenLink as UndefinedReference, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
    TextMergeWithOffset,
};

use self::footnotes::Footnotes;
use self::tables::Tables;
use crate::link::{BrokenLink, Link};
use crate::typography::{Flow, Typography};

/// How a text is rendered.
#[derive(Clone, Copy)]
pub(crate) struct Rendering<'a> {
    /// The level of its highest heading.
    pub(crate) top_level: usize,
    /// The typography of its language.
    pub(crate) typography: Typography,
    /// Where a link leads.
    pub(crate) resolve: &'a dyn Fn(&str) -> Result<Link, BrokenLink>,
}

/// The `id`s that a page already has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anchors(HashSet<String>);

/// What became of a text.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    /// The HTML.
    pub(crate) html: String,
    /// Files that the text links to, by their path below `content/`.
    pub(crate) attachments: Vec<String>,
    /// What is wrong with the text.
    pub(crate) problems: Vec<Problem>,
}

/// Something wrong with a part of a text.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The part, in bytes of the text.
    pub(crate) range: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to write instead.
    pub(crate) hint: String,
}

type Located<'t> = (Event<'t>, Range<usize>);

impl Anchors {
    /// Anchors of a page whose template uses these already.
    pub(crate) fn reserving<'i>(ids: impl IntoIterator<Item = &'i str>) -> Anchors {
        Anchors(ids.into_iter().map(str::to_owned).collect())
    }

    /// The anchor itself, or with the first number behind it that makes it unlike the others.
    pub(crate) fn unique(&mut self, anchor: &str) -> String {
        let numbered = (2..).map(|number| format!("{anchor}-{number}"));
        let mut candidates = std::iter::once(anchor.to_owned()).chain(numbered);
        let free = candidates
            .find(|candidate| !self.0.contains(candidate))
            .unwrap_or_default();
        self.0.insert(free.clone());
        free
    }
}

/// Renders a text.
pub(crate) fn render(text: &str, rendering: &Rendering<'_>, anchors: &mut Anchors) -> Rendered {
    let mut rendered = Rendered::default();
    let events = parse(text, &mut rendered.problems);
    let top = check_headings(&events, &mut rendered.problems);
    let mut writer = Writer {
        text,
        rendering,
        anchors,
        top,
        rendered,
        flow: Flow::default(),
        in_code: false,
        out: Vec::with_capacity(events.len()),
        footnotes: Footnotes::default(),
        tables: Tables::default(),
    };
    let mut rest = events.as_slice();
    while let Some((located, after)) = rest.split_first() {
        rest = writer.event(located, after);
    }
    let Writer {
        mut rendered,
        out,
        footnotes,
        ..
    } = writer;
    pulldown_cmark::html::push_html(&mut rendered.html, out.into_iter());
    footnotes.finish(&mut rendered);
    rendered
}

fn parse<'t>(text: &'t str, problems: &mut Vec<Problem>) -> Vec<Located<'t>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut undefined = |link: UndefinedReference<'t>| {
        if link.link_type == LinkType::Reference {
            problems.push(Problem {
                range: link.span,
                message: format!("`[{}]` is defined nowhere", link.reference),
                hint: "write the address in parentheses: `[text](address)`".to_owned(),
            });
        }
        // Other square brackets around a word are just that.
        None::<(CowStr<'t>, CowStr<'t>)>
    };
    let parser = Parser::new_with_broken_link_callback(text, options, Some(&mut undefined));
    let events = TextMergeWithOffset::new(parser.into_offset_iter()).collect();
    problems.dedup_by(|right, left| right.range == left.range);
    events
}

/// Tells headings that skip a level, and answers the highest level that is used.
fn check_headings(events: &[Located<'_>], problems: &mut Vec<Problem>) -> usize {
    let headings: Vec<_> = events
        .iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Heading { level, .. }) => Some((*level as usize, range.clone())),
            _ => None,
        })
        .collect();
    let top = headings.iter().map(|(level, _)| *level).min().unwrap_or(1);
    let mut above = top - 1;
    for (level, range) in headings {
        if level > above + 1 {
            let expected = "#".repeat(above + 1);
            problems.push(Problem {
                range,
                message: format!("this heading skips a level: {level} after {}", above.max(top)),
                hint: format!("start it with `{expected}`, as readers of screens go from level to level"),
            });
        }
        above = level;
    }
    top
}

struct Writer<'w, 't> {
    text: &'t str,
    rendering: &'w Rendering<'w>,
    anchors: &'w mut Anchors,
    /// The highest level of a heading as it is written.
    top: usize,
    rendered: Rendered,
    flow: Flow,
    in_code: bool,
    out: Vec<Event<'t>>,
    footnotes: Footnotes<'t>,
    tables: Tables,
}

impl<'t> Writer<'_, 't> {
    /// Writes an event, and answers those that are left after it.
    fn event<'e>(&mut self, located: &Located<'t>, after: &'e [Located<'t>]) -> &'e [Located<'t>] {
        let (event, range) = located;
        match event {
            Event::Start(Tag::HtmlBlock) => return self.html_block(range, after),
            Event::InlineHtml(html) => self.inline_html(html, range),
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
                self.rendered
                    .problems
                    .extend(footnotes::undefined(self.text, range));
                let set = self.rendering.typography.flow(text, &mut self.flow);
                self.out.push(Event::Text(set.into()));
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
        if !matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ) {
            self.flow = Flow::default();
        }
        self.in_code |= matches!(tag, Tag::CodeBlock(_));
        let tag = match tag {
            Tag::Heading { level, .. } => self.heading(*level, after),
            Tag::Link { link_type, .. } => {
                if *link_type != LinkType::Email && text_of(after).is_empty() {
                    self.refuse(
                        range,
                        "this link has no text",
                        "write what it leads to: `[text](address)`",
                    );
                }
                self.with_resolved_address(tag, range)
            }
            Tag::Image { .. } => self.image(tag, range, after),
            Tag::Table(alignments) => {
                self.out.push(Event::Html(tables::START.into()));
                self.tables.start(alignments);
                tag.clone()
            }
            Tag::TableCell => {
                self.out.push(Event::Html(self.tables.cell().into()));
                return;
            }
            Tag::TableHead | Tag::TableRow => {
                self.tables.row(matches!(tag, Tag::TableHead));
                tag.clone()
            }
            other => other.clone(),
        };
        self.out.push(Event::Start(tag));
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.out.push(Event::End(TagEnd::Heading(self.moved(level)))),
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
        let anchor = Slug::from_text(&text_of(after));
        let id = self
            .anchors
            .unique(anchor.as_ref().map_or("section", Slug::as_str));
        Tag::Heading {
            level: self.moved(level),
            id: Some(id.into()),
            classes: Vec::new(),
            attrs: Vec::new(),
        }
    }

    fn moved(&self, level: HeadingLevel) -> HeadingLevel {
        let moved = level as usize - self.top + self.rendering.top_level;
        HeadingLevel::try_from(moved).unwrap_or(HeadingLevel::H6)
    }

    fn image(&mut self, tag: &Tag<'t>, range: &Range<usize>, after: &[Located<'t>]) -> Tag<'t> {
        if text_of(after).trim().is_empty() {
            let hint = "write what it shows between the square brackets: `![what it shows](file.jpg)`";
            self.refuse(range, "this image has no alternative text", hint);
        }
        if let Tag::Image { dest_url, .. } = tag
            && dest_url.contains(':')
        {
            let hint = "save it beside the text and name the file, so that visitors need not ask another site for it";
            self.refuse(range, "this image stands on another site", hint);
            return tag.clone();
        }
        self.with_resolved_address(tag, range)
    }

    fn with_resolved_address(&mut self, tag: &Tag<'t>, range: &Range<usize>) -> Tag<'t> {
        let mut tag = tag.clone();
        let (Tag::Link {
            link_type, dest_url, ..
        }
        | Tag::Image {
            link_type, dest_url, ..
        }) = &mut tag
        else {
            return tag;
        };
        if *link_type == LinkType::Email {
            return tag;
        }
        match (self.rendering.resolve)(dest_url) {
            Ok(link) => {
                self.rendered.attachments.extend(link.attachment);
                *dest_url = link.href.into();
            }
            Err(BrokenLink { message, hint }) => {
                let place = self.text[range.clone()]
                    .rfind(&**dest_url)
                    .map(|found| range.start + found);
                let range = place.map_or(range.clone(), |start| start..start + dest_url.len());
                self.refuse(&range, &message, &hint);
            }
        }
        tag
    }

    fn html_block<'e>(&mut self, range: &Range<usize>, after: &'e [Located<'t>]) -> &'e [Located<'t>] {
        self.refuse_html(self.text[range.clone()].trim(), range);
        let end = after
            .iter()
            .position(|(event, _)| *event == Event::End(TagEnd::HtmlBlock));
        &after[end.map_or(after.len(), |end| end + 1)..]
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        // A closing tag belongs to an opening one, which is told.
        if !html.starts_with("</") {
            self.refuse_html(html, range);
        }
    }

    fn refuse_html(&mut self, html: &str, range: &Range<usize>) {
        let is_comment =
            html.starts_with("<!--") && html.find("-->").is_some_and(|end| end + 3 == html.len());
        if !is_comment {
            let hint = match element(html).and_then(markdown_for) {
                Some(markdown) => format!("write {markdown}"),
                None => "write Markdown; for a sign `<` that is to be read, write `\\<`".to_owned(),
            };
            self.refuse(range, "HTML is not taken over from a text", &hint);
        }
    }

    fn refuse(&mut self, range: &Range<usize>, message: &str, hint: &str) {
        self.rendered.problems.push(Problem {
            range: range.clone(),
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
    }
}

/// The text up to the end of the element that has just started.
fn text_of(after: &[Located<'_>]) -> String {
    let mut depth = 0_usize;
    let mut text = String::new();
    for (event, _) in after {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => break,
            Event::End(_) => depth -= 1,
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

fn element(html: &str) -> Option<&str> {
    let name = html.strip_prefix('<')?;
    let length = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    Some(&name[..length])
}

/// How Markdown says what editors most often use HTML for.
fn markdown_for(element: &str) -> Option<&'static str> {
    let known = [
        ("b", "`**bold**`"),
        ("strong", "`**bold**`"),
        ("i", "`*emphasis*`"),
        ("em", "`*emphasis*`"),
        ("br", "a backslash at the end of the line"),
        ("a", "`[text](address)`"),
        ("img", "`![what it shows](file.jpg)`"),
        ("ul", "lines that start with `- `"),
        ("li", "lines that start with `- `"),
        ("p", "an empty line between paragraphs"),
        ("h2", "`## Heading`"),
        ("h3", "`### Heading`"),
        ("hr", "a line `---`"),
    ];
    let name = element.to_ascii_lowercase();
    known
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, markdown)| *markdown)
}

#[cfg(test)]
mod tests;
