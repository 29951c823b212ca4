//! Words that look like addresses, which typography does not change.

use super::is_space;

/// Returns the text before the next space.
pub(super) fn word(rest: &str) -> &str {
    rest.split(is_space).next().unwrap_or(rest)
}

/// Returns whether a word is an address, such as `https://club.example` or `name@club.example`.
pub(super) fn is_address(word: &str) -> bool {
    word.starts_with("www.") || word.contains('@') || word.contains("://")
}

/// Returns whether a word of a text may be an address.
pub(super) fn has_address(text: &str) -> bool {
    text.contains('@') || text.contains("www.") || text.contains("://")
}
