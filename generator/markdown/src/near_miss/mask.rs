//! The text that the parser left as text: a copy of the source with the same length, in which everything else is
//! masked.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::super::Located;

/// Mask of working markup, and of everything between passages.
pub(crate) const MARKUP: char = '\u{1}';
/// Mask of code, HTML, an image or a reference to a footnote: visible, but not text.
pub(super) const OBJECT: char = '\u{2}';
/// Mask of a backslash and the character after it.
pub(super) const ESCAPED: char = '\u{3}';
/// Mask of the beginning of an explicit line break.
const HARD_BREAK: char = '\u{4}';

/// A text in which everything but text is masked.
#[derive(Debug)]
pub(crate) struct Masked<'t> {
    source: &'t str,
    text: String,
    /// Its paragraphs, headings, cells and items, in order.
    pub(crate) passages: Vec<Place>,
    /// Fenced code without an end: the opening fence and its position.
    pub(super) open_fences: Vec<(String, Range<usize>)>,
}

/// The position and the kind of a passage.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    range: Range<usize>,
    is_cell: bool,
    is_heading: bool,
    starts_item: bool,
    is_quoted: bool,
}

/// Text that contains no block: a paragraph, a heading, a table cell or a list item.
#[derive(Debug)]
pub(crate) struct Passage<'m> {
    /// The masked text.
    pub(crate) text: &'m str,
    /// The source text.
    pub(crate) source: &'m str,
    /// The position in the whole text.
    pub(crate) start: usize,
    pub(crate) is_cell: bool,
    pub(crate) is_heading: bool,
    /// Whether it is the first passage of a list item.
    pub(crate) starts_item: bool,
    /// Whether it is part of a quotation.
    pub(crate) is_quoted: bool,
}

/// A line of a passage, without the quotation marks and the indentation before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'m> {
    /// The masked text.
    pub(super) text: &'m str,
    /// The source text.
    pub(super) source: &'m str,
    /// The position in the whole text.
    pub(super) start: usize,
    /// Whether it ends with an explicit line break.
    pub(super) breaks: bool,
}

impl<'t> Masked<'t> {
    /// Masks a text according to the events of the parser.
    pub(crate) fn new(source: &'t str, events: &[Located<'_>]) -> Masked<'t> {
        let mut builder = Builder::new(source);
        for (event, range) in events {
            builder.event(event, range);
        }
        builder.flush();
        // Masks are ASCII and replace whole texts, so this is valid UTF-8.
        let text = String::from_utf8(builder.mask).unwrap_or_default();
        Masked { source, text, passages: builder.passages, open_fences: builder.open_fences }
    }

    /// Returns the passage at a place.
    pub(crate) fn passage(&self, place: &Place) -> Passage<'_> {
        Passage {
            text: self.text.get(place.range.clone()).unwrap_or_default(),
            source: self.source.get(place.range.clone()).unwrap_or_default(),
            start: place.range.start,
            is_cell: place.is_cell,
            is_heading: place.is_heading,
            starts_item: place.starts_item,
            is_quoted: place.is_quoted,
        }
    }
}

impl<'m> Passage<'m> {
    /// Returns the lines of the passage.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'m>> {
        let (source, passage_start) = (self.source, self.start);
        let mut next = 0;
        self.text.split_inclusive('\n').map(move |line| {
            let start = next;
            next += line.len();
            let masked = line.trim_end_matches(['\n', '\r']);
            // Characters that the parser removed from the beginning of a line.
            let is_prefix = |(at, c): (usize, char)| {
                start > 0 && c == MARKUP && matches!(source.as_bytes()[start + at], b' ' | b'\t' | b'>')
            };
            let skipped = masked.char_indices().take_while(|place| is_prefix(*place)).count();
            let masked = &masked[skipped..];
            let text = masked.trim_end_matches([HARD_BREAK, MARKUP, ' ']);
            let start = start + skipped;
            Line {
                text: &masked[..text.len()],
                source: &source[start..start + text.len()],
                start: passage_start + start,
                breaks: masked.contains(HARD_BREAK),
            }
        })
    }
}

struct Builder<'t> {
    source: &'t str,
    mask: Vec<u8>,
    passages: Vec<Place>,
    open_fences: Vec<(String, Range<usize>)>,
    /// The current passage; empty if there is none.
    open: Place,
    quotations: usize,
    images: usize,
    in_block: bool,
}

