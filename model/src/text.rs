//! The rules for text that people type: what is normalised, and which characters are refused.

mod visible;

pub use self::visible::visible;

/// A character that may not stand in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the character U+{:04X} is not allowed", u32::from(*.0))]
pub struct ForbiddenCharacter(pub char);

/// What stands in place of a character that was lost.
pub const REPLACEMENT: char = '\u{fffd}';

/// Returns one line of text: what is [`visible`] of it, without white space at its ends, with single spaces inside.
///
/// Line breaks and tabs count as white space, as they come along when somebody pastes from a table.
///
/// # Errors
///
/// The first C0 control character or [`REPLACEMENT`], with or instead of which a letter may have been lost: only its
/// author knows which.
pub fn single_line(text: &str) -> Result<String, ForbiddenCharacter> {
    let line = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let forbidden = |character: &char| character.is_control() || *character == REPLACEMENT;
    line.chars().find(forbidden).map_or(Ok(line), |character| Err(ForbiddenCharacter(character)))
}

/// Returns several lines of text: what is [`visible`] of it, without control characters and without white space at the
/// ends of lines or of the text.
pub fn lines(text: &str) -> String {
    // First, as a control may keep apart what makes one character together. `visible` drops or converts the others.
    let is_dropped = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    let text = visible(&text.replace(is_dropped, ""));
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// Returns a text in which [`REPLACEMENT`] stands in place of each control character but tabs and line breaks, so that
/// an HTML page can show where they are.
pub fn without_controls(text: &str) -> String {
    let shown = |c: char| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { REPLACEMENT } else { c };
    text.chars().map(shown).collect()
}

/// Whether `words` stand in a text, and not as a part of longer ones. A hyphen joins words: `Aix` does not stand in
/// `Aix-les-Bains`.
pub fn has_words(text: &str, words: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '-';
    text.match_indices(words).any(|(start, _)| {
        let (before, after) = (&text[..start], &text[start + words.len()..]);
        !before.ends_with(joins) && !after.starts_with(joins)
    })
}

#[cfg(test)]
mod tests;
