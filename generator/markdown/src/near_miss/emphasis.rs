//! Failed emphasis: `**mot **gras`, `*l’*atelier`, and unpaired marks.
//!
//! Prose contains other asterisks: note marks (`100 €**`, `(**)`, `*source : Insee`) and arithmetic (`3 * 4`).

use diagnostics::{message, phrase};

use super::super::Problem;
use super::mask::{MARKUP, Masked, Passage};
use super::short;

/// The signs of emphasis and strikethrough.
pub(super) const SIGNS: [char; 3] = ['*', '_', '~'];

/// Longest run of asterisks that means emphasis. Longer ones are decoration or an omitted word.
const LONGEST: usize = 3;

/// The positions of note marks in a text, by their number of asterisks minus one.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The first one after a word, as in a reference to a note.
    first_reference: [Option<usize>; LONGEST],
    /// The last one at the start of a line, as in a note.
    last_note: [Option<usize>; LONGEST],
}

/// A run of equal marks that the parser left as text.
#[derive(Clone, Copy, Debug)]
struct Run {
    sign: char,
    length: usize,
    /// The position in the passage.
    at: usize,
    before: Option<char>,
    behind: Option<char>,
}

impl Marks {
    /// Finds the note marks of a whole text.
    pub(super) fn new(masked: &Masked<'_>) -> Marks {
        let mut marks = Marks::default();
        for place in &masked.passages {
            let passage = masked.passage(place);
            for run in runs(passage.text).filter(|run| run.sign == '*' && run.length <= LONGEST) {
                let at = passage.start + run.at;
                if run.is_reference() || run.is_in_parentheses() {
                    marks.first_reference[run.length - 1].get_or_insert(at);
                }
                if run.starts_line() || run.is_in_parentheses() {
                    marks.last_note[run.length - 1] = Some(at);
                }
            }
        }
        marks
    }

    /// Returns whether a run is a note mark: a reference with a later note, or a note with an earlier reference.
    fn has(&self, run: &Run, at: usize) -> bool {
        let index = run.length - 1;
        run.is_in_parentheses()
            || run.is_reference() && self.last_note[index].is_some_and(|note| note > at)
            || run.starts_line() && self.first_reference[index].is_some_and(|reference| reference < at)
    }
}

impl Run {
    fn end(&self) -> usize {
        self.at + self.length
    }

    fn starts_line(&self) -> bool {
        self.before.is_none_or(|before| before == '\n')
    }

    fn follows_space(&self) -> bool {
        self.before.is_none_or(char::is_whitespace)
    }

    fn precedes_space(&self) -> bool {
        self.behind.is_none_or(char::is_whitespace)
    }

    /// Returns whether the run is after a word and before a space or punctuation: `100 €**,`.
    fn is_reference(&self) -> bool {
        !self.follows_space()
            && self.behind.is_none_or(|behind| !behind.is_alphanumeric() && behind != MARKUP)
    }

    fn is_in_parentheses(&self) -> bool {
        matches!(self.before, Some('(' | '[')) && matches!(self.behind, Some(')' | ']'))
    }

    fn is_isolated(&self) -> bool {
        self.follows_space() && self.precedes_space()
    }

    /// Returns whether the run is before a word, like an opening mark of emphasis.
    fn opens(&self) -> bool {
        let is_before = |c: char| c.is_whitespace() || "(«\"“'’[".contains(c);
        self.before.is_none_or(is_before) && !self.precedes_space()
    }
}

/// Adds emphasis marks without effect.
pub(super) fn check(passage: &Passage<'_>, marks: &Marks, problems: &mut Vec<Problem>) {
    let runs: Vec<_> = runs(passage.text).filter(|run| !is_in_address(passage.text, run.at)).collect();
    let of = |sign: char, lengths: std::ops::RangeInclusive<usize>| {
        let fits = move |run: &&Run| run.sign == sign && lengths.contains(&run.length);
        runs.iter().filter(fits).copied().collect::<Vec<_>>()
    };
    let stars = of('*', 2..=LONGEST);
    let meant = |run: &Run| marks.has(run, passage.start + run.at) || is_arithmetic(passage.text, run);
    let stars: Vec<_> = stars.into_iter().filter(|run| !meant(run)).collect();
    doubled(passage, &stars, problems);
    doubled(passage, &of('~', 2..=2), problems);
    let is_within_word = |run: &Run| {
        run.before.is_some_and(char::is_alphanumeric) && run.behind.is_some_and(char::is_alphanumeric)
    };
    let lines: Vec<_> = of('_', 2..=2).into_iter().filter(|run| !is_within_word(run)).collect();
    if lines.len() > 1 {
        doubled(passage, &lines, problems);
    }
    let has_notes = marks.first_reference[0].is_some();
    single(passage, &of('*', 1..=1), has_notes, problems);
    single(passage, &of('_', 1..=1), false, problems);
}

