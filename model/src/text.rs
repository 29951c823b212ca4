//! The normalisation of typed text, and its forbidden characters.

mod visible;

pub use self::visible::visible;

/// The error for a character that an answer must not contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the character U+{:04X} is not allowed", u32::from(*.0))]
pub struct ForbiddenCharacter(pub char);

/// The character that stands for one that was lost.
pub const REPLACEMENT: char = '\u{fffd}';

/// Returns a single line of [`visible`] text, trimmed and with single spaces.
///
/// Line breaks and tabs count as white space, because they come along when people paste from tables.
///
/// # Errors
///
/// Returns the first C0 control character or [`REPLACEMENT`]. A letter may have been lost there, and only the
/// author knows which.
pub fn single_line(text: &str) -> Result<String, ForbiddenCharacter> {
    let line = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let forbidden = |character: &char| character.is_control() || *character == REPLACEMENT;
    line.chars().find(forbidden).map_or(Ok(line), |character| Err(ForbiddenCharacter(character)))
}

/// Returns [`visible`] text in several lines, without control characters and without white space at the ends of the
/// lines or of the text.
pub fn lines(text: &str) -> String {
    // Control characters go first, because one may separate characters that should be composed. `visible` drops or
    // converts all others.
    let is_dropped = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    let text = visible(&text.replace(is_dropped, ""));
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// Replaces all control characters other than tabs and line breaks with [`REPLACEMENT`], so that an HTML page can
/// show where they are.
pub fn without_controls(text: &str) -> String {
    let shown = |c: char| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { REPLACEMENT } else { c };
    text.chars().map(shown).collect()
}

/// Returns whether a text contains `words` as whole words. A hyphen joins words: `Aix` is not contained in
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
