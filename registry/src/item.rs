//! A registration as an item and back. Names of attributes are what the table's readers rely on: they never
//! change meaning. What is absent costs nothing: an item of up to 1 KB takes one write unit.

pub(crate) mod answers;
pub(crate) mod people;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::announcement::AttendanceMode;
use model::registration::{
    AttendedSession, Changes, Earlier, HistoryEntry, Registration, RegistrationId, RegistrationRequest,
    Suspicion,
};
use model::seats::Seats;
use model::status::Status;

use crate::attributes::{
    Item, add, as_number, list, map, number, optional, optional_string, parsed, string, submap, text, usable,
    whole,
};
use crate::failure::StoreError;
use crate::key::{PK, SK, partition};
use crate::listing::Listed;
use crate::queue::Waiting;
use crate::size;

/// What the sort keys of registrations start with.
pub(crate) const PREFIX: &str = "registration#";

/// The attribute that counts the changes of a registration: each write is conditioned on it.
pub(crate) const REVISION: &str = "revision";

pub(crate) const HISTORY: &str = "history";

/// The sort key of a registration.
pub(crate) fn sort_key(id: &RegistrationId) -> String {
    format!("{PREFIX}{}", id.as_str())
}

/// The item of a registration, which is not too large.
pub(crate) fn from_registration(registration: &Registration) -> Result<Item, StoreError> {
    let request = &registration.request;
    let amount = request.amount().ok_or(StoreError::Item("amount"))?;
    let list = |values: Vec<AttributeValue>| AttributeValue::L(values);
    let mut item = map([
        (PK, text(partition(&request.workshop))),
        (SK, text(sort_key(&registration.id))),
        ("capability", text(registration.capability.as_str())),
        ("status", text(registration.status.key())),
        ("seats", AttributeValue::M(from_seats(&registration.seats))),
        ("participants", list(request.participants.iter().map(people::from_participant).collect())),
        ("contact", AttributeValue::M(people::from_contact(&request.contact))),
        ("billing", AttributeValue::M(people::from_billing(&request.billing))),
        ("amount", whole(amount.minor)),
        ("currency", text(amount.currency.code())),
        ("form_hash", text(&request.form_hash)),
        ("created", text(registration.created.to_string())),
        (REVISION, whole(registration.revision)),
        (HISTORY, from_history(&registration.history)),
        // DynamoDB's time to live wants seconds since 1970.
        ("expires_at", whole(registration.expires.as_second())),
    ]);
    if registration.changes != Changes::default() {
        item.insert("changes".to_owned(), AttributeValue::M(from_changes(registration.changes)));
    }
    add(&mut item, "remarks", request.remarks.as_deref());
    // Absent for the site's own language, and in items from before there were others.
    add(&mut item, "language", request.language.as_deref());
    add(&mut item, "proven", registration.proven.map(|time| time.to_string()));
    add(&mut item, "confirm_until", registration.confirm_until.map(|time| time.to_string()));
    add(&mut item, "suspicion", registration.suspicion.map(Suspicion::key));
    if request.listed {
        item.insert("listed".to_owned(), AttributeValue::Bool(true));
    }
    if !request.sessions.is_empty() {
        item.insert("sessions".to_owned(), list(request.sessions.iter().map(from_session).collect()));
    }
    if !request.answers.is_empty() {
        item.insert("answers".to_owned(), AttributeValue::M(answers::from_answers(&request.answers)));
    }
    size::checked(item)
}

/// The registration of an item that can be written, too.
pub(crate) fn to_registration(item: &Item) -> Result<Registration, StoreError> {
    let size = size::size(item);
    if size > size::MAX_ITEM_BYTES {
        return Err(StoreError::TooLarge { size });
    }
    Ok(Registration {
        id: id(item)?,
        capability: parsed(item, "capability")?,
        request: to_request(item)?,
        seats: to_seats(submap(item, "seats")?)?,
        status: status(item)?,
        proven: optional_time(item, "proven")?,
        confirm_until: optional_time(item, "confirm_until")?,
        suspicion: optional_string(item, "suspicion").and_then(Suspicion::from_key),
        created: parsed(item, "created")?,
        expires: expires(item)?,
        changes: to_changes(item)?,
        revision: number(item, REVISION)?,
        history: list(item, HISTORY)?.iter().map(to_history).collect::<Result<_, _>>()?,
    })
}

/// What the participants' list tells of a registration whose contact takes part.
pub(crate) fn to_listed(item: &Item) -> Result<Option<Listed>, StoreError> {
    let id = string(item, SK)?.strip_prefix(PREFIX);
    let contact = submap(item, "contact")?;
    let (given_name, family_name) = (string(contact, "given_name")?, string(contact, "family_name")?);
    let mut takes_part = false;
    for participant in list(item, "participants")? {
        let participant = participant.as_m().map_err(|_| StoreError::Item("participants"))?;
        takes_part |= string(participant, "given_name")? == given_name
            && string(participant, "family_name")? == family_name;
    }
    let listed = Listed {
        id: usable(id.and_then(|id| id.parse().ok()), SK)?,
        family_name: family_name.to_owned(),
        given_name: given_name.to_owned(),
        organisation: string(contact, "organisation")?.to_owned(),
    };
    Ok(takes_part.then_some(listed))
}

