//! Abbreviations: `*[HLM]: Habitation à loyer modéré` explains a word where it first stands in a text.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::Problem;
use super::html::escaped;
use crate::typography::Typography;

/// A word and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Abbreviation {
    /// As it stands in texts.
    pub(crate) short: String,
    /// What it stands for.
    pub(crate) long: String,
}

/// The abbreviations of a text that are still to be explained.
#[derive(Debug, Default)]
pub(super) struct Abbreviations {
    /// The longest first, so that no other explains a part of it.
    open: Vec<(Abbreviation, Option<Range<usize>>)>,
}

/// The text with its definitions blanked out, so that every other place in it stays the same, and the definitions.
pub(super) fn split(text: &str) -> (String, Vec<(Abbreviation, Range<usize>)>) {
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
    (rest, definitions)
}

fn definition(line: &str) -> Option<Abbreviation> {
    let (short, long) = line.strip_prefix("*[")?.split_once("]:")?;
    let (short, long) = (short.trim(), long.trim());
    let fits = !short.is_empty() && !long.is_empty();
    fits.then(|| Abbreviation { short: short.to_owned(), long: long.to_owned() })
}

impl Abbreviations {
    /// Those of a text and, where it does not say otherwise, those of the site.
    pub(super) fn new(
        of_text: Vec<(Abbreviation, Range<usize>)>,
        of_site: &[Abbreviation],
        typography: Typography,
    ) -> Abbreviations {
        let defined = |short: &str| of_text.iter().any(|(known, _)| known.short == short);
        let of_site = of_site.iter().filter(|known| !defined(&known.short));
        let mut open: Vec<_> = of_site.map(|known| (known.clone(), None)).collect();
        open.extend(of_text.into_iter().map(|(known, range)| (known, Some(range))));
        for (known, _) in &mut open {
            known.short = typography.text(&known.short);
            known.long = typography.text(&known.long);
        }
        open.sort_by_key(|(known, _)| std::cmp::Reverse(known.short.len()));
        Abbreviations { open }
    }

    /// A piece of prose as events, with what is explained in it.
    pub(super) fn explain<'t>(&mut self, text: String, out: &mut Vec<Event<'t>>) {
        let mut rest = text.as_str();
        while let Some((at, index)) = self.first_in(&text, text.len() - rest.len()) {
            let (known, _) = self.open.remove(index);
            let from = text.len() - rest.len();
            push_text(&text[from..at], out);
            let (short, long) = (escaped(&known.short), escaped(&known.long));
            out.push(Event::InlineHtml(format!("<abbr title=\"{long}\">{short}</abbr>").into()));
            rest = &text[at + known.short.len()..];
        }
        push_text(rest, out);
    }

    /// Where after `from` the first abbreviation stands as a whole word, and which it is.
    fn first_in(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let hits = self.open.iter().enumerate().filter_map(|(index, (known, _))| {
            let mut found = text[from..].match_indices(&known.short).map(|(at, _)| from + at);
            found.find(|at| is_whole(text, *at, known.short.len())).map(|at| (at, index))
        });
        hits.min()
    }

    /// Tells definitions of the text that explain nothing in it.
    pub(super) fn finish(self, problems: &mut Vec<Problem>) {
        for (known, range) in self.open {
            let Some(range) = range else { continue };
            problems.push(Problem {
                range,
                message: format!("`{}` does not stand in this text", known.short),
                hint: "remove the line, or write the abbreviation as it is defined; headings and links do not count"
                    .to_owned(),
            });
        }
    }
}

fn push_text(text: &str, out: &mut Vec<Event<'_>>) {
    if !text.is_empty() {
        out.push(Event::Text(CowStr::from(text.to_owned())));
    }
}

fn is_whole(text: &str, at: usize, length: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + length..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}
