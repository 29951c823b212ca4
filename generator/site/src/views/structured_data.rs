//! Data for search engines: JSON-LD with the vocabulary of schema.org. This module describes a workshop as an
//! `Event`, and a cycle as an event with one event for each session.
//!
//! The properties are those of <https://developers.google.com/search/docs/appearance/structured-data/event>.

mod site;
mod vocabulary;

use jiff::civil::{Date, Time};
use markdown::text;
use model::announcement::{AnnouncedChange, Announcement, AttendanceMode, SessionStatus};
use model::offer::{Fee, Offer};
use model::programme::{Phase, Session, Workshop};
use model::slug::Slug;
use model::venue::Venue;
use resolve::TextKey;
use view::site::ImageView;

use self::site::{breadcrumb, organiser, person};
pub(super) use self::site::{home, speaker};
use self::vocabulary::{
    Audience, Event, Location, OneOrAll, Organisation, Person, Place, PostalAddress, Reference, Thing,
    VirtualLocation, graph, said,
};
use super::Site;
use crate::document::session_anchor;

/// The type of workshops and sessions.
const EVENT: &str = "EducationEvent";
const SCHEDULED: &str = "https://schema.org/EventScheduled";
const RESCHEDULED: &str = "https://schema.org/EventRescheduled";
const POSTPONED: &str = "https://schema.org/EventPostponed";
const CANCELLED: &str = "https://schema.org/EventCancelled";
const IN_STOCK: &str = "https://schema.org/InStock";
const MOVED_ONLINE: &str = "https://schema.org/EventMovedOnline";

/// Maximum characters of a session's description.
const MAX_DESCRIPTION: usize = 160;

/// A workshop, with what its own object and those of its sessions have in common.
#[derive(Clone, Copy)]
struct Described<'a> {
    site: Site<'a>,
    workshop: &'a Workshop,
    /// The address of the workshop's page.
    url: &'a str,
    /// The address of the picture.
    picture: Option<&'a str>,
    organiser: &'a Organisation<'a>,
}

/// Returns the JSON-LD of a workshop, escaped for a `script` element; `None` for an example, which visitors should
/// not find and travel to.
pub(super) fn event(site: Site<'_>, workshop: &Workshop, picture: Option<&ImageView>) -> Option<String> {
    if workshop.example {
        return None;
    }
    let url = format!("{}{}", site.facts.base_url, site.addresses.pages.workshop(&workshop.slug));
    let picture = picture.map(|picture| format!("{}{}", site.facts.base_url, picture.path));
    let organiser = organiser(site);
    let picture = picture.as_deref();
    let described = Described { site, workshop, url: &url, picture, organiser: &organiser };
    let steps = breadcrumb(site, &workshop.title, &url);
    Some(graph(Thing::Event(Box::new(described.cycle())), Thing::Breadcrumb(steps)))
}

