//! Data for search engines: JSON-LD with the vocabulary of schema.org. This module describes a workshop as an
//! `Event`, and a cycle as an event with one event for each session.
//!
//! The properties are those of <https://developers.google.com/search/docs/appearance/structured-data/event>.

mod site;

use jiff::civil::{Date, Time};
use markdown::text;
use model::announcement::{AnnouncedChange, AttendanceMode, SessionStatus};
use model::offer::{Fee, Offer};
use model::programme::{Phase, Session, Speaker, Workshop};
use model::venue::Venue;
use resolve::TextKey;
use serde_json::{Map, Value, json};
use view::site::ImageView;

use self::site::{breadcrumb, organiser, portrait};
pub(super) use self::site::{home, speaker};
use super::Site;
use crate::document::session_anchor;

const SCHEDULED: &str = "https://schema.org/EventScheduled";
const RESCHEDULED: &str = "https://schema.org/EventRescheduled";
const POSTPONED: &str = "https://schema.org/EventPostponed";
const CANCELLED: &str = "https://schema.org/EventCancelled";
const IN_STOCK: &str = "https://schema.org/InStock";
const MOVED_ONLINE: &str = "https://schema.org/EventMovedOnline";

/// Maximum characters of a session's description.
const MAX_DESCRIPTION: usize = 160;

/// Returns the JSON-LD of a workshop, escaped for a `script` element; `None` for an example, which visitors should
/// not find and travel to.
pub(super) fn event(site: Site<'_>, workshop: &Workshop, picture: Option<&ImageView>) -> Option<String> {
    if workshop.example {
        return None;
    }
    let picture = picture.map(|picture| format!("{}{}", site.facts.base_url, picture.path));
    let picture = picture.as_deref();
    let mut event = cycle(site, workshop, picture);
    if let [only] = workshop.sessions.as_slice() {
        event.extend(place_and_people(site, workshop, only));
        event.extend(previous_start(site, only));
    } else {
        let sessions = 0..workshop.sessions.len();
        let events: Vec<_> = sessions.map(|index| of_session(site, workshop, picture, index)).collect();
        event.insert("subEvent".to_owned(), json!(events));
    }
    let steps = breadcrumb(site, &workshop.title, &address(site, workshop));
    Some(graph([Value::Object(event), steps]))
}

/// Returns several objects of one page, escaped for a `script` element.
fn graph(things: impl Into<Vec<Value>>) -> String {
    in_script(&json!({ "@context": "https://schema.org", "@graph": things.into() }))
}

/// A `<` could end the script element; the escape has the same meaning in JSON.
fn in_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

