//! The sessions of each speaker, for their pages.

use std::collections::BTreeMap;

use model::programme::{Session, Workshop};
use model::slug::Slug;
use resolve::{SessionText, TextKey};
use theme::pages::SpeakerSessionView;

use super::Site;
use crate::document::session_anchor;

/// A session of a workshop, by its index.
#[derive(Clone, Copy)]
pub(super) struct SessionOf<'a> {
    workshop: &'a Workshop,
    index: usize,
}

/// Returns the sessions of each speaker, the latest first.
pub(super) fn sessions_by_speaker(site: Site<'_>) -> BTreeMap<&Slug, Vec<SessionOf<'_>>> {
    let mut sessions: BTreeMap<&Slug, Vec<SessionOf<'_>>> = BTreeMap::new();
    for workshop in site.content.programme.workshops.values() {
        for (index, session) in workshop.sessions.iter().enumerate() {
            for speaker in &session.speakers {
                sessions.entry(speaker).or_default().push(SessionOf { workshop, index });
            }
        }
    }
    for sessions in sessions.values_mut() {
        sessions.sort_by_key(|session| std::cmp::Reverse(session.session().announced.date));
    }
    sessions
}

impl<'a> SessionOf<'a> {
    fn session(self) -> &'a Session {
        &self.workshop.sessions[self.index]
    }

    /// Returns the session for the page of a speaker.
    pub(super) fn view(self, site: Site<'_>) -> SpeakerSessionView {
        let SessionOf { workshop: Workshop { slug, title, .. }, index } = self;
        let session = self.session();
        let path = site.addresses.pages.workshop(slug);
        SpeakerSessionView {
            title: session.title.clone(),
            title_language: site.content.other_language_of_session(slug, index, SessionText::Title),
            date: session.announced.date,
            workshop: title.clone(),
            workshop_language: site.content.other_language_of(&TextKey::Workshop(slug.clone())),
            path: format!("{path}#{}", session_anchor(index + 1)),
        }
    }
}
