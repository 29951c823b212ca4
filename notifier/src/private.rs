//! The private information that a person may know, and what the mark of a mail keeps of it.

use std::sync::Arc;

use jiff::Timestamp;
use model::catalogue::{CatalogueSession, PrivateSessions};
use model::mail::Mailing;
use model::private_information::PrivateInformation;
use model::status::Status;
use registry::{ShownPrivate, UnusableFile};

use crate::Notifier;
use crate::about::About;
use crate::due::Addressee;
use crate::recipient::Person;

/// The private information about a session that a person may know now.
pub(crate) struct Known<'a> {
    pub(crate) session: &'a CatalogueSession,
    pub(crate) information: PrivateInformation,
}

/// Returns the private information of the workshop, of which mails to the addressee contain what they may know: nothing if they
/// have left or if their address is not the contact's.
///
/// # Errors
///
/// Fails if the file of the private information cannot be read.
pub(crate) fn private_for(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
) -> Result<Option<Arc<PrivateSessions>>, UnusableFile> {
    match (addressee.registration.status, addressee.person) {
        (Status::Confirmed, Person::Contact | Person::Participant { .. }) => {
            notifier.workshops.private(addressee.workshop)
        }
        _ => Ok(None),
    }
}

/// Returns hashes of the private information that a mail to the addressee contains: in its text or, about sessions of which no other
/// mail had any, in the calendar file. The latter does not replace what an earlier text had, or its change would not be mailed.
pub(crate) fn hashes_in_mail(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    about: &About<'_>,
    mailing: &Mailing,
    private: &PrivateSessions,
) -> ShownPrivate {
    let edition = notifier.editions.of_registration(addressee.workshop, addressee.registration);
    let workshop = edition.workshop(addressee.workshop);
    let known = known_to(notifier, addressee, private, (notifier.clock)());
    let is_first = |session: &str| {
        let mut others = addressee.own_marks().filter(|mark| mark.mailing != *mailing);
        others.all(|mark| mark.shown.of(session).is_none())
    };
    let is_in_calendar = |known: &PrivateInformation| {
        // It has no documents.
        !PrivateInformation { documents: Vec::new(), ..known.clone() }.is_empty()
    };
    let known = known.iter().filter(|Known { session: CatalogueSession { id, .. }, information }| {
        about.has_place_for_private(id, workshop) || (is_in_calendar(information) && is_first(id))
    });
    known.map(|it| (it.session.id.clone(), hash(notifier, addressee, it))).collect()
}

/// Returns what the addressee may know about the sessions that are not over, in the language of their mails.
pub(crate) fn known_to<'a>(
    notifier: &'a Notifier,
    addressee: &Addressee<'a>,
    private: &PrivateSessions,
    now: Timestamp,
) -> Vec<Known<'a>> {
    let registration = addressee.registration;
    let edition = notifier.editions.of_registration(addressee.workshop, registration);
    let workshop = edition.workshop(addressee.workshop);
    let zone = edition.renderer.formats().time_zone();
    let known = private.of_sessions(&workshop.sessions, registration, workshop.language.as_deref());
    let known = known.into_iter().map(|(session, information)| Known { session, information });
    known.filter(|it| it.session.ends(zone).is_none_or(|ends| now < ends)).collect()
}

/// Returns the keyed hash of it, as the marks of mails have it.
pub(crate) fn hash(notifier: &Notifier, addressee: &Addressee<'_>, known: &Known<'_>) -> String {
    let Known { session, information } = known;
    notifier.identifier_key.private_information(&addressee.registration.id, &session.id, information)
}
