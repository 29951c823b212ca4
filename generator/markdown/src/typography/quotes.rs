//! The partners of straight single quotes, which may also be apostrophes.

use super::is_space;

/// Returns whether the straight single quote at the start of `rest` has a partner in the same piece of text: the next
/// quote that is not an apostrophe inside a word.
pub(super) fn closes_later(rest: &[char]) -> bool {
    let in_word = |at: usize| {
        rest[at - 1].is_alphabetic() && rest.get(at + 1).is_some_and(|next| continues_word(*next))
    };
    let mut others = (1..rest.len()).filter(|at| rest[*at] == '\'' && !in_word(*at));
    others.next().is_some_and(|at| at > 1 && !is_space(rest[at - 1]))
}

/// Returns whether a character after an apostrophe belongs to the same word, as in « l'été » and « l'« atelier » ».
pub(super) fn continues_word(next: char) -> bool {
    next.is_alphanumeric() || next == '«'
}
