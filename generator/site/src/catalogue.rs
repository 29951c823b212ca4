//! The handler's catalogue.

mod in_all_languages;

use std::collections::BTreeMap;

use content::config::Config;
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::programme::{Session, Workshop};
use model::questionnaire::Questionnaire;
use model::scheduled_mail::last_before;
use model::slug::Slug;
use model::venue::Venue;
use resolve::{Content, SessionText, TextKey};

pub(crate) use self::in_all_languages::{SiteCatalogue, TakenDown};

use crate::address::Addresses;

/// The handler's data about the programme in one language. It is made workshop by workshop, because that of all of them would
/// take much memory.
#[derive(Clone, Copy)]
pub(crate) struct LanguageCatalogue<'a> {
    content: &'a Content,
    addresses: Addresses<'a>,
    config: &'a Config,
}

impl<'a> LanguageCatalogue<'a> {
    /// Returns the catalogue of a programme with these addresses in the language of `config`.
    pub(crate) fn new(
        content: &'a Content,
        addresses: Addresses<'a>,
        config: &'a Config,
    ) -> LanguageCatalogue<'a> {
        LanguageCatalogue { content, addresses, config }
    }

    /// Returns all workshops by identifier, in this order.
    pub(crate) fn by_identifier(self) -> BTreeMap<&'a Slug, &'a Workshop> {
        let workshops = self.content.programme.workshops.values();
        workshops.map(|workshop| (self.content.identifier(&workshop.slug), workshop)).collect()
    }

    /// Returns the language of the texts of a workshop, if it is not the site's own.
    pub(crate) fn language_of(self, workshop: &Workshop) -> Option<&'a str> {
        let is_own = || self.content.other_language_of(&TextKey::Workshop(workshop.slug.clone())).is_none();
        self.config.further_language().filter(|_| is_own())
    }

    /// Iterates over the questionnaires of a workshop that have a page. An untranslated one only has it in the site's own language.
    pub(crate) fn questionnaires(self, workshop: &Workshop) -> impl Iterator<Item = &Questionnaire> {
        workshop.forms.values().map(|form| &**form).filter(move |_| self.has_questionnaires_of(workshop))
    }

    fn has_questionnaires_of(self, workshop: &Workshop) -> bool {
        self.content.other_language_of_questionnaires(&workshop.slug).is_none()
    }

    /// Returns the data of a workshop, in this language only.
    pub(crate) fn workshop(self, workshop: &Workshop) -> CatalogueWorkshop {
        let LanguageCatalogue { content, addresses, .. } = self;
        let slug = &workshop.slug;
        let registration = workshop.offer.as_ref().and_then(|_| addresses.pages.registration(slug));
        let sessions = workshop.sessions.iter().enumerate();
        CatalogueWorkshop {
            slug: content.identifier(slug).clone(),
            title: workshop.title.clone(),
            path: addresses.pages.workshop(slug).to_string(),
            registration_path: registration.map(ToString::to_string),
            sessions: sessions
                .map(|(index, session)| catalogue_session(index, session, workshop, content))
                .collect(),
            cancelled: workshop.is_cancelled(),
            offer: workshop.offer.clone(),
            has_questionnaires: !workshop.forms.is_empty(),
            forms: if self.has_questionnaires_of(workshop) {
                workshop.forms.clone()
            } else {
                Default::default()
            },
            has_mails: !workshop.mails.is_empty(),
            mails: workshop.mails.clone(),
            has_private: workshop.has_private(),
            translations: Default::default(),
            language: self.language_of(workshop).map(str::to_owned),
        }
    }
}

/// Returns the session of a workshop at this index.
fn catalogue_session(
    index: usize,
    session: &Session,
    workshop: &Workshop,
    content: &Content,
) -> CatalogueSession {
    let speaker = |slug| content.programme.speakers.get(slug).map(|speaker| speaker.name.clone());
    let announced = &session.announced;
    let venue = announced.venue.as_ref().and_then(|venue| content.programme.venues.get(venue));
    CatalogueSession {
        id: session.id.to_string(),
        title: session.title.clone(),
        title_language: content.other_language_of_session(&workshop.slug, index, SessionText::Title),
        date: announced.date,
        start: announced.start,
        end: announced.end,
        attendance: announced.attendance,
        status: announced.status,
        speakers: session.speakers.iter().filter_map(speaker).collect(),
        place: venue.map(Venue::in_one_line),
        place_language: venue.and_then(|venue| content.other_language_of_venue(&venue.slug)),
        sequence: session.revision(),
        changes: session.changes(),
        last_mail_before: last_before(&workshop.mails, session.id.as_str(), announced.attendance),
    }
}