/// Adds marks of two characters, which have no use in prose except emphasis.
fn doubled(passage: &Passage<'_>, runs: &[Run], problems: &mut Vec<Problem>) {
    for pair in runs.chunks(2) {
        match pair {
            [first, second] => problems.push(between(passage, first, second)),
            [alone] if !alone.is_isolated() => {
                let (sign, start) = (sign(alone), passage.start + alone.at);
                let message = message! {
                    FailedEmphasis,
                    en: "`{sign}` has no partner, so it is published as text",
                    fr: "`{sign}` est seul : il serait publié tel quel"
                };
                let hint = phrase! {
                    en: "write `{sign}` at both ends of the words, or `\\{sign}` for the characters themselves",
                    fr: "écrivez `{sign}` aux deux bouts des mots, ou `\\{sign}` pour les caractères eux-mêmes"
                };
                problems.push(Problem::new(start..start + alone.length, message, hint));
            }
            _ => {}
        }
    }
}

/// Adds single marks, but only pairs that cannot be notes.
fn single(passage: &Passage<'_>, runs: &[Run], has_notes: bool, problems: &mut Vec<Problem>) {
    let mut rest = runs;
    while let [first, second, ..] = rest {
        let is_before_word = second.behind.is_some_and(char::is_alphanumeric);
        let closes_badly = !second.follows_space() && is_before_word;
        let opens_twice = second.follows_space() && is_before_word && !second.starts_line() && !has_notes;
        if first.opens() && (closes_badly || opens_twice) {
            problems.push(between(passage, first, second));
            rest = &rest[2..];
        } else {
            rest = &rest[1..];
        }
    }
}

/// Returns the problem with two marks that should be a pair.
fn between(passage: &Passage<'_>, first: &Run, second: &Run) -> Problem {
    let sign = sign(first);
    let inner = short(&passage.source[first.end()..second.at]).trim();
    let reason = match () {
        () if first.precedes_space() || second.follows_space() => {
            phrase! { en: "there is a space inside it", fr: "il y a un espace à l’intérieur" }
        }
        () if second.behind.is_some_and(char::is_alphanumeric) => phrase! {
            en: "a letter follows a punctuation mark",
            fr: "une lettre suit un signe de ponctuation"
        },
        () => phrase! { en: "its ends do not match", fr: "ses deux bouts ne vont pas ensemble" },
    };
    let range = passage.start + first.at..passage.start + second.end();
    let message = message! {
        FailedEmphasis,
        en: "this is not emphasis: {reason}",
        fr: "ceci n’est pas une mise en valeur : {reason}";
        reason
    };
    let hint = match inner.is_empty() {
        true => phrase! {
            en: "remove it, or write `\\{sign}` for the characters themselves",
            fr: "supprimez-la, ou écrivez `\\{sign}` pour les caractères eux-mêmes"
        },
        false => phrase! {
            en: "write `{sign}{inner}{sign}`, with a space or a punctuation mark before and after it, or `\\{sign}` for \
                 the characters themselves",
            fr: "écrivez `{sign}{inner}{sign}`, avec un espace ou un signe de ponctuation avant et après, ou `\\{sign}` \
                 pour les caractères eux-mêmes"
        },
    };
    Problem::new(range, message, hint)
}

fn sign(run: &Run) -> String {
    run.sign.to_string().repeat(run.length)
}

/// Returns the runs of `*`, `_` and `~` in a text.
fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut end = 0;
    text.match_indices(SIGNS).filter_map(move |(at, found)| {
        if at < end {
            return None;
        }
        let sign = found.chars().next()?;
        let length = text[at..].len() - text[at..].trim_start_matches(sign).len();
        end = at + length;
        let before = text[..at].chars().next_back();
        Some(Run { sign, length, at, before, behind: text[end..].chars().next() })
    })
}

/// Returns whether a mark is between two numbers: `2 ** 8`.
fn is_arithmetic(text: &str, run: &Run) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    is_digit(text[..run.at].trim_end_matches(' ').chars().next_back())
        && is_digit(text[run.end()..].trim_start_matches(' ').chars().next())
}

/// Returns whether a mark is part of an address, such as `https://club.example/_a_b`.
fn is_in_address(text: &str, at: usize) -> bool {
    let (_, before) = super::near_end(&text[..at]);
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("://") || word.starts_with("www.") || word.contains('@')
}
