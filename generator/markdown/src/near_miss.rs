//! Near misses of Markdown: `##Titre`, `[text] (address)`, an unpaired `**`, a table without its second line, or the
//! markup of another program. The parser leaves these as text, so they would be published literally.
//!
//! Only text that the parser left as text is examined, so code, HTML, working links and working emphasis are never
//! reported. A character after a backslash is intended, and ordinary prose must pass: `#ChacunPourTous`, `*source :
//! Insee`, `(**)`, `3 * 4`, `[sic]`.

mod addresses;
mod emphasis;
mod foreign;
mod lines;
mod links;
pub(crate) mod mask;
mod phrases;
mod rows;
mod run_together;

use std::cell::LazyCell;

use diagnostics::{character, message, phrase};

use self::mask::Masked;
use super::{Located, Problem, contains_sign};

/// Bytes in which the other end of a near miss is searched. The limit keeps the time for a text of unclosed brackets
/// proportional to its length.
const NEAR: usize = 300;

/// Adds near misses to the problems of a text.
pub(super) fn check(text: &str, events: &[Located<'_>], problems: &mut Vec<Problem>) {
    let masked = Masked::new(text, events);
    let marks = LazyCell::new(|| emphasis::Marks::new(&masked));
    for passage in &masked.passages {
        let passage = masked.passage(passage);
        let before = problems.len();
        lines::check(&passage, problems);
        problems.extend(run_together::check(&passage));
        if has_sign(passage.text) {
            rows::check(&passage, problems);
            links::check(&passage, problems);
            foreign::check(&passage, problems);
            if passage.text.contains(emphasis::SIGNS) {
                emphasis::check(&passage, &marks, problems);
            }
        }
        without_overlaps(problems, before);
    }
    for (fence, range) in &masked.open_fences {
        let message = message! {
            OpenCode,
            en: "the code that starts with `{fence}` has no end, so the rest of the text is code",
            fr: "le code qui commence par `{fence}` n’a pas de fin : tout le reste du texte est du code"
        };
        let hint = phrase! {
            en: "write a line `{fence}` below the code, or `\\{fence}` for the characters themselves",
            fr: "écrivez une ligne `{fence}` sous le code, ou `\\{fence}` pour les caractères eux-mêmes"
        };
        problems.push(Problem::new(range.clone(), message, hint));
    }
}

/// Returns whether a passage has a sign: every failed table, link or emphasis and all foreign markup contains one. Most passages
/// have none. Some of the signs are harmless, so that they are few ranges.
fn has_sign(text: &str) -> bool {
    contains_sign(text, |byte| matches!(byte, b')'..=b'+' | b':'..=b'=' | b'['..=b'`' | b'{'..=b'~'))
}

/// Of overlapping problems, keeps the one that starts first: `[[a] (b)]` is reported once.
fn without_overlaps(problems: &mut Vec<Problem>, from: usize) {
    let mut found = problems.split_off(from);
    found.sort_by_key(|problem| problem.range.start);
    let mut end = 0;
    for problem in found {
        if problem.range.start >= end {
            end = problem.range.end;
            problems.push(problem);
        }
    }
}

/// Returns whether a character looks like a space or is invisible, and is not a mask.
fn is_odd_space(character: char) -> bool {
    !character.is_control() && character::is_odd_space(character)
}

/// Returns the beginning of a text for a quotation in a message: its first line, at most 80 characters.
fn short(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.char_indices().nth(80).map_or(line, |(offset, _)| &line[..offset])
}

/// Returns at most [`NEAR`] bytes from the beginning of a text.
fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(NEAR)]
}

/// Returns at most [`NEAR`] bytes from the end of a text, and their position.
fn near_end(text: &str) -> (usize, &str) {
    let start = text.ceil_char_boundary(text.len().saturating_sub(NEAR));
    (start, &text[start..])
}

#[cfg(test)]
mod tests;
