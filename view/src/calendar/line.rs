//! Content lines (RFC 5545, 3.1): a property as text, and lines of at most 75 octets. Escaping and the quotes around
//! parameters are those of the crate `icalendar`.

use icalendar::Property;

/// Longest line in octets, without its end (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// A property as it stands in a file.
pub(super) fn property(name: &str, value: &str) -> String {
    let line: Result<String, _> = Property::new(name, value).try_into();
    line.expect("writing to a text cannot fail")
}

/// A text as a value may hold it: without control characters, of which RFC 5545, 3.3.11, allows only tabs and what
/// ends a line.
pub(super) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// A text as the value of a parameter: on one line and without quotes, which RFC 5545, 3.2, cannot express there.
pub(super) fn parameter(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).map(|c| if c == '"' { '\'' } else { c }).collect()
}

/// Folds the lines of a file anew. The crate folds, too, but leaves up to 76 octets in the last part of a line.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + text.len() / LONGEST * 3);
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut length = 0;
        for character in line.chars() {
            if length + character.len_utf8() > LONGEST {
                folded.push_str("\r\n ");
                length = 1;
            }
            folded.push(character);
            length += character.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}
