//! The rules for text that people type: what is normalised, and which characters are refused.

use unicode_normalization::UnicodeNormalization;

/// A character that may not stand in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the character U+{:04X} is not allowed", u32::from(*.0))]
pub struct ForbiddenCharacter(pub char);

/// One line of text: NFC, no white space at its ends, single spaces inside.
///
/// # Errors
///
/// The first control or direction-changing character. Line breaks and tabs count as white space, as they come
/// along when somebody pastes from a table.
pub fn single_line(text: &str) -> Result<String, ForbiddenCharacter> {
    check(text)?;
    Ok(text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Several lines of text: NFC, line breaks as `\n`, no white space at the ends of lines or of the text.
///
/// # Errors
///
/// The first control or direction-changing character other than line breaks and tabs.
pub fn lines(text: &str) -> Result<String, ForbiddenCharacter> {
    check(text)?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n").nfc().collect::<String>();
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    Ok(lines.join("\n").trim().to_owned())
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

/// Refuses characters that show nothing but change how other text is read or shown: control characters
/// (Unicode category Cc, tabs and line breaks aside) and the bidirectional controls of UAX #9, with which a
/// name could be made to read differently in an export than it was typed.
fn check(text: &str) -> Result<(), ForbiddenCharacter> {
    let forbidden = |character: &char| match character {
        '\n' | '\r' | '\t' => false,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        // Noncharacters and the byte order mark have no business in text that is exchanged.
        '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => true,
        other => other.is_control(),
    };
    text.chars().find(forbidden).map_or(Ok(()), |character| Err(ForbiddenCharacter(character)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_line_is_composed_and_its_spaces_folded() {
        assert_eq!(single_line("  Ce\u{301}line\t\nDupont \u{a0}"), Ok("Céline Dupont".to_owned()));
    }

    #[test]
    fn lines_keep_their_breaks() {
        assert_eq!(lines("\r\nune  \r\n\r\ndeux\r\n"), Ok("une\n\ndeux".to_owned()));
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for character in ['\0', '\u{1b}', '\u{85}', '\u{200F}', '\u{202E}', '\u{2066}', '\u{FEFF}'] {
            let text = format!("a{character}b");
            assert_eq!(single_line(&text), Err(ForbiddenCharacter(character)));
            assert_eq!(lines(&text), Err(ForbiddenCharacter(character)));
        }
    }
}