fn cycle(site: Site<'_>, workshop: &Workshop, picture: Option<&str>) -> Map<String, Value> {
    let url = address(site, workshop);
    let ends = workshop
        .sessions
        .iter()
        .map(|session| session.announced.date.to_datetime(session.announced.end))
        .max();
    let mut event = object(json!({
        "@type": "EducationEvent",
        "@id": url,
        "url": url,
        "name": workshop.title,
        "description": workshop.summary,
        "inLanguage": site.facts.language,
        "eventStatus": one_or_all(&status_of_cycle(workshop)),
        "eventAttendanceMode": attendance_of_cycle(workshop),
        "image": picture,
        "organizer": organiser(site),
        "location": unique(workshop.sessions.iter().flat_map(|session| locations(site, session, &url))),
        "performer": workshop.speakers().into_iter().filter_map(|slug| person(site, slug)).collect::<Vec<_>>(),
    }));
    if let (Some(first), Some(end)) = (workshop.sessions.first(), ends) {
        event.extend(times(site, first.announced.date, first.announced.start, end.date(), end.time()));
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

fn of_session(site: Site<'_>, workshop: &Workshop, picture: Option<&str>, index: usize) -> Value {
    let session = &workshop.sessions[index];
    let url = format!("{}#{}", address(site, workshop), session_anchor(index + 1));
    let mut event = object(json!({
        "@type": "EducationEvent",
        "@id": url,
        "url": url,
        "name": session.title,
        "superEvent": { "@id": address(site, workshop) },
        "eventStatus": one_or_all(&status(session)),
        "eventAttendanceMode": attendance(session.announced.attendance),
        "description": text::beginning(
            &site.documents.body(&TextKey::Session(workshop.slug.clone(), index)),
            MAX_DESCRIPTION,
        ),
        "image": picture,
        "inLanguage": site.facts.language,
        "organizer": organiser(site),
    }));
    event.extend(times(
        site,
        session.announced.date,
        session.announced.start,
        session.announced.date,
        session.announced.end,
    ));
    event.extend(place_and_people(site, workshop, session));
    event.extend(previous_start(site, session));
    Value::Object(event)
}

/// Returns the former start times of a moved session, first announcement first.
fn previous_start(site: Site<'_>, session: &Session) -> Map<String, Value> {
    let starts = session.previously.iter().map(|earlier| instant(site, earlier.date, earlier.start));
    let starts: Vec<_> = if moved(&session.changes()) { starts.collect() } else { Vec::new() };
    object(json!({ "previousStartDate": starts }))
}

/// Returns the properties of a session that the cycle does not contain.
fn place_and_people(site: Site<'_>, workshop: &Workshop, session: &Session) -> Map<String, Value> {
    let people: Vec<_> = session.speakers.iter().filter_map(|slug| person(site, slug)).collect();
    object(json!({ "location": locations(site, session, &address(site, workshop)), "performer": people }))
}

/// Returns start and end with the UTC offset of the day, as search engines require.
fn times(site: Site<'_>, first: Date, start: Time, last: Date, end: Time) -> Map<String, Value> {
    object(json!({ "startDate": instant(site, first, start), "endDate": instant(site, last, end) }))
}

fn instant(site: Site<'_>, date: Date, time: Time) -> Option<String> {
    let zone = site.renderer.formats().time_zone();
    let zoned = zone.to_ambiguous_zoned_datetime(date.to_datetime(time)).compatible().ok()?;
    Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

fn of_fee(site: Site<'_>, workshop: &Workshop, offer: &Offer, fee: &Fee) -> Value {
    let path = site.addresses.pages.registration(&workshop.slug);
    Value::Object(object(json!({
        "@type": "Offer",
        "name": fee.label,
        "category": fee.category.as_str(),
        "description": fee.note,
        "price": fee.amount.number(),
        "priceCurrency": fee.amount.currency.code(),
        "url": path.map(|path| format!("{}{path}", site.facts.base_url)),
        "validFrom": offer.opens.to_string(),
        "availabilityEnds": offer.closes.to_string(),
        "availability": is_open_all_day(site, workshop, offer).then_some(IN_STOCK),
    })))
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

fn locations(site: Site<'_>, session: &Session, url: &str) -> Vec<Value> {
    let room = || site.venue(session.announced.venue.as_ref()).map(place);
    let video = || Some(json!({ "@type": "VirtualLocation", "url": url }));
    match session.announced.attendance {
        AttendanceMode::InPerson => room().into_iter().collect(),
        AttendanceMode::Online => video().into_iter().collect(),
        AttendanceMode::Hybrid => room().into_iter().chain(video()).collect(),
    }
}

fn place(venue: &Venue) -> Value {
    let address = object(json!({
        "@type": "PostalAddress",
        "streetAddress": venue.address.join(", "),
        "postalCode": venue.postal_code,
        "addressLocality": venue.city,
        "addressCountry": venue.country.code(),
    }));
    json!({ "@type": "Place", "name": venue.name, "address": address })
}

fn person(site: Site<'_>, slug: &model::slug::Slug) -> Option<Value> {
    let Speaker { name, role, slug, .. } = site.content.programme.speakers.get(slug)?;
    let url = format!("{}{}", site.facts.base_url, site.addresses.pages.speaker(slug));
    Some(Value::Object(object(json!({
        "@type": "Person",
        "name": name,
        "url": url,
        "jobTitle": role,
        "image": portrait(site, slug),
    }))))
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

/// Returns a single status as a text, and several as a list.
fn one_or_all(statuses: &[&'static str]) -> Value {
    match statuses {
        [only] => json!(only),
        all => json!(all),
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

fn address(site: Site<'_>, workshop: &Workshop) -> String {
    format!("{}{}", site.facts.base_url, site.addresses.pages.workshop(&workshop.slug))
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

/// Returns the members of an object that are not null or empty.
fn object(value: Value) -> Map<String, Value> {
    let Value::Object(members) = value else { return Map::new() };
    let is_said = |value: &Value| {
        !value.is_null() && value != "" && value.as_array().is_none_or(|list| !list.is_empty())
    };
    members.into_iter().filter(|(_, value)| is_said(value)).collect()
}
