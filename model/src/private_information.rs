//! Private information about sessions: what only their confirmed participants may know, such as the link to a video
//! conference.
//!
//! It is kept apart from all other data of workshops, so that nothing that is made for everyone can contain it, and
//! `Debug` does not show it, so that no log can. [`PrivateSessions::of_session`](crate::catalogue::PrivateSessions::of_session)
//! alone decides who sees what.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::announcement::AttendanceMode;

/// What the confirmed participants of a session may know.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateInformation {
    /// The room, for those who come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<PrivateText>,
    /// The code that opens a door, for those who come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door_code: Option<String>,
    /// The URL of the video conference, for those who attend online. It begins with `https://`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join_link: Option<String>,
    /// The code that the video conference asks for, for those who attend online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join_code: Option<String>,
    /// A note for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<PrivateText>,
    /// The documents for all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<PrivateDocument>,
}

/// A document that the handler delivers to those who may know it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateDocument {
    /// The name of its file, as [`is_file_name`] accepts it.
    pub file: String,
    /// The title.
    pub title: PrivateText,
}

/// A text that can be translated.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateText {
    /// The text, without markup.
    pub text: String,
    /// The language of the text, if it differs from that of the workshop's other texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl PrivateInformation {
    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == PrivateInformation::default()
    }

    /// Returns it as it is compared with what it was before: white space, the order of documents and whether a text counts as
    /// translated make no difference to those who read it.
    #[must_use]
    pub fn compared(&self) -> PrivateInformation {
        let PrivateInformation { room, door_code, join_link, join_code, note, documents } = self.clone();
        let plain = |text: Option<String>| text.map(|text| spaced(&text));
        let written = |PrivateText { text, .. }| PrivateText { text: spaced(&text), language: None };
        let document = |PrivateDocument { file, title }| PrivateDocument { file, title: written(title) };
        let mut documents: Vec<_> = documents.into_iter().map(document).collect();
        documents.sort_by(|one, other| (&one.file, &one.title.text).cmp(&(&other.file, &other.title.text)));
        PrivateInformation {
            room: room.map(written),
            door_code: plain(door_code),
            join_link: plain(join_link),
            join_code: plain(join_code),
            note: note.map(written),
            documents,
        }
    }

    /// Returns what those who attend in this mode may know.
    #[must_use]
    pub fn for_mode(&self, mode: AttendanceMode) -> PrivateInformation {
        let PrivateInformation { room, door_code, join_link, join_code, note, documents } = self.clone();
        let (comes, joins) = (mode != AttendanceMode::Online, mode != AttendanceMode::InPerson);
        PrivateInformation {
            room: room.filter(|_| comes),
            door_code: door_code.filter(|_| comes),
            join_link: join_link.filter(|_| joins),
            join_code: join_code.filter(|_| joins),
            note,
            documents,
        }
    }
}

/// Returns a text with one space between its words.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether a document may have this file name: letters, digits, dots, hyphens and underscores of ASCII, so that it is the
/// same in an address, a header and a folder.
pub fn is_file_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.len() <= MAX_FILE_NAME
        && name.chars().all(fits)
}

/// The longest file name of a document, in bytes: what common file systems and mail programs handle.
const MAX_FILE_NAME: usize = 100;

impl fmt::Debug for PrivateInformation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PrivateInformation(not shown)")
    }
}

impl fmt::Debug for PrivateDocument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PrivateDocument(not shown)")
    }
}

impl fmt::Debug for PrivateText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PrivateText(not shown)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_readers_notice_is_compared() {
        let text = |text: &str| PrivateText { text: text.to_owned(), language: None };
        let document =
            |file: &str| PrivateDocument { file: file.to_owned(), title: text(&format!("Le {file}")) };
        let known = |room: &str, documents: &[&str]| PrivateInformation {
            room: Some(text(room)),
            documents: documents.iter().map(|file| document(file)).collect(),
            ..PrivateInformation::default()
        };
        let before = known("Salle 204", &["a.pdf", "b.pdf"]).compared();
        assert!(known("  Salle\n204 ", &["b.pdf", "a.pdf"]).compared() == before);
        assert!(known("Salle 205", &["a.pdf", "b.pdf"]).compared() != before);
        assert!(known("Salle 204", &["a.pdf"]).compared() != before);
        // A translation that repeats the text.
        let mut untranslated = known("Salle 204", &["a.pdf", "b.pdf"]);
        let titles = untranslated.documents.iter_mut().map(|document| &mut document.title);
        titles.chain(&mut untranslated.room).for_each(|text| text.language = Some("fr".to_owned()));
        assert!(untranslated.compared() == before);
    }

    #[test]
    fn file_names_are_the_same_everywhere() {
        for name in ["plan.pdf", "Plan_2.PDF", "2027-09.zip"] {
            assert!(is_file_name(name), "{name}");
        }
        for name in ["", ".plan.pdf", "plan d.pdf", "été.pdf", "a/b.pdf", "..", "a\"b.pdf", &"a".repeat(101)]
        {
            assert!(!is_file_name(name), "{name}");
        }
    }
}
