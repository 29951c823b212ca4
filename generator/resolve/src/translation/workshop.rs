//! A workshop in a further language: its front matter, sessions and outcomes. `form` translates its forms.

use std::sync::Arc;

use content::config::TranslatedTopic;
use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};
use markdown::Typography;
use model::offer::Fee;
use model::programme::Workshop;
use model::slug::Slug;

use super::super::document::{self, Document, Texts, read_document};
use super::super::places::{self, WorkshopPlaces};
use super::super::session::private;
use super::super::{TextKey, outcomes, session as of_main};
use super::Files;
use super::front_matter::{TranslatedHead, head, texts};
use super::session::{self, SessionText};

/// What all workshops are translated with.
#[derive(Clone, Copy)]
pub(super) struct WorkshopTranslator<'a> {
    pub(super) files: &'a Files,
    pub(super) typography: Typography,
    pub(super) topics: &'a [TranslatedTopic],
    /// The site's own language.
    pub(super) main: &'a str,
}

/// A workshop in a further language.
#[derive(Default)]
pub(super) struct TranslatedWorkshop {
    /// The workshop; `None` if it is unreadable in the site's own language.
    pub(super) workshop: Option<Workshop>,
    /// Its translated texts.
    pub(super) texts: Texts,
    /// Where its facts and translated short texts are written; `None` if it is not translated, as its texts are checked in
    /// their own language.
    pub(super) places: Option<WorkshopPlaces>,
    /// The texts of its sessions that are not translated, each with the index of its session.
    pub(super) untranslated: Vec<(usize, SessionText)>,
    /// Whether the name of at least one fee is not translated, although its front matter is.
    pub(super) lacks_fees: bool,
}

/// A workshop in the site's own language.
#[derive(Clone, Copy)]
pub(super) struct Original<'a> {
    pub(super) slug: &'a Slug,
    /// `None` if it is unreadable, which was reported.
    pub(super) workshop: Option<&'a Workshop>,
    /// Where its facts are written.
    pub(super) places: Option<&'a WorkshopPlaces>,
    /// Whether it may lack something because of a reported problem.
    pub(super) is_incomplete: bool,
}

