//! The handler's catalogue.

use content::config::Config;
use content::publication::Publications;
use model::catalogue::{
    Catalogue, CatalogueSession, CatalogueWorkshop, PrivateSessions, Renamed, WorkshopTexts,
};
use model::programme::{Session, Workshop};
use model::scheduled_mail::last_before;
use model::slug::Slug;
use model::venue::Venue;
use rayon::prelude::*;
use resolve::{Content, SessionText, TextKey};

use crate::address::Addresses;

/// Returns the catalogue of a programme with these addresses in the language of `config`.
pub(crate) fn catalogue(content: &Content, addresses: Addresses<'_>, config: &Config) -> Catalogue {
    let (limits, language) = (config.limits, config.further_language());
    let workshops: Vec<_> = content.programme.workshops.values().collect();
    let entry = |workshop: &&Workshop| catalogue_workshop(workshop, content, addresses, language);
    let workshops: Vec<_> = workshops.par_iter().map(entry).collect();
    let private = content.programme.workshops.values().filter(|workshop| workshop.has_private());
    Catalogue {
        limits,
        workshops: workshops.into_iter().map(|workshop| (workshop.slug.clone(), workshop)).collect(),
        renamed: content.programme.workshops.keys().filter_map(|name| renamed(name, content)).collect(),
        private: private
            .map(|workshop| (content.identifier(&workshop.slug).clone(), private_sessions(workshop)))
            .collect(),
        members: content.members.clone(),
    }
}

/// Returns the private information of a workshop in the language in which it is given here.
fn private_sessions(workshop: &Workshop) -> PrivateSessions {
    let known = |session: &Session| Some((session.id.to_string(), session.private.clone()?));
    PrivateSessions {
        sessions: workshop.sessions.iter().filter_map(known).collect(),
        ..PrivateSessions::default()
    }
}

/// Returns the names of a renamed workshop, and its identifier.
fn renamed(name: &Slug, content: &Content) -> Option<(Slug, Renamed)> {
    let former = content.former_names(name);
    let identifier = former.first()?.clone();
    Some((identifier, Renamed { name: name.clone(), former }))
}

/// Returns the catalogue of the site's own language with the texts of the translated workshops in the `further` ones.
pub(crate) fn in_all_languages<'a>(
    main: &Catalogue,
    further: impl IntoIterator<Item = &'a Catalogue>,
) -> Catalogue {
    let mut catalogue = main.clone();
    for further in further {
        for (slug, translated) in &further.workshops {
            let Some(language) = &translated.language else { continue };
            if let Some(workshop) = catalogue.workshops.get_mut(slug) {
                workshop.translations.insert(language.clone(), WorkshopTexts::of(translated));
            }
            if let (Some(main), Some(own)) = (catalogue.private.get_mut(slug), further.private.get(slug)) {
                main.translations.insert(language.clone(), own.sessions.clone());
            }
        }
    }
    catalogue
}

/// Adds the workshops whose pages were taken down to the catalogue of published ones: their registrations can still be
/// viewed, changed and cancelled, but no new ones are accepted. `all` is the catalogue of all workshops; `home` returns
/// the path to which links in a language lead instead of the workshop's pages.
pub(crate) fn with_taken_down(
    mut shown: Catalogue,
    all: &Catalogue,
    publications: &Publications,
    home: impl Fn(Option<&str>) -> String,
) -> Catalogue {
    for (identifier, workshop) in &all.workshops {
        let Some(since) = publications.taken_down(all.name(identifier)) else { continue };
        shown.workshops.insert(identifier.clone(), workshop.clone().without_pages(since, &home));
        if let Some(private) = all.private.get(identifier) {
            shown.private.insert(identifier.clone(), private.clone());
        }
        if let Some(renamed) = all.renamed.get(identifier) {
            shown.renamed.insert(identifier.clone(), renamed.clone());
        }
    }
    shown
}

fn catalogue_workshop(
    workshop: &Workshop,
    content: &Content,
    addresses: Addresses<'_>,
    language: Option<&str>,
) -> CatalogueWorkshop {
    let slug = &workshop.slug;
    let registration = workshop.offer.as_ref().and_then(|_| addresses.pages.registration(slug));
    let is_own = content.other_language_of(&TextKey::Workshop(slug.clone())).is_none();
    let has_own_forms = content.other_language_of_questionnaires(slug).is_none();
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
        // An untranslated questionnaire only has a page in the site's own language.
        forms: if has_own_forms { workshop.forms.clone() } else { Default::default() },
        has_mails: !workshop.mails.is_empty(),
        mails: workshop.mails.clone(),
        has_private: workshop.has_private(),
        translations: Default::default(),
        language: language.filter(|_| is_own).map(str::to_owned),
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
