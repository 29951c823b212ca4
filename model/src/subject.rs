//! Subject lines of mails.

use crate::text;

/// A subject line: a single non-empty line without control characters, so that it cannot inject headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject(String);

/// The error for a text that is not a [`Subject`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a subject is one line of 1 to {} characters, without control characters", Subject::MAX_LENGTH)]
pub struct InvalidSubject;

impl Subject {
    /// The longest subject, in characters. Mail programs show about 70 of them.
    pub const MAX_LENGTH: usize = 200;

    /// Parses a subject that a person typed; white space is collapsed.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidSubject`] if the text is empty, too long, has several lines or contains control characters.
    pub fn parse(text: &str) -> Result<Subject, InvalidSubject> {
        let line = text::single_line(text.trim()).map_err(|_| InvalidSubject)?;
        let fits = (1..=Subject::MAX_LENGTH).contains(&line.chars().count());
        if fits && text.trim().lines().count() == 1 { Ok(Subject(line)) } else { Err(InvalidSubject) }
    }

    /// Converts a generated text to a subject: drops characters that are not allowed and truncates it.
    pub fn from_text(text: &str) -> Subject {
        let allowed = |c: &char| text::single_line(c.encode_utf8(&mut [0; 4])).is_ok();
        let text: String = text.chars().filter(allowed).collect();
        let line = text::single_line(&text).unwrap_or_default();
        let line: String = line.chars().take(Subject::MAX_LENGTH).collect();
        Subject(if line.is_empty() { "–".to_owned() } else { line })
    }

    /// Returns the subject as a single line of text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(Subject::parse(" Salle\tchangée ").unwrap().as_str(), "Salle changée");
        let long = "a".repeat(Subject::MAX_LENGTH + 1);
        for text in ["", " ", "a\nBcc: b@c.fr", "a\r\nb", "a\0b", "\u{202e}", &long] {
            assert_eq!(Subject::parse(text), Err(InvalidSubject), "{text:?}");
        }
        assert_eq!(Subject::parse("a\u{202e}b").unwrap().as_str(), "ab");
        assert_eq!(Subject::from_text("a\r\nBcc: b@c.fr\0\u{85}\u{202e}").as_str(), "a Bcc: b@c.fr");
        assert_eq!(Subject::from_text(&long).as_str().len(), Subject::MAX_LENGTH);
        assert_eq!(Subject::from_text("\u{0}").as_str(), "–");
    }
}
