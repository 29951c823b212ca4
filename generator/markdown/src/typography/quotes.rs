//! The partners of straight single quotes, which may also be apostrophes.

use super::is_space;

/// Returns whether the straight single quote before `after` has a partner in the same piece of text: the next quote that
/// is not an apostrophe inside a word.
pub(super) fn closes_later(after: &str) -> bool {
    let is_in_word =
        |at: usize| after[..at].ends_with(char::is_alphabetic) && after[at + 1..].starts_with(continues_word);
    let partner = after.match_indices('\'').map(|(at, _)| at).find(|at| !is_in_word(*at));
    partner.is_some_and(|at| at > 0 && !after[..at].ends_with(is_space))
}

/// Returns whether a character after an apostrophe belongs to the same word, as in « l'été » and « l'« atelier » ».
pub(super) fn continues_word(next: char) -> bool {
    next.is_alphanumeric() || next == '«'
}
