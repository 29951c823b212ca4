//! A workshop as search engines read it: schema.org's `Event` in JSON-LD, a cycle with an event for each session.
//!
//! The properties are those of <https://developers.google.com/search/docs/appearance/structured-data/event>.

use jiff::civil::{Date, Time};
use model::announcement::Change;
use model::catalogue::{Fee, Offer, OfferState};
use model::programme::{AttendanceMode, Phase, Session, SessionStatus, Speaker, Venue, Workshop};
use serde_json::{Map, Value, json};

use super::workshop::venue;
use super::{Site, offer_state};
use crate::document::session_anchor;

const SCHEDULED: &str = "https://schema.org/EventScheduled";
const RESCHEDULED: &str = "https://schema.org/EventRescheduled";
const POSTPONED: &str = "https://schema.org/EventPostponed";
const CANCELLED: &str = "https://schema.org/EventCancelled";

/// The JSON-LD of a workshop, safe to stand in a `script` element; `None` for an example, which nobody is to find
/// and travel to.
pub(super) fn event(site: Site<'_>, workshop: &Workshop) -> Option<String> {
    if workshop.example {
        return None;
    }
    let mut event = cycle(site, workshop);
    event.insert("@context".to_owned(), json!("https://schema.org"));
    if let [only] = workshop.sessions.as_slice() {
        event.extend(place_and_people(site, only));
        event.extend(previous_start(site, only));
    } else {
        let sessions = workshop.sessions.iter().enumerate();
        let events: Vec<_> =
            sessions.map(|(index, session)| of_session(site, workshop, index, session)).collect();
        event.insert("subEvent".to_owned(), json!(events));
    }
    Some(in_script(&Value::Object(event)))
}

/// `<` could end the script element; as an escape it is the same JSON.
fn in_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

fn cycle(site: Site<'_>, workshop: &Workshop) -> Map<String, Value> {
    let url = address(site, workshop);
    let ends = workshop.sessions.iter().map(|session| session.date.to_datetime(session.end)).max();
    let mut event = object(json!({
        "@type": "EducationEvent",
        "@id": url,
        "url": url,
        "name": workshop.title,
        "description": workshop.summary,
        "inLanguage": site.facts.language,
        "eventStatus": status_of_cycle(workshop),
        "eventAttendanceMode": attendance_of_cycle(workshop),
        "organizer": {
            "@type": "Organization",
            "name": site.facts.organiser.name,
            "email": site.facts.organiser.email,
            "url": format!("{}/", site.facts.base_url),
        },
        "location": unique(workshop.sessions.iter().flat_map(|session| locations(site, session, &url))),
        "performer": workshop.speakers().into_iter().filter_map(|slug| person(site, slug)).collect::<Vec<_>>(),
    }));
    if let (Some(first), Some(end)) = (workshop.sessions.first(), ends) {
        event.extend(times(site, first.date, first.start, end.date(), end.time()));
    }
    if let Some(audience) = &workshop.audience {
        event.insert("audience".to_owned(), json!({ "@type": "Audience", "audienceType": audience }));
    }
    if !workshop.topics.is_empty() {
        event.insert("keywords".to_owned(), json!(workshop.topics));
    }
    if let Some(offer) = workshop.offer.as_ref().filter(|_| workshop.phase(site.today) != Phase::Past) {
        let offers: Vec<_> = offer.fees.iter().map(|fee| of_fee(site, workshop, offer, fee)).collect();
        event.insert("offers".to_owned(), json!(offers));
    }
    event
}

fn of_session(site: Site<'_>, workshop: &Workshop, index: usize, session: &Session) -> Value {
    let url = format!("{}#{}", address(site, workshop), session_anchor(index + 1));
    let mut event = object(json!({
        "@type": "EducationEvent",
        "@id": url,
        "url": url,
        "name": session.title,
        "superEvent": { "@id": address(site, workshop) },
        "eventStatus": status(session),
        "eventAttendanceMode": attendance(session.attendance),
        "organizer": { "@type": "Organization", "name": site.facts.organiser.name },
    }));
    event.extend(times(site, session.date, session.start, session.date, session.end));
    event.extend(place_and_people(site, session));
    event.extend(previous_start(site, session));
    Value::Object(event)
}

/// Where a session was moved from, the first announcement first.
fn previous_start(site: Site<'_>, session: &Session) -> Map<String, Value> {
    let starts = session.previously.iter().map(|earlier| instant(site, earlier.date, earlier.start));
    let starts: Vec<_> = if moved(&session.changes()) { starts.collect() } else { Vec::new() };
    object(json!({ "previousStartDate": starts }))
}

/// What only a session can tell, once it is not told by the cycle.
fn place_and_people(site: Site<'_>, session: &Session) -> Map<String, Value> {
    let people: Vec<_> = session.speakers.iter().filter_map(|slug| person(site, slug)).collect();
    object(json!({ "location": locations(site, session, &site.facts.base_url), "performer": people }))
}

