//! The texts that have no translation and are shown in the site's own language instead.

use std::collections::BTreeSet;

use markdown::Typography;
use model::slug::Slug;

use super::super::{Content, TextKey};
use super::SessionText;

/// Texts that are shown in the site's own language because they are not translated.
#[derive(Clone, Debug)]
pub(crate) struct Untranslated {
    /// The site's own language.
    pub(super) language: String,
    pub(super) typography: Typography,
    pub(super) texts: BTreeSet<TextKey>,
    pub(super) sessions: BTreeSet<(Slug, usize, SessionText)>,
    /// Workshops with at least one fee whose name is not translated.
    pub(super) fees: BTreeSet<Slug>,
    /// Workshops whose questionnaires are not translated.
    pub(super) questionnaires: BTreeSet<Slug>,
    pub(super) venues: BTreeSet<Slug>,
}

impl Content {
    /// Returns the language of a text that is not translated; `None` if it is in the language of this content.
    pub fn other_language_of(&self, key: &TextKey) -> Option<String> {
        let untranslated = self.untranslated.as_ref()?;
        untranslated.texts.contains(key).then(|| untranslated.language.clone())
    }

    /// Returns the same for a session's text, by its index in the workshop from 0.
    pub fn other_language_of_session(
        &self,
        workshop: &Slug,
        index: usize,
        text: SessionText,
    ) -> Option<String> {
        let Some(untranslated) = &self.untranslated else { return None };
        let is_other = untranslated.texts.contains(&TextKey::Workshop(workshop.clone()))
            || untranslated.sessions.contains(&(workshop.clone(), index, text));
        is_other.then(|| untranslated.language.clone())
    }

    /// Returns the same for the names of a workshop's fees.
    pub fn other_language_of_fees(&self, workshop: &Slug) -> Option<String> {
        let untranslated = self.untranslated.as_ref()?;
        untranslated.fees.contains(workshop).then(|| untranslated.language.clone())
    }

    /// Returns the same for the questionnaires of a workshop.
    pub fn other_language_of_questionnaires(&self, workshop: &Slug) -> Option<String> {
        let untranslated = self.untranslated.as_ref()?;
        untranslated.questionnaires.contains(workshop).then(|| untranslated.language.clone())
    }

    /// Returns the same for a venue.
    pub fn other_language_of_venue(&self, venue: &Slug) -> Option<String> {
        let untranslated = self.untranslated.as_ref()?;
        untranslated.venues.contains(venue).then(|| untranslated.language.clone())
    }

    /// Returns the site's own language; `None` if the content is in it.
    pub(crate) fn main_language(&self) -> Option<String> {
        self.untranslated.as_ref().map(|untranslated| untranslated.language.clone())
    }

    /// Returns the typography of a text that is not translated.
    pub fn typography_of(&self, key: &TextKey) -> Option<Typography> {
        let untranslated = self.untranslated.as_ref()?;
        untranslated.texts.contains(key).then_some(untranslated.typography)
    }
}
