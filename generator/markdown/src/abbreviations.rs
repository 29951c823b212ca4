//! Abbreviations: `*[HLM]: Habitation à loyer modéré` explains a word at its first occurrence in a text.
//!
//! A text is scanned once, however many abbreviations there are: candidates are looked up by the letters at each
//! position.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use diagnostics::{message, phrase};
use pulldown_cmark::{CowStr, Event};

use super::Problem;
use super::html::escaped;
use crate::Typography;
use crate::limits;

/// An abbreviation and its long form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abbreviation {
    /// The short form, as texts contain it.
    pub short: String,
    /// The long form.
    pub long: String,
}

/// The abbreviations of a whole site, indexed once for all texts.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    plain: Index,
    french: Index,
}

/// The abbreviations that a text has not explained yet.
#[derive(Debug)]
pub(super) struct Abbreviations<'g> {
    of_site: &'g Index,
    of_text: Index,
    /// The positions of the text's own definitions, in the order of `of_text`.
    definitions: Vec<Range<usize>>,
    /// The site's short forms that were explained.
    explained: HashSet<&'g str>,
}

/// Abbreviations, indexed by the beginnings of their short forms.
#[derive(Clone, Debug, Default)]
struct Index {
    all: Vec<Abbreviation>,
    /// By short form, the indexes in `all` that are not explained yet, in reverse order.
    open: HashMap<String, Vec<usize>>,
    /// By [`beginning`], the lengths of short forms, longest first, so that a shorter form never explains a part of a
    /// longer one.
    lengths: HashMap<String, BTreeSet<Reverse<usize>>>,
}

/// The beginning of a definition.
const START: &str = "*[";

/// Returns the text with its definitions replaced by spaces, which keeps all other positions, and the definitions.
pub(super) fn split(text: &str) -> (Cow<'_, str>, Vec<(Abbreviation, Range<usize>)>) {
    if !text.contains(START) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut rest = String::with_capacity(text.len());
    let mut definitions = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let marker = ["```", "~~~"].into_iter().find(|marker| line.trim_start().starts_with(marker));
        fence = match (fence, marker) {
            (None, marker) => marker,
            (Some(open), Some(marker)) if open == marker => None,
            (open, _) => open,
        };
        match definition(line.trim_end()).filter(|_| fence.is_none()) {
            Some(abbreviation) => {
                let length = line.trim_end().len();
                definitions.push((abbreviation, start..start + length));
                rest.extend(std::iter::repeat_n(' ', length));
                rest.push_str(&line[length..]);
            }
            None => rest.push_str(line),
        }
        start += line.len();
    }
    (Cow::Owned(rest), definitions)
}

fn definition(line: &str) -> Option<Abbreviation> {
    let (short, long) = line.strip_prefix(START)?.split_once("]:")?;
    let (short, long) = (short.trim(), long.trim());
    let fits = !short.is_empty() && !long.is_empty();
    fits.then(|| Abbreviation { short: short.to_owned(), long: long.to_owned() })
}

impl Glossary {
    /// Indexes abbreviations with the typography of the texts that contain them.
    pub fn new(abbreviations: &[Abbreviation]) -> Glossary {
        let index = |typography| Index::new(abbreviations.iter(), typography);
        Glossary { plain: index(Typography::Plain), french: index(Typography::French) }
    }

    fn index(&self, typography: Typography) -> &Index {
        match typography {
            Typography::Plain => &self.plain,
            Typography::French => &self.french,
        }
    }
}

impl Index {
    fn new<'a>(abbreviations: impl Iterator<Item = &'a Abbreviation>, typography: Typography) -> Index {
        let mut index = Index::default();
        for Abbreviation { short, long } in abbreviations {
            let short = typography.text(short);
            if short.len() <= limits::MAX_ABBREVIATION {
                let lengths = index.lengths.entry(beginning(&short).to_owned()).or_default();
                lengths.insert(Reverse(short.len()));
            }
            // The vector is reversed: the first definition is popped first.
            index.open.entry(short.clone()).or_default().insert(0, index.all.len());
            index.all.push(Abbreviation { short, long: typography.text(long) });
        }
        index
    }

    /// Returns the longest short form that `rest`, with this [`beginning`], starts with as a whole word and that `fits`.
    fn find<'i>(&'i self, rest: &str, beginning: &str, fits: impl Fn(&str) -> bool) -> Option<&'i str> {
        let lengths = self.lengths.get(beginning)?;
        lengths.iter().find_map(|Reverse(length)| {
            let word = rest.get(..*length)?;
            let is_whole = !rest[*length..].starts_with(char::is_alphanumeric);
            let (short, _) = self.open.get_key_value(word).filter(|_| is_whole && fits(word))?;
            Some(short.as_str())
        })
    }
}

