//! Characters that look like nothing or like another one, and what they are called.

/// Whether a character looks like a space, or like nothing, and is not the space that a keyboard types.
pub(crate) fn is_odd_space(character: char) -> bool {
    !matches!(character, ' ' | '\t' | '\n' | '\r') && (character.is_whitespace() || is_invisible(character))
}

/// Whether a character takes up room, unlike one of no width.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace()
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// A character by its number and name, such as "U+00A0 NO-BREAK SPACE".
pub(crate) fn named(character: char) -> String {
    let number = format!("U+{:04X}", u32::from(character));
    let name = match character {
        '\u{a0}' => "NO-BREAK SPACE",
        '\u{ad}' => "SOFT HYPHEN",
        '\u{200b}' => "ZERO WIDTH SPACE",
        '\u{202f}' => "NARROW NO-BREAK SPACE",
        '\u{feff}' => "ZERO WIDTH NO-BREAK SPACE",
        _ => return number,
    };
    format!("{number} {name}")
}