impl<'a> Described<'a> {
    /// Returns the workshop, with its sessions if it has several.
    fn cycle(self) -> Event<'a> {
        let Described { site, workshop, url, picture, organiser } = self;
        let sessions = workshop.sessions.as_slice();
        let ends = sessions.iter().map(|session| session.announced.date.to_datetime(session.announced.end));
        let end = ends.max();
        let offer = workshop.offer.as_deref().filter(|_| workshop.phase(site.today) != Phase::Past);
        let audience = |audience_type| Audience { kind: "Audience", audience_type };
        let speakers = workshop.speakers();
        let only = if let [only] = sessions { Some(only) } else { None };
        Event {
            id: url.into(),
            kind: EVENT,
            audience: workshop.audience.as_deref().map(audience),
            description: workshop.summary.as_str().into(),
            end_date: end.and_then(|end| instant(site, end.date(), end.time())),
            event_attendance_mode: attendance_of_cycle(workshop),
            event_status: one_or_all(status_of_cycle(workshop)),
            image: picture.and_then(said),
            in_language: &site.facts.language,
            keywords: &workshop.topics,
            location: unique(sessions.iter().flat_map(|session| self.locations(session))),
            name: &workshop.title,
            offers: offer.map(|offer| offer.fees.iter().map(|fee| self.fee(offer, fee)).collect()),
            organizer: organiser,
            performer: speakers.into_iter().filter_map(|slug| self.speaker(slug)).collect(),
            previous_start_date: only.map(|session| previous_starts(site, session)).unwrap_or_default(),
            start_date: sessions.first().and_then(|first| start(site, &first.announced)),
            sub_event: match only {
                Some(_) => Vec::new(),
                None => {
                    sessions.iter().zip(1..).map(|(session, number)| self.session(session, number)).collect()
                }
            },
            super_event: None,
            url: url.into(),
        }
    }

    /// Returns the session with this number, counted from 1.
    fn session(self, session: &'a Session, number: usize) -> Event<'a> {
        let Described { site, workshop, url, picture, organiser } = self;
        let announced = &session.announced;
        let own_url = format!("{url}#{}", session_anchor(number));
        let text = TextKey::Session(workshop.slug.clone(), number - 1);
        Event {
            id: own_url.clone().into(),
            kind: EVENT,
            audience: None,
            description: site.documents.read(&text, |html| text::beginning(html, MAX_DESCRIPTION)).into(),
            end_date: instant(site, announced.date, announced.end),
            event_attendance_mode: attendance(announced.attendance),
            event_status: one_or_all(status(session)),
            image: picture.and_then(said),
            in_language: &site.facts.language,
            keywords: &[],
            location: self.locations(session),
            name: &session.title,
            offers: None,
            organizer: organiser,
            performer: session.speakers.iter().filter_map(|slug| self.speaker(slug)).collect(),
            previous_start_date: previous_starts(site, session),
            start_date: start(site, announced),
            sub_event: Vec::new(),
            super_event: Some(Reference { id: url }),
            url: own_url.into(),
        }
    }

    fn fee(self, offer: &Offer, fee: &'a Fee) -> vocabulary::Offer<'a> {
        let Described { site, workshop, .. } = self;
        let path = site.addresses.pages.registration(&workshop.slug);
        vocabulary::Offer {
            kind: "Offer",
            availability: is_open_all_day(site, workshop, offer).then_some(IN_STOCK),
            availability_ends: offer.closes.to_string(),
            category: fee.category.as_str(),
            description: fee.note.as_deref().and_then(said),
            name: &fee.label,
            price: fee.amount.number(),
            price_currency: fee.amount.currency.code(),
            url: path.map(|path| format!("{}{path}", site.facts.base_url)),
            valid_from: offer.opens.to_string(),
        }
    }

    fn locations(self, session: &Session) -> Vec<Location<'a>> {
        let room = || self.site.venue(session.announced.venue.as_ref()).map(place);
        let video = || Location::Virtual(VirtualLocation { kind: "VirtualLocation", url: self.url });
        match session.announced.attendance {
            AttendanceMode::InPerson => room().into_iter().collect(),
            AttendanceMode::Online => vec![video()],
            AttendanceMode::Hybrid => room().into_iter().chain([video()]).collect(),
        }
    }

    fn speaker(self, slug: &Slug) -> Option<Person<'a>> {
        Some(person(self.site, self.site.content.programme.speakers.get(slug)?))
    }
}

/// Returns the former start times of a moved session, first announcement first.
fn previous_starts(site: Site<'_>, session: &Session) -> Vec<Option<String>> {
    match moved(&session.changes()) {
        true => session.previously.iter().map(|earlier| start(site, earlier)).collect(),
        false => Vec::new(),
    }
}

fn start(site: Site<'_>, announced: &Announcement) -> Option<String> {
    instant(site, announced.date, announced.start)
}