impl<'t> Builder<'t> {
    fn new(source: &'t str) -> Builder<'t> {
        Builder {
            source,
            mask: vec![MARKUP as u8; source.len()],
            passages: Vec::new(),
            open_fences: Vec::new(),
            open: Place::default(),
            quotations: 0,
            images: 0,
            in_block: false,
        }
    }

    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Image { .. }) => {
                self.fill(range, OBJECT);
                self.images += 1;
            }
            Event::End(TagEnd::Image) => self.images = self.images.saturating_sub(1),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }) => {
                self.extend(range)
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(_) if self.images == 0 && !self.in_block => self.copy(range),
            Event::Code(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => self.fill(range, OBJECT),
            Event::SoftBreak => self.line_break(range, '\n'),
            Event::HardBreak => self.line_break(range, HARD_BREAK),
            Event::Rule => self.flush(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        self.flush();
        match tag {
            Tag::BlockQuote(_) => self.quotations += 1,
            Tag::Item => self.open.starts_item = true,
            Tag::Heading { .. } => self.open.is_heading = true,
            Tag::TableCell => self.open.is_cell = true,
            Tag::HtmlBlock => self.in_block = true,
            Tag::CodeBlock(kind) => {
                self.in_block = true;
                if matches!(kind, CodeBlockKind::Fenced(_)) {
                    self.open_fences.extend(open_fence(self.source, range));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.flush();
        match tag {
            TagEnd::BlockQuote(_) => self.quotations = self.quotations.saturating_sub(1),
            TagEnd::HtmlBlock | TagEnd::CodeBlock => self.in_block = false,
            _ => {}
        }
        self.open = Place::default();
    }

    /// Ends the current passage.
    fn flush(&mut self) {
        if !self.open.range.is_empty() {
            self.open.is_quoted = self.quotations > 0;
            self.passages.push(std::mem::take(&mut self.open));
        }
    }

    fn extend(&mut self, range: &Range<usize>) {
        let open = &mut self.open.range;
        *open = if open.end == 0 { range.clone() } else { open.start..open.end.max(range.end) };
    }

    fn fill(&mut self, range: &Range<usize>, mask: char) {
        if self.images == 0 {
            self.extend(range);
            self.mask[range.clone()].fill(mask as u8);
        }
    }

    fn copy(&mut self, range: &Range<usize>) {
        let source = self.source.as_bytes();
        let mut start = range.start;
        // The parser omits the backslash, so a text may begin after one.
        let is_escape = start > 0 && source[start - 1] == b'\\' && self.mask[start - 1] == MARKUP as u8;
        if is_escape && source[start].is_ascii_punctuation() {
            self.mask[start - 1..=start].fill(ESCAPED as u8);
            start += 1;
        }
        self.extend(&(range.start - usize::from(is_escape)..range.end));
        self.mask[start..range.end].copy_from_slice(&source[start..range.end]);
        while let Some(found) = self.source[start..range.end].find('\\') {
            let at = start + found;
            let is_pair = at + 1 < range.end && source[at + 1].is_ascii_punctuation();
            if is_pair {
                self.mask[at..at + 2].fill(ESCAPED as u8);
            }
            start = at + 1 + usize::from(is_pair);
        }
    }

    fn line_break(&mut self, range: &Range<usize>, mask: char) {
        if self.images == 0 && !range.is_empty() {
            self.extend(range);
            self.mask[range.start] = mask as u8;
            let end = self.source[range.clone()].find('\n').map_or(range.end - 1, |end| range.start + end);
            self.mask[end] = b'\n';
        }
    }
}

/// Returns the fence that starts the code at `range`, and its line, if no fence ends the code.
fn open_fence(source: &str, range: &Range<usize>) -> Option<(String, Range<usize>)> {
    let code = source[range.clone()].trim_end();
    let sign = code.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = code.len() - code.trim_start_matches(sign).len();
    let (first, rest) = code.split_once('\n').unwrap_or((code, ""));
    let last = rest.rsplit_once('\n').map_or(rest, |(_, last)| last);
    let last = last.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
    let is_end = last.len() >= length && last.chars().all(|c| c == sign);
    (!is_end).then(|| (code[..length].to_owned(), range.start..range.start + first.trim_end().len()))
}