impl WorkshopTranslator<'_> {
    /// Translates a workshop. Without a translated `index.md`, it stays in the site's own language.
    pub(super) fn workshop(
        self,
        original: Original<'_>,
        diagnostics: &mut Diagnostics,
    ) -> TranslatedWorkshop {
        let Original { slug, workshop, .. } = original;
        let file = |name: &str| self.files.get(&format!("workshops/{slug}/{name}"));
        let (index, sessions, outcomes) = (file("index.md"), file("sessions.yaml"), file("outcomes.md"));
        let Some(index) = index else {
            let forms = [file("registration.yaml"), file("questionnaire.yaml"), file("messages.yaml")];
            for file in [sessions, outcomes].into_iter().chain(forms).flatten() {
                let message = message! {
                    NoTranslatedPage,
                    en: "the workshop's `index.md` is not translated, so no page would show this",
                    fr: "l’`index.md` de l’atelier n’est pas traduit, donc aucune page ne montrerait ceci"
                };
                let hint = phrase! { en: "translate `index.md` first", fr: "traduisez d’abord `index.md`" };
                diagnostics.push(Diagnostic::new(file, 0..0, message).with_hint(hint));
            }
            // The lists of this language name only workshops with a page in it.
            let workshop = workshop.map(|workshop| Workshop { topics: Vec::new(), ..workshop.clone() });
            return TranslatedWorkshop { workshop, ..TranslatedWorkshop::default() };
        };
        let Some(workshop) = workshop else {
            let texts = self.unread(slug, index, sessions, outcomes, diagnostics);
            return TranslatedWorkshop { texts, ..TranslatedWorkshop::default() };
        };
        let mut workshop = workshop.clone();
        let places = original.places.map(WorkshopPlaces::without_texts);
        let mut translated = TranslatedWorkshop { places, ..TranslatedWorkshop::default() };
        self.index(&mut workshop, index, original.is_incomplete, &mut translated, diagnostics);
        self.sessions(&mut workshop, sessions, &mut translated, diagnostics);
        let first_day = workshop.sessions.iter().map(|session| session.announced.date).min();
        let translation = outcomes.and_then(|file| outcomes::outcomes(file, first_day, diagnostics));
        if let Some((_, text)) = translation.filter(|_| workshop.outcomes.is_some()) {
            translated.texts.insert(TextKey::Outcomes(slug.clone()), text);
        }
        TranslatedWorkshop { workshop: Some(workshop), ..translated }
    }

    /// Checks the files of a workshop that is unreadable in the site's own language, and returns their texts.
    fn unread(
        self,
        slug: &Slug,
        index: &Arc<SourceFile>,
        sessions: Option<&Arc<SourceFile>>,
        outcomes: Option<&Arc<SourceFile>>,
        diagnostics: &mut Diagnostics,
    ) -> Texts {
        let typography = self.typography;
        let mut unread = Texts::default();
        let read = read_document(index, diagnostics, |reader, fields| texts(reader, fields, typography));
        if let Some(Document { text, .. }) = read {
            unread.insert(TextKey::Workshop(slug.clone()), text.unshown());
        }
        if let Some(file) = sessions {
            session::texts(file, None, typography, diagnostics);
            for (index, text) in of_main::descriptions(file).into_iter().enumerate() {
                unread.insert(TextKey::Session(slug.clone(), index), text.unshown());
            }
        }
        if let Some((_, text)) = outcomes.and_then(|file| outcomes::outcomes(file, None, diagnostics)) {
            unread.insert(TextKey::Outcomes(slug.clone()), text.unshown());
        }
        unread
    }

    fn index(
        self,
        workshop: &mut Workshop,
        file: &Arc<SourceFile>,
        is_incomplete: bool,
        translated: &mut TranslatedWorkshop,
        diagnostics: &mut Diagnostics,
    ) {
        let typography = self.typography;
        // Fees keep their names in the site's own language until a translation is read.
        let of_main = |fee: &Fee| Fee { language: Some(self.main.to_owned()), ..fee.clone() };
        let untranslated: Vec<_> = workshop.offer.iter().flat_map(|offer| &offer.fees).map(of_main).collect();
        let places = &mut translated.places;
        let read = read_document(file, diagnostics, |reader, fields| {
            if let Some(places) = places {
                places.texts.extend(places::of_front_matter(reader, fields));
            }
            head(reader, fields, &untranslated, is_incomplete, typography)
        });
        let key = TextKey::Workshop(workshop.slug.clone());
        let head = read.and_then(|document| document::keep(&mut translated.texts, key, document));
        let Some(TranslatedHead { texts, fees, has_all_fees }) = head else {
            set_fees(workshop, untranslated);
            return;
        };
        texts.add_to(workshop);
        let name = |topic: &String| self.topics.iter().find(|translated| translated.original.value == *topic);
        let topics = workshop.topics.iter().filter_map(name).map(|topic| topic.name.value.clone());
        workshop.topics = topics.collect();
        set_fees(workshop, fees);
        translated.lacks_fees = !has_all_fees;
    }

    fn sessions(
        self,
        workshop: &mut Workshop,
        file: Option<&Arc<SourceFile>>,
        translated: &mut TranslatedWorkshop,
        diagnostics: &mut Diagnostics,
    ) {
        let texts = file
            .and_then(|file| session::texts(file, Some(&workshop.sessions), self.typography, diagnostics))
            .unwrap_or_default();
        let written = texts
            .iter()
            .flat_map(|(index, text)| text.written.iter().cloned().map(|text| text.of_session(*index)));
        if let Some(places) = &mut translated.places {
            places.texts.extend(written);
        }
        for (index, session) in workshop.sessions.iter_mut().enumerate() {
            let text = texts.get(&index);
            match text.map(|text| text.title.clone()) {
                Some(title) => session.title = title,
                None => translated.untranslated.push((index, SessionText::Title)),
            }
            match text.and_then(|text| text.attendance_note.clone()) {
                Some(note) => session.attendance_note = Some(note),
                None => translated.untranslated.push((index, SessionText::AttendanceNote)),
            }
            if let Some(known) = &mut session.private {
                private::translate(known, text.and_then(|text| text.private.as_ref()), self.main);
            }
            if let Some(description) = text.and_then(|text| text.description.clone()) {
                translated.texts.insert(TextKey::Session(workshop.slug.clone(), index), description);
            }
        }
    }
}

/// Replaces the fees of a workshop with the same ones in other texts.
fn set_fees(workshop: &mut Workshop, fees: Vec<Fee>) {
    // Terms without fees stay shared.
    if let Some(offer) = workshop.offer.as_mut().filter(|_| !fees.is_empty()) {
        offer.fees = fees;
    }
}