/// What decides whose turn it is. It takes a registration that can be read as a whole.
pub(crate) fn to_waiting(item: &Item) -> Result<Waiting, StoreError> {
    let registration = to_registration(item)?;
    let since = registration.queued_since();
    let Registration { id, seats, expires, revision, .. } = registration;
    Ok(Waiting { id, seats, since, expires, follows: revision })
}

/// As [`Registration::queued_since`].
pub(crate) fn queued_since(item: &Item) -> Result<Timestamp, StoreError> {
    match optional_time(item, "proven")? {
        Some(proven) => Ok(proven),
        None => parsed(item, "created"),
    }
}

fn optional_time(item: &Item, attribute: &'static str) -> Result<Option<Timestamp>, StoreError> {
    if item.contains_key(attribute) { parsed(item, attribute).map(Some) } else { Ok(None) }
}

fn expires(item: &Item) -> Result<Timestamp, StoreError> {
    usable(Timestamp::from_second(number(item, "expires_at")?).ok(), "expires_at")
}

fn id(item: &Item) -> Result<RegistrationId, StoreError> {
    let id = string(item, SK)?.strip_prefix(PREFIX);
    usable(id.and_then(|id| id.parse().ok()), SK)
}

fn to_request(item: &Item) -> Result<RegistrationRequest, StoreError> {
    let workshop = string(item, PK)?.strip_prefix("workshop#");
    let sessions = if item.contains_key("sessions") { list(item, "sessions")? } else { &[] };
    let answers = if item.contains_key("answers") { Some(submap(item, "answers")?) } else { None };
    let participants = list(item, "participants")?;
    Ok(RegistrationRequest {
        workshop: usable(workshop.and_then(|slug| slug.parse().ok()), PK)?,
        participants: participants.iter().map(people::to_participant).collect::<Result<_, _>>()?,
        sessions: sessions.iter().map(to_session).collect::<Result<_, _>>()?,
        contact: people::to_contact(submap(item, "contact")?)?,
        billing: people::to_billing(submap(item, "billing")?)?,
        answers: answers.map(answers::to_answers).transpose()?.unwrap_or_default(),
        remarks: optional(item, "remarks"),
        listed: item.get("listed") == Some(&AttributeValue::Bool(true)),
        form_hash: string(item, "form_hash")?.to_owned(),
        language: optional(item, "language"),
    })
}

fn from_seats(seats: &Seats) -> Item {
    seats.pools().map(|(pool, count)| (pool.to_owned(), whole(count))).collect()
}

pub(crate) fn to_seats(item: &Item) -> Result<Seats, StoreError> {
    let pool = |(pool, count)| Some((pool, as_number(count)?));
    let pools: Option<Vec<(&String, u32)>> = item.iter().map(pool).collect();
    let pools = usable(pools, "seats")?;
    Ok(pools.into_iter().map(|(pool, count)| (pool.clone(), count)).collect())
}

fn from_session(attended: &AttendedSession) -> AttributeValue {
    let mut item = map([("session", text(&attended.session))]);
    add(&mut item, "mode", attended.mode.map(AttendanceMode::key));
    AttributeValue::M(item)
}

fn to_session(value: &AttributeValue) -> Result<AttendedSession, StoreError> {
    let item = value.as_m().map_err(|_| StoreError::Item("sessions"))?;
    let mode = optional_string(item, "mode").map(|key| usable(AttendanceMode::from_key(key), "mode"));
    Ok(AttendedSession { session: string(item, "session")?.to_owned(), mode: mode.transpose()? })
}

fn from_changes(changes: Changes) -> Item {
    let mut item = map([("total", whole(changes.total)), ("recent", whole(changes.recent))]);
    add(&mut item, "since", changes.since.map(|since| since.to_string()));
    item
}

/// Absent where nothing was changed yet.
fn to_changes(item: &Item) -> Result<Changes, StoreError> {
    if !item.contains_key("changes") {
        return Ok(Changes::default());
    }
    let changes = submap(item, "changes")?;
    let since = if changes.contains_key("since") { Some(parsed(changes, "since")?) } else { None };
    Ok(Changes { total: number(changes, "total")?, recent: number(changes, "recent")?, since })
}

/// Entries of a history as they are stored.
pub(crate) fn from_history(entries: &[HistoryEntry]) -> AttributeValue {
    AttributeValue::L(entries.iter().map(from_entry).collect())
}

fn from_entry(entry: &HistoryEntry) -> AttributeValue {
    let mut item = map([
        ("number", whole(entry.number)),
        ("time", text(entry.at.to_string())),
        ("event", text(&entry.event)),
        ("status", text(entry.status.key())),
    ]);
    if let Some(earlier) = entry.earlier {
        item.insert("first".to_owned(), text(earlier.first.to_string()));
        item.insert("earlier".to_owned(), whole(earlier.count));
    }
    AttributeValue::M(item)
}

fn to_history(value: &AttributeValue) -> Result<HistoryEntry, StoreError> {
    let item = value.as_m().map_err(|_| StoreError::Item(HISTORY))?;
    let earlier = match item.get("earlier") {
        None => None,
        Some(_) => Some(Earlier { first: parsed(item, "first")?, count: number(item, "earlier")? }),
    };
    let entry = HistoryEntry::new(
        number(item, "number")?,
        parsed(item, "time")?,
        string(item, "event")?,
        status(item)?,
    );
    Ok(HistoryEntry { earlier, ..entry })
}

fn status(item: &Item) -> Result<Status, StoreError> {
    usable(Status::from_key(string(item, "status")?), "status")
}

#[cfg(test)]
mod tests;
