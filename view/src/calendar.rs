//! Workshops and registrations as iCalendar texts (RFC 5545), for the files that people add to their calendars.
//!
//! A session has the same `UID` in the workshop's public file, in a registration's file and in mails, so that each of
//! them updates the entry that is there instead of adding another. `SEQUENCE` says which is newer: it grows with the
//! session's revision first and with the registration's history second, so that a session that is moved reaches
//! calendars from whichever file. Nothing depends on the clock: the same content and registration give the same bytes.
//!
//! No file names a participant or holds the address of the registrant's own page, which is a capability: calendars are
//! shared with assistants, colleagues and companies. Entries link to the public page of the workshop.

mod event;
mod line;
#[cfg(test)]
mod tests;
mod time_zone;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::registration::Registration;
use model::status::Status;

use self::event::CalendarEvent;
use self::line::Lines;
use crate::renderer::Renderer;
use crate::site::SiteView;
use crate::words::{Words, WordsError};

/// The media type of a calendar file, as RFC 5545, 8.1, registers it.
pub const CONTENT_TYPE: &str = "text/calendar; charset=utf-8";

/// Whose calendar files these are (RFC 5545, 3.7.3).
const PRODUCT: &str = "-//Ateliers//Ateliers//EN";

/// Who publishes a calendar file, and how they write.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a> {
    site: &'a SiteView,
    words: &'a Words,
    time_zone: &'a TimeZone,
}

impl<'a> Publisher<'a> {
    /// The publisher of a site, with the words and the time zone of its renderer.
    pub fn new(site: &'a SiteView, renderer: &'a Renderer) -> Publisher<'a> {
        Publisher { site, words: renderer.words(), time_zone: renderer.formats().time_zone() }
    }
}

/// The calendar file of a workshop: all its sessions.
///
/// # Errors
///
/// [`WordsError`] when the theme lacks a text; a theme that was checked has them.
pub fn of_workshop(workshop: &CatalogueWorkshop, publisher: Publisher<'_>) -> Result<String, WordsError> {
    let event = |session| CalendarEvent { workshop, session, registration: None, mode: None };
    calendar(workshop.sessions.iter().map(event).collect(), publisher)
}

/// How often calendars that subscribe ask for what is new: once a day (RFC 7986, 5.7).
const REFRESH_INTERVAL: &str = "P1D";

/// The calendar of several workshops, to subscribe to: the same entries as in the file of each. It has the site's title
/// for a name. `None` where there is no session.
///
/// # Errors
///
/// As [`of_workshop`].
pub fn of_programme<'a>(
    workshops: &[&'a CatalogueWorkshop],
    publisher: Publisher<'_>,
) -> Result<Option<String>, WordsError> {
    let of_workshop = |workshop: &&'a CatalogueWorkshop| {
        let workshop: &'a CatalogueWorkshop = workshop;
        let event = move |session| CalendarEvent { workshop, session, registration: None, mode: None };
        workshop.sessions.iter().map(event)
    };
    let events: Vec<_> = workshops.iter().flat_map(of_workshop).collect();
    if events.is_empty() {
        return Ok(None);
    }
    let title = &publisher.site.title;
    let head = |lines: &mut Lines| {
        // RFC 7986 for those who follow it, the older names for the many who follow those.
        lines.text("NAME", title);
        lines.text("X-WR-CALNAME", title);
        lines.raw("REFRESH-INTERVAL;VALUE=DURATION", REFRESH_INTERVAL);
        lines.raw("X-PUBLISHED-TTL", REFRESH_INTERVAL);
    };
    calendar_with(events, head, publisher).map(Some)
}

/// The calendar file of a registration: the sessions that it attends, each in its way. One that is not, or no longer,
/// good for taking part has entries that are cancelled, so that they vanish. `None` where no session is left.
///
/// # Errors
///
/// As [`of_workshop`].
pub fn of_registration(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    publisher: Publisher<'_>,
) -> Result<Option<String>, WordsError> {
    let events: Vec<_> = attended(workshop, registration)
        .map(|session| {
            let mode = registration.mode(&session.id);
            CalendarEvent { workshop, session, registration: Some(registration), mode }
        })
        .collect();
    if events.is_empty() { Ok(None) } else { calendar(events, publisher).map(Some) }
}

/// Whether the registrant of a registration is offered its calendar file: not before it is known that the registration
/// is meant, but also after its end, so that entries vanish.
pub fn is_offered(workshop: &CatalogueWorkshop, registration: &Registration) -> bool {
    let is_meant = !registration.status.needs_proof() && registration.status != Status::Quarantined;
    is_meant && attended(workshop, registration).next().is_some()
}

/// The sessions of the workshop that a registration attends.
fn attended<'a>(
    workshop: &'a CatalogueWorkshop,
    registration: &'a Registration,
) -> impl Iterator<Item = &'a CatalogueSession> {
    workshop.sessions.iter().filter(|session| registration.attends(&session.id))
}

fn calendar(events: Vec<CalendarEvent<'_>>, publisher: Publisher<'_>) -> Result<String, WordsError> {
    calendar_with(events, |_| {}, publisher)
}

/// A calendar with properties of its own, which `head` adds.
fn calendar_with(
    events: Vec<CalendarEvent<'_>>,
    head: impl FnOnce(&mut Lines),
    publisher: Publisher<'_>,
) -> Result<String, WordsError> {
    let zone = publisher.time_zone;
    let instants: Vec<Timestamp> = events.iter().flat_map(|event| event.instants(zone)).collect();
    let mut lines = Lines::default();
    let mut result = Ok(());
    lines.component("VCALENDAR", |lines| {
        lines.raw("VERSION", "2.0");
        lines.raw("PRODID", PRODUCT);
        lines.raw("CALSCALE", "GREGORIAN");
        lines.raw("METHOD", "PUBLISH");
        head(lines);
        if let (Some(first), Some(last)) = (instants.iter().min(), instants.iter().max()) {
            time_zone::vtimezone(lines, zone, *first, *last);
        }
        result = events.iter().try_for_each(|event| event.vevent(lines, publisher));
    });
    result.map(|()| lines.into_text())
}
