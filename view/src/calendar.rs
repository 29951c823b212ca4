//! Renders workshops and registrations as iCalendar files (RFC 5545), which people add to their calendars.
//!
//! A session has the same `UID` in the workshop's public file, in a registration's file and in mails, so that each
//! of them updates the existing entry instead of adding another. `SEQUENCE` decides which version is newer: it
//! grows first with the session's revision and then with the registration's history, so that a moved session
//! reaches calendars from any of these files. Nothing depends on the clock: the same content and registration
//! produce the same bytes.
//!
//! No file names a participant or contains the address of the registrant's own page, which grants access to the
//! registration: people share calendars with assistants, colleagues and companies. Entries link to the public page
//! of the workshop. The file of a confirmed registration also contains the private information about its sessions, which
//! no public file has.

mod event;
mod line;
#[cfg(test)]
mod tests;
mod time_zone;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::catalogue::{CatalogueSession, CatalogueWorkshop, PrivateSessions};
use model::registration::{HistoryEntry, Registration};

use self::event::CalendarEvent;
use self::line::Lines;
use crate::private_information::private_entries;
use crate::renderer::Renderer;
use crate::site::SiteView;
use crate::words::{Words, WordsError};

/// The media type of a calendar file (RFC 5545, 8.1).
pub const CONTENT_TYPE: &str = "text/calendar; charset=utf-8";

/// The identifier of the product that creates the files (RFC 5545, 3.7.3).
const PRODUCT: &str = "-//Ateliers//Ateliers//EN";

/// The publisher of a calendar file, with its texts and time zone.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a> {
    site: &'a SiteView,
    words: &'a Words,
    time_zone: &'a TimeZone,
}

impl<'a> Publisher<'a> {
    /// Returns the publisher of a site, with the words and time zone of its renderer.
    pub fn new(site: &'a SiteView, renderer: &'a Renderer) -> Publisher<'a> {
        Publisher { site, words: renderer.words(), time_zone: renderer.formats().time_zone() }
    }
}

/// The interval at which subscribed calendars refresh: once a day (RFC 7986, 5.7).
const REFRESH_INTERVAL: &str = "P1D";

/// Entries of a calendar file, as they are in the file.
#[derive(Debug, Default)]
pub struct Entries {
    lines: Lines,
    /// The first and the last instant of an entry; `None` without entries.
    period: Option<(Timestamp, Timestamp)>,
}

impl Entries {
    /// Returns the entries of all sessions of a workshop, which are the same in its own public file and in that of the
    /// programme.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks a text, which cannot happen with a theme that was checked.
    pub fn of_workshop(
        workshop: &CatalogueWorkshop,
        publisher: Publisher<'_>,
    ) -> Result<Entries, WordsError> {
        let event = |session| CalendarEvent::public(workshop, session);
        Entries::of(workshop.sessions.iter().map(event), publisher)
    }

    fn of<'e>(
        events: impl IntoIterator<Item = CalendarEvent<'e>>,
        publisher: Publisher<'_>,
    ) -> Result<Entries, WordsError> {
        let mut entries = Entries::default();
        for event in events {
            for instant in event.instants(publisher.time_zone) {
                entries.include(instant, instant);
            }
            event.vevent(&mut entries.lines, publisher)?;
        }
        Ok(entries)
    }

    /// Adds other entries after these.
    pub fn append(&mut self, others: Entries) {
        self.lines.append(&others.lines);
        if let Some((first, last)) = others.period {
            self.include(first, last);
        }
    }

    /// Returns the calendar file with these entries.
    pub fn file(&self, publisher: Publisher<'_>) -> String {
        self.file_with(|_| {}, publisher)
    }

    /// Returns the calendar file with these entries for subscription, named after the site; `None` if there are none.
    pub fn subscription(&self, publisher: Publisher<'_>) -> Option<String> {
        let title = &publisher.site.title;
        let head = |lines: &mut Lines| {
            // Some calendars support RFC 7986; many only know the older property names.
            lines.text("NAME", title);
            lines.text("X-WR-CALNAME", title);
            lines.raw("REFRESH-INTERVAL;VALUE=DURATION", REFRESH_INTERVAL);
            lines.raw("X-PUBLISHED-TTL", REFRESH_INTERVAL);
        };
        (!self.lines.is_empty()).then(|| self.file_with(head, publisher))
    }

    /// Returns the file with additional properties, which `head` adds.
    fn file_with(&self, head: impl FnOnce(&mut Lines), publisher: Publisher<'_>) -> String {
        let mut lines = Lines::default();
        lines.component("VCALENDAR", |lines| {
            lines.raw("VERSION", "2.0");
            lines.raw("PRODID", PRODUCT);
            lines.raw("CALSCALE", "GREGORIAN");
            lines.raw("METHOD", "PUBLISH");
            head(lines);
            if let Some((first, last)) = self.period {
                time_zone::vtimezone(lines, publisher.time_zone, first, last);
            }
            lines.append(&self.lines);
        });
        lines.into_text()
    }

    /// Extends the period to these instants.
    fn include(&mut self, first: Timestamp, last: Timestamp) {
        let (earliest, latest) = self.period.unwrap_or((first, last));
        self.period = Some((earliest.min(first), latest.max(last)));
    }
}

/// Returns the calendar file of a registration with the sessions that concern its [contact](Registration::of_contact), each
/// in its attendance mode. For a participant, pass the [registration of theirs](Registration::of_participant). The
/// entries of a registration that is not, or no longer, valid for taking part are marked as cancelled, so that
/// calendars remove them. After a change of sessions, so are all others of the workshop, because the history does not
/// name those that were given up. `private` is the private information of the workshop, of which the file contains what the
/// registrant may know. Returns `None` if no session is left.
///
/// # Errors
///
/// Returns the same errors as [`Entries::of_workshop`].
pub fn of_registration<'a>(
    workshop: &'a CatalogueWorkshop,
    registration: &'a Registration,
    private: Option<&PrivateSessions>,
    publisher: Publisher<'_>,
) -> Result<Option<String>, WordsError> {
    let registration = &*registration.of_contact();
    let is_changed = registration.history.iter().any(HistoryEntry::concerns_sessions);
    let known =
        |session| private.map(|private| private_entries(private, session, workshop, registration, None));
    let event = |session: &'a CatalogueSession| {
        let is_attended = registration.attends(&session.id);
        (is_attended || is_changed).then(|| CalendarEvent {
            registration: Some(registration),
            is_attended,
            mode: registration.mode(&session.id),
            private: known(session).unwrap_or_default(),
            ..CalendarEvent::public(workshop, session)
        })
    };
    let events: Vec<_> = workshop.sessions.iter().filter_map(event).collect();
    if events.is_empty() {
        return Ok(None);
    }
    Ok(Some(Entries::of(events, publisher)?.file(publisher)))
}

/// Returns whether the registrant is offered the calendar file: only once the registration is known to be genuine,
/// but also after its end, so that entries disappear.
pub fn is_offered(workshop: &CatalogueWorkshop, registration: &Registration) -> bool {
    let registration = registration.of_contact();
    registration.status.has_known_address()
        && workshop.sessions.iter().any(|session| registration.attends(&session.id))
}