/// With the offset of that day, as search engines want it.
fn times(site: Site<'_>, first: Date, start: Time, last: Date, end: Time) -> Map<String, Value> {
    object(json!({ "startDate": instant(site, first, start), "endDate": instant(site, last, end) }))
}

fn instant(site: Site<'_>, date: Date, time: Time) -> Option<String> {
    let zone = site.renderer.formats().time_zone();
    let zoned = zone.to_ambiguous_zoned_datetime(date.to_datetime(time)).compatible().ok()?;
    Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

fn of_fee(site: Site<'_>, workshop: &Workshop, offer: &Offer, fee: &Fee) -> Value {
    let (units, minor_units) = fee.amount.units();
    let path = site.addresses.registration(&workshop.slug);
    // Google's values. What is closed is not sold out: `availabilityEnds` says what there is to say.
    let availability = match offer_state(offer, site.today, site.renderer) {
        _ if workshop.is_cancelled() => None,
        OfferState::Closed => None,
        OfferState::Upcoming => Some("https://schema.org/PreOrder"),
        OfferState::Open => Some("https://schema.org/InStock"),
    };
    Value::Object(object(json!({
        "@type": "Offer",
        "name": fee.label,
        "price": format!("{units}.{minor_units:02}"),
        "priceCurrency": fee.amount.currency.code(),
        "url": path.map(|path| format!("{}{path}", site.facts.base_url)),
        "validFrom": offer.opens.to_string(),
        "availabilityEnds": offer.closes.to_string(),
        "availability": availability,
    })))
}

fn locations(site: Site<'_>, session: &Session, url: &str) -> Vec<Value> {
    let room = || venue(site, session.venue.as_ref()).map(place);
    let video = || Some(json!({ "@type": "VirtualLocation", "url": url }));
    match session.attendance {
        AttendanceMode::InPerson => room().into_iter().collect(),
        AttendanceMode::Online => video().into_iter().collect(),
        AttendanceMode::Hybrid => room().into_iter().chain(video()).collect(),
    }
}

fn place(venue: &Venue) -> Value {
    json!({
        "@type": "Place",
        "name": venue.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": venue.address.join(", "),
            "addressLocality": venue.city,
        },
    })
}

fn person(site: Site<'_>, slug: &model::slug::Slug) -> Option<Value> {
    let Speaker { name, role, slug, .. } = site.content.programme.speakers.get(slug)?;
    let url = format!("{}{}", site.facts.base_url, site.addresses.speaker(slug));
    Some(Value::Object(object(json!({ "@type": "Person", "name": name, "url": url, "jobTitle": role }))))
}

/// A session that is put online as well as moved counts as moved, as the new date is what matters more.
fn status(session: &Session) -> &'static str {
    let changes = session.changes();
    match session.status {
        SessionStatus::Postponed => POSTPONED,
        SessionStatus::Cancelled => CANCELLED,
        SessionStatus::Scheduled if moved(&changes) => RESCHEDULED,
        SessionStatus::Scheduled if changes.contains(&Change::Online) => {
            "https://schema.org/EventMovedOnline"
        }
        SessionStatus::Scheduled => SCHEDULED,
    }
}

fn moved(changes: &[Change]) -> bool {
    changes.iter().any(|change| matches!(change, Change::Date | Change::Hours))
}

/// What is true of all sessions, or that one of them was moved; anything else that happens to one is told by that one.
fn status_of_cycle(workshop: &Workshop) -> &'static str {
    let statuses: Vec<_> = workshop.sessions.iter().map(status).collect();
    match statuses.as_slice() {
        [first, rest @ ..] if rest.iter().all(|status| status == first) => first,
        all if all.iter().all(|status| [POSTPONED, CANCELLED].contains(status)) => POSTPONED,
        all if all.contains(&RESCHEDULED) => RESCHEDULED,
        _ => SCHEDULED,
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
    let mut modes = workshop.sessions.iter().map(|session| session.attendance);
    let first = modes.next().unwrap_or(AttendanceMode::InPerson);
    attendance(if modes.all(|mode| mode == first) { first } else { AttendanceMode::Hybrid })
}

fn address(site: Site<'_>, workshop: &Workshop) -> String {
    format!("{}{}", site.facts.base_url, site.addresses.workshop(&workshop.slug))
}

fn unique(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut unique: Vec<Value> = Vec::new();
    for value in values {
        if !unique.contains(&value) {
            unique.push(value);
        }
    }
    unique
}

/// The members of an object that there are: neither nothing nor an empty list.
fn object(value: Value) -> Map<String, Value> {
    let Value::Object(members) = value else { return Map::new() };
    let is_said = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    members.into_iter().filter(|(_, value)| is_said(value)).collect()
}
