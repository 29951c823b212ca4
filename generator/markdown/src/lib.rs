//! Markdown text → safe HTML. Pure: where links lead and what images there are is asked of the caller.
//!
//! `CommonMark` with tables, footnotes, strikethrough, callouts, captions and abbreviations. Raw HTML is refused, not dropped in silence;
//! comments are left out. Headings get anchors and move below those of the page.
//!
//! The crate also holds what else is done to texts: French typography, and taking the words out of HTML. It must never
//! know files, the site's pages or the theme.

mod abbreviations;
mod callouts;
mod contents;
mod footnotes;
mod headings;
mod html;
mod illustration;
mod images;
mod limits;
mod near_miss;
mod picture;
mod raw_html;
mod tables;
pub mod text;
mod typography;
mod writer;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use addresses::Link;
use diagnostics::Rejection;
use pulldown_cmark::{
    BrokenLink as UndefinedReference, CowStr, Event, LinkType, Options, Parser, TextMergeWithOffset,
};

use self::abbreviations::Abbreviations;
pub use self::abbreviations::{Abbreviation, Glossary};
pub use self::contents::{Heading, is_long};
pub use self::html::escaped;
pub use self::images::srcset;
pub use self::limits::MAX_ABBREVIATION;
pub use self::picture::{Picture, Shown, Variant};
pub(crate) use self::typography::Flow;
pub use self::typography::Typography;
use self::writer::Writer;

/// How a text is rendered.
#[derive(Clone, Copy)]
pub struct Rendering<'a> {
    /// The level of its highest heading.
    pub top_level: usize,
    /// The typography of its language.
    pub typography: Typography,
    /// What else it must know.
    pub surroundings: &'a dyn Surroundings,
    /// Abbreviations that the whole site uses.
    pub abbreviations: &'a Glossary,
    /// Whether it is at the top of its page, so that its first image should not wait for the others.
    pub is_at_top: bool,
}

/// What a text asks of what is around it.
pub trait Surroundings {
    /// Where a link leads.
    fn link(&self, target: &str) -> Result<Link, Rejection>;
    /// How a file that a link leads to is shown as an image, by its path below `content/`.
    fn image(&self, path: &str) -> Result<Shown, Rejection>;
    /// What stands behind a link to a file: of which kind it is, and how large.
    fn attachment(&self, path: &str) -> Option<String>;
    /// A word of the theme in the language of the text.
    fn words(&self, key: &str) -> String;
}

/// The `id`s that a page already has.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    taken: HashSet<String>,
    /// For anchors that were wanted before, the least number that may still be free.
    numbers: HashMap<String, usize>,
}

/// What became of a text.
#[derive(Debug, Default)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// Files that the text links to, by their path below `content/`.
    pub attachments: Vec<String>,
    /// Images that it shows, by their path below `content/`, with their places.
    pub images: Vec<(Range<usize>, String)>,
    /// Its headings of the highest level.
    pub headings: Vec<Heading>,
    /// Links with their places, by what they became.
    pub links: Vec<(Range<usize>, String)>,
    /// What is wrong with the text.
    pub problems: Vec<Problem>,
}

/// Something wrong with a part of a text.
#[derive(Debug)]
pub struct Problem {
    /// The part, in bytes of the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

type Located<'t> = (Event<'t>, Range<usize>);

impl Anchors {
    /// Anchors of a page whose template uses these already.
    pub fn reserving<'i>(ids: impl IntoIterator<Item = &'i str>) -> Anchors {
        Anchors { taken: ids.into_iter().map(str::to_owned).collect(), numbers: HashMap::new() }
    }

    /// The anchor itself, or with the first number behind it that makes it unlike the others.
    pub fn unique(&mut self, anchor: &str) -> String {
        if self.taken.insert(anchor.to_owned()) {
            return anchor.to_owned();
        }
        let number = self.numbers.entry(anchor.to_owned()).or_insert(2);
        loop {
            let candidate = format!("{anchor}-{number}");
            *number += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

/// Renders a text.
pub fn render(text: &str, rendering: &Rendering<'_>, anchors: &mut Anchors) -> Rendered {
    let mut rendered = Rendered::default();
    let (text, defined) = abbreviations::split(text);
    let events = parse(&text, &mut rendered.problems);
    let top = headings::check(&events, &mut rendered.problems);
    near_miss::check(&text, &events, &mut rendered.problems);
    let abbreviations = Abbreviations::new(defined, rendering.abbreviations, rendering.typography);
    let mut writer = Writer::new(&text, rendering, anchors, top, abbreviations, rendered);
    let mut rest = events.as_slice();
    while let Some((located, after)) = rest.split_first() {
        rest = writer.event(located, after);
    }
    writer.finish()
}

fn parse<'t>(text: &'t str, problems: &mut Vec<Problem>) -> Vec<Located<'t>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_GFM;
    let mut undefined = |link: UndefinedReference<'t>| {
        if link.link_type == LinkType::Reference {
            problems.push(Problem {
                range: link.span,
                message: format!("`[{}]` is not defined", link.reference),
                hint: "write the address in parentheses: `[text](address)`".to_owned(),
            });
        }
        // Other square brackets around a word are just that.
        None::<(CowStr<'t>, CowStr<'t>)>
    };
    let parser = Parser::new_with_broken_link_callback(text, options, Some(&mut undefined));
    let mut depth = 0;
    let mut too_deep = None;
    let shallow = |(event, range): &Located<'t>| {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth > limits::MAX_MARKDOWN_DEPTH {
            too_deep = Some(range.clone());
        }
        depth <= limits::MAX_MARKDOWN_DEPTH
    };
    let events = TextMergeWithOffset::new(parser.into_offset_iter()).take_while(shallow).collect();
    problems.dedup_by(|right, left| right.range == left.range);
    // What comes after it is not read, so only this is certain.
    if let Some(range) = too_deep {
        *problems = vec![Problem {
            range,
            message: "quotations, lists or emphasis are nested too deeply".to_owned(),
            hint: format!(
                "a text may have {} levels; write `\\>`, `\\-` or `\\*` for the characters themselves",
                limits::MAX_MARKDOWN_DEPTH
            ),
        }];
        return Vec::new();
    }
    events
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

#[cfg(test)]
mod huge;
#[cfg(test)]
mod tests;