/// Returns a time with the UTC offset of the day, as search engines require.
fn instant(site: Site<'_>, date: Date, time: Time) -> Option<String> {
    let zone = site.renderer.formats().time_zone();
    let zoned = zone.to_ambiguous_zoned_datetime(date.to_datetime(time)).compatible().ok()?;
    Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// Returns whether registration is open during the whole day of the build. A static page does not know the seats, so it
/// never contains `SoldOut`; before the opening and after the closing, `validFrom` and `availabilityEnds` are correct.
fn is_open_all_day(site: Site<'_>, workshop: &Workshop, offer: &Offer) -> bool {
    let zone = site.renderer.formats().time_zone();
    let midnight = |day: Date| zone.to_timestamp(day.to_datetime(Time::MIN)).ok();
    let (Some(start), Some(end)) = (midnight(site.today), site.today.tomorrow().ok().and_then(midnight))
    else {
        return false;
    };
    let takes_place =
        workshop.sessions.iter().any(|session| session.announced.status == SessionStatus::Scheduled);
    takes_place && offer.opens <= start && end <= offer.closes
}

fn place(venue: &Venue) -> Location<'_> {
    let address = PostalAddress {
        kind: "PostalAddress",
        address_country: venue.country.code(),
        address_locality: &venue.city,
        postal_code: venue.postal_code.as_deref().and_then(said),
        street_address: venue.address.join(", "),
    };
    Location::Place(Place { kind: "Place", address, name: &venue.name })
}

/// Returns the statuses of a session: it may have been both moved and put online, and schema.org allows both.
fn status(session: &Session) -> Vec<&'static str> {
    let changes = session.changes();
    match session.announced.status {
        SessionStatus::Postponed => vec![POSTPONED],
        SessionStatus::Cancelled => vec![CANCELLED],
        SessionStatus::Scheduled => {
            let statuses =
                [(RESCHEDULED, moved(&changes)), (MOVED_ONLINE, changes.contains(&AnnouncedChange::Online))];
            let statuses: Vec<_> =
                statuses.into_iter().filter_map(|(status, is)| is.then_some(status)).collect();
            if statuses.is_empty() { vec![SCHEDULED] } else { statuses }
        }
    }
}

fn one_or_all(statuses: Vec<&'static str>) -> OneOrAll {
    match statuses.as_slice() {
        [only] => OneOrAll::One(only),
        _ => OneOrAll::All(statuses),
    }
}

fn moved(changes: &[AnnouncedChange]) -> bool {
    changes.iter().any(|change| matches!(change, AnnouncedChange::Date | AnnouncedChange::Hours))
}

/// Returns the status that all sessions have in common, or that one of them was moved. Other changes are only in the
/// sessions.
fn status_of_cycle(workshop: &Workshop) -> Vec<&'static str> {
    let statuses: Vec<_> = workshop.sessions.iter().map(status).collect();
    let takes_place = |status: &Vec<&str>| !status.contains(&POSTPONED) && !status.contains(&CANCELLED);
    match statuses.as_slice() {
        [first, rest @ ..] if rest.iter().all(|status| status == first) => first.clone(),
        all if !all.iter().any(takes_place) => vec![POSTPONED],
        all if all.iter().any(|status| status.contains(&RESCHEDULED)) => vec![RESCHEDULED],
        _ => vec![SCHEDULED],
    }
}

fn attendance(mode: AttendanceMode) -> &'static str {
    match mode {
        AttendanceMode::InPerson => "https://schema.org/OfflineEventAttendanceMode",
        AttendanceMode::Online => "https://schema.org/OnlineEventAttendanceMode",
        AttendanceMode::Hybrid => "https://schema.org/MixedEventAttendanceMode",
    }
}

fn attendance_of_cycle(workshop: &Workshop) -> &'static str {
    let mut modes = workshop.sessions.iter().map(|session| session.announced.attendance);
    let first = modes.next().unwrap_or(AttendanceMode::InPerson);
    attendance(if modes.all(|mode| mode == first) { first } else { AttendanceMode::Hybrid })
}

fn unique<'a>(locations: impl Iterator<Item = Location<'a>>) -> Vec<Location<'a>> {
    let mut unique: Vec<Location<'a>> = Vec::new();
    for location in locations {
        if !unique.contains(&location) {
            unique.push(location);
        }
    }
    unique
}
