//! The prose of a Markdown text, for checks of its statements: its passages without markup, and its comments.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::near_miss::mask::{MARKUP, Masked};
use super::{abbreviations, parse};

/// Stands for markup, which readers do not see. Other control characters stand for visible objects, such as images and
/// code, and for explicit line breaks.
pub const INVISIBLE: char = MARKUP;

/// The prose of a text.
#[derive(Debug)]
pub struct Prose {
    /// The passages in order.
    pub passages: Vec<Passage>,
    /// The comments, from `<!--` to `-->`.
    pub comments: Vec<Range<usize>>,
}

/// A passage: a paragraph, a heading, a list item or the row of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its kind.
    pub kind: PassageKind,
    /// The parts of the text that it consists of, with their positions: one, or the cells of a row. Everything but text
    /// is replaced by control characters of the same length, and comments by [`INVISIBLE`] ones.
    pub parts: Vec<(usize, String)>,
}

/// The kind of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassageKind {
    /// A heading.
    Heading,
    /// The first paragraph of a list item.
    Item,
    /// A row of a table.
    Row,
    /// Any other paragraph.
    Paragraph,
}

/// Returns the prose of a text.
pub fn prose(text: &str) -> Prose {
    let (text, _) = abbreviations::split(text);
    let events = parse(&text, &mut Vec::new());
    let masked = Masked::new(&text, &events);
    let mut passages: Vec<Passage> = Vec::with_capacity(masked.passages.len());
    let mut end = 0;
    for place in &masked.passages {
        let passage = masked.passage(place);
        let part = (passage.start, passage.text.to_owned());
        let kind = match (passage.is_heading, passage.is_cell, passage.starts_item) {
            (true, ..) => PassageKind::Heading,
            (_, true, _) => PassageKind::Row,
            (.., true) => PassageKind::Item,
            _ => PassageKind::Paragraph,
        };
        let same_row = text.get(end..passage.start).is_some_and(|between| !between.contains('\n'));
        end = passage.start + passage.text.len();
        match passages.last_mut() {
            Some(row) if same_row && row.kind == kind => row.parts.push(part),
            _ => passages.push(Passage { kind, parts: vec![part] }),
        }
    }
    let html = events
        .iter()
        .filter(|(event, _)| matches!(event, Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock)));
    let comments: Vec<_> = html.flat_map(|(_, range)| comments(&text, range)).collect();
    let parts = passages.iter_mut().flat_map(|passage| &mut passage.parts);
    parts.for_each(|(start, part)| hide(*start, part, &comments));
    Prose { passages, comments }
}

/// Makes the comments, which are in order, invisible in a part of the text that starts at `start`.
fn hide(start: usize, part: &mut String, comments: &[Range<usize>]) {
    let end = start + part.len();
    let first = comments.partition_point(|comment| comment.end <= start);
    for comment in comments[first..].iter().take_while(|comment| comment.start < end) {
        let range = comment.start.max(start) - start..comment.end.min(end) - start;
        if part.get(range.clone()).is_some() {
            part.replace_range(range.clone(), &INVISIBLE.to_string().repeat(range.len()));
        }
    }
}

/// Returns the comments in the HTML at `range`.
fn comments(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut from = range.start;
    while let Some(start) = text[from..range.end].find("<!--").map(|at| from + at) {
        let Some(end) = text[start..range.end].find("-->").map(|at| start + at + 3) else { break };
        comments.push(start..end);
        from = end;
    }
    comments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_have_the_words_without_markup() {
        let text = "## Un *titre*\n\n- un\n- [deux](b.md)\n\n| a | b |\n| - | - |\n| c | d |\n\n`code` fin <!-- x -->\n";
        let prose = prose(text);
        let said = |passage: &Passage| {
            let parts = passage.parts.iter().map(|(start, part)| {
                assert!(text.is_char_boundary(*start));
                part.chars().filter(|c| !c.is_control()).collect::<String>()
            });
            (passage.kind, parts.collect::<Vec<_>>().join("|"))
        };
        let passages: Vec<_> = prose.passages.iter().map(said).collect();
        let expected = [
            (PassageKind::Heading, "Un titre"),
            (PassageKind::Item, "un"),
            (PassageKind::Item, "deux"),
            (PassageKind::Row, "a|b"),
            (PassageKind::Row, "c|d"),
            (PassageKind::Paragraph, " fin "),
        ];
        assert_eq!(passages, expected.map(|(kind, text)| (kind, text.to_owned())));
        assert_eq!(
            prose.comments.iter().map(|comment| &text[comment.clone()]).collect::<Vec<_>>(),
            ["<!-- x -->"]
        );
    }

    #[test]
    fn comments_between_paragraphs_are_found() {
        let text = "un\n\n<!-- a -->\n<!-- b\n-->\n\ndeux <!-- c";
        let found: Vec<_> = prose(text).comments.into_iter().map(|comment| &text[comment]).collect();
        assert_eq!(found, ["<!-- a -->", "<!-- b\n-->"]);
    }
}
