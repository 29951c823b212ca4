//! Notices: messages from the organiser to all registrants of a workshop.

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use crate::registration::Registration;
use crate::slug::Slug;
use crate::subject::Subject;

/// The longest text of a notice, in characters: about four pages.
pub const MAX_NOTICE_LENGTH: usize = 10_000;

/// The identifier of a notice within its workshop: 16 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeId(String);

/// The error for a text that is not a [`NoticeId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the identifier of a notice has 16 hexadecimal digits")]
pub struct InvalidNoticeId;

/// A notice as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The identifier within the workshop.
    pub id: NoticeId,
    /// The workshop whose registrants receive it.
    pub workshop: Slug,
    /// The subject of the mail.
    pub subject: Subject,
    /// The text: paragraphs separated by empty lines.
    pub text: NoticeText,
    /// When it was published.
    pub created: Timestamp,
    /// When it will be deleted.
    pub expires: Timestamp,
}

/// The text of a notice: 1 to [`MAX_NOTICE_LENGTH`] characters, without control characters other than line breaks
/// and tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeText(String);

/// The error for a text that is not a [`NoticeText`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a notice has 1 to {MAX_NOTICE_LENGTH} characters, without control characters")]
pub struct InvalidNoticeText;

impl NoticeId {
    /// Builds an identifier from 8 bytes that are random or derived from unique properties of the notice.
    pub fn from_bytes(bytes: [u8; 8]) -> NoticeId {
        NoticeId(HEXLOWER.encode(&bytes))
    }

    /// Returns the identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for NoticeId {
    type Err = InvalidNoticeId;

    fn from_str(text: &str) -> Result<NoticeId, InvalidNoticeId> {
        let valid = text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if valid { Ok(NoticeId(text.to_owned())) } else { Err(InvalidNoticeId) }
    }
}

impl NoticeText {
    /// Parses a text that the organiser typed.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidNoticeText`] if the text is empty or too long.
    pub fn parse(text: &str) -> Result<NoticeText, InvalidNoticeText> {
        let text = crate::text::lines(text);
        let fits = (1..=MAX_NOTICE_LENGTH).contains(&text.chars().count());
        if fits { Ok(NoticeText(text)) } else { Err(InvalidNoticeText) }
    }

    /// Returns the text with its line breaks.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the paragraphs, each as a list of lines.
    pub fn paragraphs(&self) -> Vec<Vec<String>> {
        let lines: Vec<_> = self.0.lines().collect();
        let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
        paragraphs.map(|lines| lines.iter().map(|line| (*line).to_owned()).collect()).collect()
    }
}

impl Notice {
    /// Returns whether a registration receives the notice. It must be older than the notice, active, and neither
    /// unproven nor quarantined: the address might otherwise be a stranger's.
    pub fn is_for(&self, registration: &Registration) -> bool {
        let status = registration.status;
        registration.created <= self.created && status.is_alive() && status.has_known_address()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_texts() {
        let id = NoticeId::from_bytes([1, 2, 3, 4, 5, 6, 7, 255]);
        assert_eq!(id.as_str(), "01020304050607ff");
        assert_eq!(id.as_str().parse(), Ok(id));
        for text in ["", "0102", "01020304050607FF", "01020304050607fg"] {
            assert_eq!(text.parse::<NoticeId>(), Err(InvalidNoticeId));
        }
        let text = NoticeText::parse("Bonjour,\r\n\r\n\r\nSalle 2\nau fond\n").unwrap();
        assert_eq!(text.paragraphs(), [vec!["Bonjour,"], vec!["Salle 2", "au fond"]]);
        assert_eq!(NoticeText::parse(" \n"), Err(InvalidNoticeText));
        assert_eq!(NoticeText::parse("a\0b").unwrap().as_str(), "ab");
        assert_eq!(NoticeText::parse(&"a".repeat(MAX_NOTICE_LENGTH + 1)), Err(InvalidNoticeText));
    }
}
