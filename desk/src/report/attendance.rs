//! Attendance sheets, one per session.

use jiff::civil::time;
use model::announcement::{AttendanceMode, SessionStatus};
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::registration::Registration;
use serde::Serialize;
use view::format::DateStyle;

use super::render;
use crate::desk::Desk;
use crate::participant_code::ParticipantCode;

#[derive(Serialize)]
struct AttendanceSheetView<'a> {
    language: &'a str,
    title: String,
    organiser: &'a str,
    workshop: &'a str,
    words: Words,
    sheets: Vec<Sheet<'a>>,
    blank_lines: Vec<u32>,
}

#[derive(Serialize)]
struct Words {
    heading: String,
    session: String,
    date: String,
    place: String,
    speakers: String,
    name: String,
    function: String,
    organisation: String,
    organiser: String,
    remote: String,
    absent: String,
}

#[derive(Serialize)]
struct Sheet<'a> {
    session: &'a str,
    date: String,
    hours: String,
    place: &'a str,
    /// The speakers' names on one line.
    speakers: String,
    /// The captions of the signature boxes: one per speaker, and one if no speaker is announced.
    signed_by: Vec<String>,
    note: String,
    people: String,
    /// The headers of the signature columns: one, or one each for the morning and the afternoon.
    signatures: Vec<String>,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    number: usize,
    family_name: &'a str,
    given_name: &'a str,
    function: &'a str,
    organisation: &'a str,
    /// The code by which `registrations absent` names the participant.
    code: String,
    /// Whether the participant was recorded as absent; `false` before the session begins.
    absent: bool,
    /// Whether the participant attends by video, and so does not sign.
    remote: bool,
}

/// Builds the sheets of these sessions, each with the registrations that attend it.
pub(crate) fn page(
    workshop: &CatalogueWorkshop,
    sessions: &[&CatalogueSession],
    confirmed: &[Registration],
    blank_lines: u32,
    desk: &Desk,
) -> anyhow::Result<String> {
    let word = |key: &str| desk.word(&format!("sheet.{key}"));
    let sheets = sessions.iter().map(|session| sheet(session, confirmed, desk));
    render(
        "attendance.html",
        &AttendanceSheetView {
            language: &desk.site.language,
            title: format!("{} – {}", word("attendance")?, workshop.title),
            organiser: &desk.site.organiser.name,
            workshop: &workshop.title,
            words: Words {
                heading: word("attendance")?,
                session: word("session")?,
                date: word("date")?,
                place: word("place")?,
                speakers: word("speakers")?,
                name: word("name")?,
                function: desk.word("column.function")?,
                organisation: desk.word("column.organisation")?,
                organiser: word("organiser")?,
                remote: word("remote")?,
                absent: word("absent")?,
            },
            sheets: sheets.collect::<anyhow::Result<_>>()?,
            blank_lines: (0..blank_lines).collect(),
        },
    )
}

fn sheet<'a>(
    session: &'a CatalogueSession,
    confirmed: &'a [Registration],
    desk: &Desk,
) -> anyhow::Result<Sheet<'a>> {
    let word = |key: &str| desk.word(&format!("sheet.{key}"));
    let rows = rows(session, confirmed, desk);
    let hour = |at| desk.formats.time(at, &desk.words);
    // At a whole-day session each participant signs twice.
    let whole_day = session.start < time(12, 0, 0, 0) && session.end > time(13, 0, 0, 0);
    let signatures =
        if whole_day { vec![word("morning")?, word("afternoon")?] } else { vec![word("signature")?] };
    let count = rows.len() as u64;
    Ok(Sheet {
        session: &session.title,
        date: desk.formats.date(session.date, DateStyle::Full),
        hours: desk
            .words
            .text("sheet.hours", &[("start", &hour(session.start)?), ("end", &hour(session.end)?)])?,
        place: session.place.as_deref().unwrap_or_default(),
        speakers: session.speakers.join(", "),
        signed_by: signed_by(session, desk)?,
        note: match session.status {
            SessionStatus::Scheduled => String::new(),
            status => word(&format!("session_{}", status.key()))?,
        },
        people: desk.words.plural("sheet.people", count, &[])?,
        signatures,
        rows,
    })
}

fn signed_by(session: &CatalogueSession, desk: &Desk) -> anyhow::Result<Vec<String>> {
    if session.speakers.is_empty() {
        return Ok(vec![desk.word("sheet.speaker")?]);
    }
    let named = |name: &String| Ok(desk.words.text("sheet.speaker_named", &[("name", name)])?);
    session.speakers.iter().map(named).collect()
}

/// Returns the participants of a session, sorted by family name.
fn rows<'a>(session: &CatalogueSession, confirmed: &'a [Registration], desk: &Desk) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    // Absences that were recorded before a session was moved are not about its new date.
    let has_begun = desk.beginning(session).is_some_and(|begins| begins <= desk.now);
    for registration in confirmed {
        for participant in &registration.request.participants {
            let own = registration.of_participant(participant);
            if !own.attends(&session.id) {
                continue;
            }
            let remote = own.mode(&session.id).unwrap_or(session.attendance) == AttendanceMode::Online;
            rows.push(Row {
                number: 0,
                family_name: &participant.family_name,
                given_name: &participant.given_name,
                function: &participant.function,
                organisation: &registration.request.contact.organisation,
                code: ParticipantCode::of(registration, participant).to_string(),
                absent: has_begun && registration.absences.include(&session.id, participant.number),
                remote,
            });
        }
    }
    rows.sort_by_cached_key(|row| (crate::person::name::comparable(row.family_name), row.given_name));
    for (index, row) in rows.iter_mut().enumerate() {
        row.number = index + 1;
    }
    rows
}
