//! A page with everything stored about a person, with the same columns as an export.

use jiff::Timestamp;
use model::contact::Email;
use model::registration::{Participant, Registration};
use registry::StoredItem;
use serde::Serialize;
use serde_json::{Value, json};

use super::render;
use crate::desk::Desk;
use crate::export::{Cell, Column, Columns, FormColumns, TableKind, labelled, session_lines};
use crate::person::address::Match;
use crate::person::mention::described;
use crate::person::{Person, PersonArguments};
use crate::record::stored_answer;

#[derive(Serialize)]
struct ExtractView<'a> {
    language: &'a str,
    title: String,
    introduction: String,
    as_of: String,
    nothing: String,
    history: String,
    rights: String,
    sections: Vec<Section>,
}

/// Something that is stored, with its name.
#[derive(Serialize)]
struct Fact {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct Section {
    title: String,
    facts: Vec<Fact>,
    history: Vec<String>,
}

/// Renders the page for the person with these addresses.
pub(crate) fn page(about: &PersonArguments, person: &Person, desk: &Desk) -> anyhow::Result<String> {
    let mut sections = Vec::new();
    for registration in &person.registrations {
        sections.push(registration_section(&person.without_others_absences(registration), desk)?);
    }
    for registration in &person.invoices {
        sections.push(section("extract.invoice", billing(registration, desk)?, desk)?);
    }
    for registration in &person.participations {
        let is = |it: &Participant| person.has_address(it);
        let mut section = participation(registration, &is, desk)?;
        section.facts.extend(temporary_addresses(registration, person, desk)?);
        sections.push(section);
    }
    for registration in person.named.iter().chain(&person.same_name) {
        let is = |it: &Participant| person.is_named(it) || person.has_same_name(it);
        sections.push(participation(registration, &is, desk)?);
    }
    for item in &person.answers {
        sections.push(section("extract.answer", answer(item, desk)?, desk)?);
    }
    for item in &person.others {
        sections.push(section("extract.other", as_stored("", &item.json()), desk)?);
    }
    // A text that contains more than the address may also be about others.
    for (mentions, text) in person.texts(Match::Whole) {
        let facts = as_stored("", &json!({ described(&mentions.item): { text.path.as_str(): text.text } }));
        sections.push(section("extract.other", facts, desk)?);
    }
    let emails: Vec<_> = about.email.iter().map(Email::as_str).collect();
    let email = emails.join(", ");
    let privacy = &desk.site.privacy;
    render(
        "extract.html",
        &ExtractView {
            language: &desk.site.language,
            title: desk.word("extract.title")?,
            introduction: desk.words.text(
                "extract.introduction",
                &[("email", &email), ("controller", &privacy.controller), ("purpose", &privacy.purpose)],
            )?,
            as_of: desk.words.text("as_of", &[("time", &desk.formats.date_time(desk.now, &desk.words)?)])?,
            nothing: desk.word("extract.nothing")?,
            history: desk.word("extract.history")?,
            rights: desk.words.text("extract.rights", &[("contact", &privacy.contact)])?,
            sections,
        },
    )
}

fn registration_section(registration: &Registration, desk: &Desk) -> anyhow::Result<Section> {
    let workshop = desk.catalogue.workshops.get(&registration.request.workshop);
    let workshops: Vec<_> = workshop.into_iter().collect();
    let columns = Columns::new(desk, TableKind::Registrations, &workshops);
    // What happened to the mails follows as stored, with the other notes.
    let mut facts = facts(columns.columns()?, columns.registration(registration, None), desk)?;
    facts.push(fact("extract.kept_until", time(registration.expires, desk)?, desk)?);
    let mut section = section("extract.registration", facts, desk)?;
    for entry in &registration.history {
        let status = desk.word(&format!("status.{}", entry.status.key()))?;
        section.history.push(format!("{} – {status}", time(entry.at, desk)?));
    }
    Ok(section)
}

/// Returns the person's addresses that a registration has only for a time.
fn temporary_addresses(
    registration: &Registration,
    person: &Person,
    desk: &Desk,
) -> anyhow::Result<Vec<Fact>> {
    let mut facts = Vec::new();
    for departure in person.departures(registration) {
        facts.push(fact("column.email", departure.email.as_str().to_owned(), desk)?);
        facts.push(fact("extract.left", time(departure.at, desk)?, desk)?);
    }
    for email in person.other_addresses(registration) {
        facts.push(fact("column.email", email.as_str().to_owned(), desk)?);
    }
    Ok(facts)
}

/// A person's participation in another person's registration, without the other participants.
fn participation(
    registration: &Registration,
    is: &dyn Fn(&Participant) -> bool,
    desk: &Desk,
) -> anyhow::Result<Section> {
    let mut facts = place(registration, desk)?;
    for participant in registration.request.participants.iter().filter(|it| is(it)) {
        let sessions = session_lines(&registration.of_participant(participant), desk);
        facts.push(fact("column.participants", participant.name(), desk)?);
        facts.push(fact("column.function", participant.function.clone(), desk)?);
        if let Some(email) = &participant.email {
            facts.push(fact("column.email", email.as_str().to_owned(), desk)?);
        }
        facts.push(fact("column.sessions", sessions.join("\n"), desk)?);
        facts.push(fact("column.fee", participant.fee.label.clone(), desk)?);
        let missed = desk.missed_sessions(registration, participant);
        if !missed.is_empty() {
            facts.push(fact("column.absent", missed.join("\n"), desk)?);
        }
        let answers = labelled(&participant.answers, &registration.request.workshop, desk);
        facts.extend(answers.into_iter().map(|it| Fact { name: it.label, value: it.text }));
    }
    section("extract.participant", facts, desk)
}

/// An answer to a questionnaire, with the columns of an export; an unreadable one is shown as stored.
fn answer(item: &StoredItem, desk: &Desk) -> anyhow::Result<Vec<Fact>> {
    let Ok(answer) = item.form_answer() else {
        return Ok(as_stored("", &stored_answer(item)));
    };
    let workshop = desk.catalogue.workshops.get(&answer.request.workshop);
    let workshops: Vec<_> = workshop.into_iter().collect();
    let columns = FormColumns::new(desk, &workshops);
    let mut facts = facts(columns.columns()?, columns.cells(&answer), desk)?;
    facts.push(fact("extract.kept_until", time(answer.expires, desk)?, desk)?);
    Ok(facts)
}

/// Lists each text and number with its path.
fn as_stored(name: &str, value: &Value) -> Vec<Fact> {
    match value {
        Value::Object(members) => {
            let members = members.iter().flat_map(|(inner, value)| {
                let name = if name.is_empty() { inner.clone() } else { format!("{name}: {inner}") };
                as_stored(&name, value)
            });
            members.collect()
        }
        Value::Array(values) => values.iter().flat_map(|value| as_stored(name, value)).collect(),
        Value::String(text) => vec![Fact { name: name.to_owned(), value: text.clone() }],
        other => vec![Fact { name: name.to_owned(), value: other.to_string() }],
    }
}

fn billing(registration: &Registration, desk: &Desk) -> anyhow::Result<Vec<Fact>> {
    let billing = &registration.request.billing;
    let mut facts = place(registration, desk)?;
    facts.push(fact("column.billing_address", billing.address.clone(), desk)?);
    let city = format!("{} {}", billing.postal_code, billing.city);
    facts.push(fact("column.billing_city", city, desk)?);
    let email = billing.email.as_ref().map(ToString::to_string).unwrap_or_default();
    facts.push(fact("column.billing_email", email, desk)?);
    Ok(facts)
}

/// Identifies a registration and its organisation.
fn place(registration: &Registration, desk: &Desk) -> anyhow::Result<Vec<Fact>> {
    let request = &registration.request;
    let status = desk.word(&format!("status.{}", registration.status.key()))?;
    Ok(vec![
        fact("column.reference", registration.id.reference().to_owned(), desk)?,
        fact("column.workshop", desk.title(&request.workshop).to_owned(), desk)?,
        fact("column.status", status, desk)?,
        fact("column.organisation", request.contact.organisation.clone(), desk)?,
        fact("extract.kept_until", time(registration.expires, desk)?, desk)?,
    ])
}

/// Returns a fact whose name is the word with this key.
fn fact(key: &str, value: String, desk: &Desk) -> anyhow::Result<Fact> {
    Ok(Fact { name: desk.word(key)?, value })
}

fn section(key: &str, facts: Vec<Fact>, desk: &Desk) -> anyhow::Result<Section> {
    Ok(Section { title: desk.word(key)?, facts, history: Vec::new() })
}

/// Converts a row of an export to facts, without the empty ones.
fn facts(columns: Vec<Column>, cells: Vec<Cell>, desk: &Desk) -> anyhow::Result<Vec<Fact>> {
    let mut facts = Vec::new();
    for (column, cell) in columns.into_iter().zip(cells) {
        if cell != Cell::Empty {
            facts.push(Fact { name: column.header, value: text(cell, desk)? });
        }
    }
    Ok(facts)
}

fn text(cell: Cell, desk: &Desk) -> anyhow::Result<String> {
    Ok(match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Reference(text) => text,
        Cell::Siret(siret) => siret.into(),
        Cell::Telephone(telephone) => telephone.readable(),
        Cell::Number(number) => number.to_string(),
        Cell::Amount(amount) => desk.money(amount)?,
        Cell::Instant(instant) => time(instant, desk)?,
    })
}

/// Formats an instant in the site's language.
fn time(instant: Timestamp, desk: &Desk) -> anyhow::Result<String> {
    Ok(desk.formats.date_time(instant, &desk.words)?)
}
