//! The private information about sessions, as the pages and mails of confirmed participants show it.

use std::fmt;

use jiff::civil::Date;
use model::catalogue::{CatalogueSession, CatalogueWorkshop, PrivateSessions};
use model::private_information::{PrivateDocument, PrivateInformation, PrivateText};
use model::registration::Registration;
use serde::Serialize;

use crate::words::{Words, WordsError};

/// The private information about a session that a participant attends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrivateSessionView {
    /// The title of the session.
    pub title: String,
    /// The language of the title, if it differs from that of the page.
    pub title_language: Option<String>,
    /// The day.
    pub date: Date,
    /// What there is to know, each with its kind; at least one entry.
    pub entries: Vec<PrivateEntryView>,
}

/// A part of the private information about a session.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PrivateEntryView {
    /// What it is: `room`, `door_code`, `join_link`, `join_code`, `note` or `document`. Its name is the text `private.<kind>`.
    pub kind: &'static str,
    /// The text.
    pub text: String,
    /// The language of the text, if it differs from that of the page.
    pub language: Option<String>,
    /// The URL that it leads to.
    pub href: Option<String>,
}

impl PrivateEntryView {
    /// Returns its name.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks the text.
    pub(crate) fn name(&self, words: &Words) -> Result<String, WordsError> {
        words.text(&format!("private.{}", self.kind), &[])
    }
}

impl fmt::Debug for PrivateEntryView {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PrivateEntryView({}, not shown)", self.kind)
    }
}

/// Returns the private information about the sessions that a registration covers, in chronological order. `workshop` is
/// given in the language of the page, whose path or URL is `page`. There is none unless the registration is confirmed.
pub fn private_sessions(
    private: &PrivateSessions,
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    page: &str,
) -> Vec<PrivateSessionView> {
    let view = |(session, known): (&CatalogueSession, PrivateInformation)| PrivateSessionView {
        title: session.title.clone(),
        title_language: session.title_language.clone(),
        date: session.date,
        entries: entries(known, Some(page)),
    };
    let known = private.of_sessions(&workshop.sessions, registration, workshop.language.as_deref());
    known.into_iter().map(view).collect()
}

/// Returns the private information about a session, like [`private_sessions`]; without documents if there is no `page` below
/// which they are.
pub(crate) fn private_entries(
    private: &PrivateSessions,
    session: &CatalogueSession,
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    page: Option<&str>,
) -> Vec<PrivateEntryView> {
    let known = private.of_session(session, registration, workshop.language.as_deref());
    known.map(|known| entries(known, page)).unwrap_or_default()
}

fn entries(known: PrivateInformation, page: Option<&str>) -> Vec<PrivateEntryView> {
    let PrivateInformation { room, door_code, join_link, join_code, note, documents } = known;
    let entry = |kind, text: PrivateText, href| {
        let PrivateText { text, language } = text;
        PrivateEntryView { kind, text, language, href }
    };
    let plain = |kind, text: Option<String>, href| {
        text.map(|text| entry(kind, PrivateText { text, language: None }, href))
    };
    let link = join_link.clone();
    let documents = page.into_iter().flat_map(|page| {
        documents.iter().map(move |PrivateDocument { file, title }| {
            entry("document", title.clone(), Some(format!("{page}/documents/{file}")))
        })
    });
    let texts = [
        room.map(|text| entry("room", text, None)),
        plain("door_code", door_code, None),
        plain("join_link", join_link, link),
        plain("join_code", join_code, None),
        note.map(|text| entry("note", text, None)),
    ];
    texts.into_iter().flatten().chain(documents).collect()
}
