//! Renders Markdown to safe HTML. Pure: the caller resolves links and images.
//!
//! Supports `CommonMark` with tables, footnotes, strikethrough, callouts, captions and abbreviations. Raw HTML is
//! reported, not dropped silently; comments are removed, except those that stand for a list that the site fills in. Headings
//! get anchors and move below those of the page.
//!
//! The crate also contains other processing of texts: French typography, extraction of words from HTML, and of prose
//! from Markdown. It must never know about files, the site's pages or the theme.

mod abbreviations;
mod bare;
mod callouts;
mod contents;
mod data_list;
mod footnotes;
mod headings;
mod html;
mod illustration;
mod images;
mod limits;
mod near_miss;
mod picture;
mod plain;
pub mod prose;
mod raw_html;
mod rich_text;
mod signs;
mod tables;
pub mod text;
mod typography;
mod writer;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use addresses::Link;
use diagnostics::{Message, Phrase, Rejection, message, phrase};
use pulldown_cmark::{
    BrokenLink as UndefinedReference, CowStr, Event, LinkType, Options, Parser, TextMergeWithOffset,
};

use self::abbreviations::Abbreviations;
pub use self::abbreviations::{Abbreviation, Glossary};
pub use self::contents::{Heading, is_long};
pub use self::data_list::{DATA_LISTS, data_list};
pub use self::html::escaped;
pub use self::images::srcset;
pub use self::limits::MAX_ABBREVIATION;
pub use self::picture::{Picture, Shown, Variant};
pub use self::plain::markup;
pub use self::rich_text::{RichText, rich_text};
pub use self::signs::contains_sign;
pub(crate) use self::typography::Flow;
pub use self::typography::Typography;
use self::writer::Writer;

/// The settings for rendering a text.
#[derive(Clone, Copy)]
pub struct Rendering<'a> {
    /// The level of the text's highest heading on the page.
    pub top_level: usize,
    /// The typography of its language.
    pub typography: Typography,
    /// Resolves its links, images and theme words.
    pub surroundings: &'a dyn Surroundings,
    /// The abbreviations of the site.
    pub abbreviations: &'a Glossary,
    /// Whether the text is at the top of its page, so that its first image should load at once.
    pub is_at_top: bool,
}

/// Answers a text's questions about the rest of the site.
pub trait Surroundings {
    /// Resolves the target of a link.
    fn link(&self, target: &str) -> Result<Link, Rejection>;
    /// Returns how a file, by its path below `content/`, is shown as an image.
    fn image(&self, path: &str) -> Result<Shown, Rejection>;
    /// Returns the note after a link to a file, with the file's type and size.
    fn attachment(&self, path: &str) -> Option<String>;
    /// Returns a word of the theme in the language of the text.
    fn words(&self, key: &str) -> String;
}

/// The `id`s that a page already has.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    taken: HashSet<String>,
    /// By requested anchor, the lowest number that may still be free.
    numbers: HashMap<String, usize>,
}

/// A rendered text.
#[derive(Debug, Default)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// Files that the text links to, by path below `content/`.
    pub attachments: Vec<String>,
    /// Images that the text shows, by path below `content/`, with their places.
    pub images: Vec<(Range<usize>, String)>,
    /// The headings of the highest level.
    pub headings: Vec<Heading>,
    /// Resolved links with their places.
    pub links: Vec<(Range<usize>, String)>,
    /// The problems of the text.
    pub problems: Vec<Problem>,
    /// Problems that do not stop a build.
    pub warnings: Vec<Problem>,
}

/// A problem with a part of a text.
#[derive(Debug)]
pub struct Problem {
    /// The part, in bytes of the text.
    pub range: Range<usize>,
    /// The problem.
    pub message: Message,
    /// The fix.
    pub hint: Phrase,
}

impl Problem {
    fn new(range: Range<usize>, message: Message, hint: Phrase) -> Problem {
        Problem { range, message, hint }
    }
}

type Located<'t> = (Event<'t>, Range<usize>);

/// About how many bytes of a text become an event.
const BYTES_OF_EVENT: usize = 24;

impl Anchors {
    /// Creates the anchors of a page whose template already uses `ids`.
    pub fn reserving<'i>(ids: impl IntoIterator<Item = &'i str>) -> Anchors {
        Anchors { taken: ids.into_iter().map(str::to_owned).collect(), numbers: HashMap::new() }
    }

    /// Returns the anchor or, if it is taken, the anchor with the lowest number that makes it unique.
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
    let html = String::with_capacity(text.len() + text.len() / 8);
    let mut rendered = Rendered { html, ..Rendered::default() };
    let (text, defined) = abbreviations::split(text);
    let events = parse(&text, &mut rendered.problems);
    let top = headings::check(&events, &mut rendered.problems);
    near_miss::check(&text, &events, &mut rendered.problems);
    bare::check(&text, &events, &mut rendered.warnings);
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
            let reference = link.reference;
            let message = message! {
                UndefinedReference,
                en: "`[{reference}]` is not defined",
                fr: "`[{reference}]` n’est pas défini"
            };
            let hint = phrase! {
                en: "write the address in parentheses: `[text](address)`",
                fr: "écrivez l’adresse entre parenthèses : `[texte](adresse)`"
            };
            problems.push(Problem::new(link.span, message, hint));
        }
        // Other brackets around a word are ordinary text.
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
    let mut events = Vec::with_capacity(text.len() / BYTES_OF_EVENT);
    events.extend(TextMergeWithOffset::new(parser.into_offset_iter()).take_while(shallow));
    problems.dedup_by(|right, left| right.range == left.range);
    // The text after this point is not read, so this is the only reliable problem.
    if let Some(range) = too_deep {
        *problems = vec![nested_too_deeply(range)];
        return Vec::new();
    }
    events
}

fn nested_too_deeply(range: Range<usize>) -> Problem {
    let most = limits::MAX_MARKDOWN_DEPTH;
    let message = message! {
        DeepNesting,
        en: "quotations, lists or emphasis are nested too deeply",
        fr: "trop de citations, de listes ou de mises en valeur sont imbriquées"
    };
    let hint = phrase! {
        en: "a text may have {most} levels; write `\\>`, `\\-` or `\\*` for the characters themselves",
        fr: "un texte a {most} niveaux au plus ; écrivez `\\>`, `\\-` ou `\\*` pour les caractères eux-mêmes"
    };
    Problem::new(range, message, hint)
}

/// Returns the text up to the end of the element that has just started.
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