impl<'g> Abbreviations<'g> {
    /// Combines the abbreviations of a text and of the site. Those of the text take precedence.
    pub(super) fn new(
        of_text: Vec<(Abbreviation, Range<usize>)>,
        of_site: &'g Glossary,
        typography: Typography,
    ) -> Abbreviations<'g> {
        Abbreviations {
            of_site: of_site.index(typography),
            of_text: Index::new(of_text.iter().map(|(known, _)| known), typography),
            definitions: of_text.into_iter().map(|(_, range)| range).collect(),
            explained: HashSet::new(),
        }
    }

    /// Converts a piece of prose to events, with explained abbreviations.
    pub(super) fn explain<'t>(&mut self, text: CowStr<'t>, out: &mut Vec<Event<'t>>) {
        if self.of_text.all.is_empty() && self.of_site.all.is_empty() {
            if !text.is_empty() {
                out.push(Event::Text(text));
            }
            return;
        }
        let mut written = 0;
        let mut is_start = true;
        for (at, character) in text.char_indices() {
            if at >= written
                && is_start
                && let Some((length, html)) = self.explained_at(&text[at..])
            {
                push_text(&text[written..at], out);
                out.push(Event::InlineHtml(html.into()));
                written = at + length;
            }
            is_start = !character.is_alphanumeric();
        }
        match written {
            0 if !text.is_empty() => out.push(Event::Text(text)),
            _ => push_text(&text[written..], out),
        }
    }

    /// Returns the length and the HTML of the abbreviation that `rest` starts with, if it was not explained before.
    fn explained_at(&mut self, rest: &str) -> Option<(usize, String)> {
        let Abbreviations { of_site, of_text, explained, .. } = self;
        // Most texts define no abbreviations.
        let has_own = !of_text.all.is_empty();
        let beginning = beginning(rest);
        let is_open = |short: &str| of_text.open.get(short).is_some_and(|places| !places.is_empty());
        let own = has_own.then(|| of_text.find(rest, beginning, is_open)).flatten().map(str::to_owned);
        let is_left = |short: &str| !explained.contains(short) && !of_text.open.contains_key(short);
        let of_site = of_site.find(rest, beginning, is_left);
        let known = match (own, of_site) {
            (Some(own), of_site) if of_site.is_none_or(|other| other.len() <= own.len()) => {
                let place = self.of_text.open.get_mut(&own)?.pop()?;
                &self.of_text.all[place]
            }
            (_, short) => {
                let short = short?;
                self.explained.insert(short);
                &self.of_site.all[*self.of_site.open.get(short)?.last()?]
            }
        };
        let (short, long) = (escaped(&known.short), escaped(&known.long));
        Some((known.short.len(), format!("<abbr title=\"{long}\">{short}</abbr>")))
    }

    /// Reports definitions of the text that it does not use.
    pub(super) fn finish(self, problems: &mut Vec<Problem>) {
        let mut left: Vec<_> = self.of_text.open.values().flatten().copied().collect();
        left.sort_unstable();
        for place in left {
            let short = &self.of_text.all[place].short;
            let range = self.definitions[place].clone();
            if short.len() > limits::MAX_ABBREVIATION {
                let most = limits::MAX_ABBREVIATION;
                let message = message! {
                    InvalidAbbreviation,
                    en: "this abbreviation is too long",
                    fr: "cette abréviation est trop longue"
                };
                let hint = phrase! {
                    en: "write at most {most} letters between the brackets",
                    fr: "écrivez au plus {most} lettres entre les crochets"
                };
                problems.push(Problem::new(range, message, hint));
                continue;
            }
            let message = message! {
                UnusedDefinition,
                en: "`{short}` is not used in this text",
                fr: "`{short}` ne sert pas dans ce texte"
            };
            let hint = phrase! {
                en: "remove the line, or write the abbreviation as it is defined; headings and links do not count",
                fr: "supprimez la ligne, ou écrivez l’abréviation comme elle est définie ; les intertitres et les liens ne \
                     comptent pas"
            };
            problems.push(Problem::new(range, message, hint));
        }
    }
}

/// Returns the letters and digits at the start of a text or, if there are none, its first character. An abbreviation
/// at this position must start in the same way.
fn beginning(text: &str) -> &str {
    let letters = text.find(|character: char| !character.is_alphanumeric()).unwrap_or(text.len());
    let first = text.chars().next().map_or(0, char::len_utf8);
    &text[..letters.max(first)]
}

fn push_text(text: &str, out: &mut Vec<Event<'_>>) {
    if !text.is_empty() {
        out.push(Event::Text(CowStr::from(text.to_owned())));
    }
}
