//! What the handler needs of the programme.

use model::catalogue::{CATALOGUE_VERSION, Catalogue, CatalogueSession, CatalogueWorkshop};
use model::programme::{Programme, Session, Workshop};
use model::venue::Venue;

use crate::page::Addresses;

/// The catalogue of a programme whose pages have these addresses.
pub(crate) fn catalogue(programme: &Programme, addresses: &Addresses) -> Catalogue {
    let workshops = programme.workshops.iter();
    Catalogue {
        version: CATALOGUE_VERSION,
        workshops: workshops
            .map(|(slug, workshop)| (slug.clone(), catalogue_workshop(workshop, programme, addresses)))
            .collect(),
    }
}

fn catalogue_workshop(
    workshop: &Workshop,
    programme: &Programme,
    addresses: &Addresses,
) -> CatalogueWorkshop {
    let slug = &workshop.slug;
    let registration = workshop.offer.as_ref().and_then(|_| addresses.registration(slug));
    CatalogueWorkshop {
        slug: slug.clone(),
        title: workshop.title.clone(),
        path: addresses.workshop(slug).to_string(),
        registration_path: registration.map(ToString::to_string),
        sessions: workshop.sessions.iter().map(|session| catalogue_session(session, programme)).collect(),
        cancelled: workshop.is_cancelled(),
        offer: workshop.offer.clone(),
        forms: workshop.forms.clone(),
    }
}

fn catalogue_session(session: &Session, programme: &Programme) -> CatalogueSession {
    let venue = session.venue.as_ref().and_then(|venue| programme.venues.get(venue));
    CatalogueSession {
        id: session.id.to_string(),
        title: session.title.clone(),
        date: session.date,
        start: session.start,
        end: session.end,
        attendance: session.attendance.key().to_owned(),
        status: session.status.key().to_owned(),
        place: venue.map(Venue::in_one_line),
        sequence: session.revision(),
        changes: session.changes().into_iter().map(|change| change.key().to_owned()).collect(),
    }
}
