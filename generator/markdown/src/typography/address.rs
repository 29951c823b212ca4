//! Words that look like addresses, which typography does not change.

use super::is_space;

/// Returns the characters before the next space.
pub(super) fn word(rest: &[char]) -> &[char] {
    let length = rest.iter().take_while(|character| !is_space(**character)).count();
    &rest[..length]
}

/// Returns whether a word is an address, such as `https://club.example` or `name@club.example`.
pub(super) fn is_address(word: &[char]) -> bool {
    word.starts_with(&['w', 'w', 'w', '.'])
        || word.contains(&'@')
        || word.windows(3).any(|part| part == [':', '/', '/'])
}

/// Returns whether a word of a text may be an address.
pub(super) fn has_address(text: &str) -> bool {
    text.contains('@') || text.contains("www.") || text.contains("://")
}
