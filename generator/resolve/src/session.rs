//! Sessions: `sessions.yaml` of a workshop.

pub(crate) mod documents;
mod previously;
pub(crate) mod private;
mod references;

use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};
use jiff::civil::{Date, DateTime, Time};
use model::announcement::{Announcement, AttendanceMode, SessionStatus};
use model::programme::{Session, overlaps};
use model::slug::Slug;
use yaml::shape::Presence;
use yaml::{Fields, Node, Reader, Spanned, Value};

use self::private::PrivatePlaces;
use self::references::{check_speakers, check_venue};
use super::document::SourceText;
use super::places::SessionPlaces;
use super::{Context, prose};
use crate::limits;

/// The values of `attendance`.
const ATTENDANCE: &[(&str, AttendanceMode)] = &[
    ("in-person", AttendanceMode::InPerson),
    ("online", AttendanceMode::Online),
    ("hybrid", AttendanceMode::Hybrid),
];

/// The values of `status`.
const STATUS: &[(&str, SessionStatus)] = &[
    ("scheduled", SessionStatus::Scheduled),
    ("postponed", SessionStatus::Postponed),
    ("cancelled", SessionStatus::Cancelled),
];

/// The positions of a session's parts in its file.
pub(super) struct Places {
    /// The identifier, if it is written; otherwise the session is numbered.
    id: Option<Range<usize>>,
    date: Range<usize>,
    pub(super) description: SourceText,
    pub(super) facts: SessionPlaces,
    /// The private information, if there is some.
    private: Option<PrivatePlaces>,
}

/// The sessions of a workshop in chronological order.
pub(super) struct Sessions {
    pub(super) list: Vec<Session>,
    /// The positions of each session's parts.
    pub(super) places: Vec<Places>,
    /// Whether they have no problems. Otherwise their dates are correct, but other values may be missing.
    pub(super) are_sound: bool,
}

impl Sessions {
    /// Returns the day of the first session.
    pub(super) fn first_day(&self) -> Option<Date> {
        self.list.iter().map(|session| session.announced.date).min()
    }

    /// Returns the start of the first session.
    pub(super) fn first_start(&self) -> Option<DateTime> {
        let announced = self.list.iter().map(|session| &session.announced);
        announced.map(|it| it.date.to_datetime(it.start)).min()
    }

    /// Returns the end of the last session.
    pub(super) fn last_end(&self) -> Option<DateTime> {
        let announced = self.list.iter().map(|session| &session.announced);
        announced.map(|it| it.date.to_datetime(it.end)).max()
    }

    /// Numbers the sessions without a written identifier, in the order of their first announcements: calendars
    /// identify a session by this number, even if it is moved past another one. Reports duplicate identifiers.
    fn identify(&mut self, file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) {
        let mut known: Vec<Slug> = Vec::new();
        let mut sessions: Vec<_> = self.list.iter_mut().zip(&self.places).collect();
        sessions.sort_by_key(|(session, _)| {
            let first = session.first_announcement();
            (first.date, first.start)
        });
        for (number, (session, places)) in (1..).zip(sessions) {
            if places.id.is_none() {
                session.id = numbered(number);
            }
            if known.contains(&session.id) {
                let span = places.id.as_ref().unwrap_or(&places.date).clone();
                let id = &session.id;
                let message = message! {
                    DuplicateSession,
                    en: "two sessions have the identifier `{id}`",
                    fr: "deux séances ont l’identifiant `{id}`"
                };
                let hint =
                    phrase! { en: "give each a different `id`", fr: "donnez à chacune son propre `id`" };
                diagnostics.push(Diagnostic::new(file, span, message).with_hint(hint));
            }
            known.push(session.id.clone());
        }
    }

    fn refuse_overlaps(&self, file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) {
        for [earlier, later] in overlaps(&self.list) {
            let Session { title, announced, .. } = &self.list[earlier];
            let message = message! {
                Overlap,
                en: "this session takes place at the same time as \"{title}\"",
                fr: "cette séance a lieu en même temps que « {title} »"
            };
            let hint = phrase! {
                en: "correct a date or a time, or cancel one of them",
                fr: "corrigez une date ou une heure, ou annulez l’une des deux"
            };
            let (start, end) = (clock(announced.start), clock(announced.end));
            let times = phrase! {
                en: "the other session, from {start} to {end}",
                fr: "l’autre séance, de {start} à {end}"
            };
            let problem = Diagnostic::new(file, self.places[later].date.clone(), message)
                .with_hint(hint)
                .with_related(self.places[earlier].facts.date.clone(), times);
            diagnostics.push(problem);
        }
    }
}

/// Reads the sessions. Returns `None` if one has no date or title, or if there are none, which is reported.
pub(super) fn sessions(
    file: &Arc<SourceFile>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Sessions> {
    let node = yaml::parse_file(file, diagnostics)?;
    let before = diagnostics.len();
    let mut reader = Reader::new(file, diagnostics);
    let mut sessions = entries(context)(&mut reader, &node)?;
    if sessions.is_empty() && diagnostics.len() == before {
        let message = message! {
            NoSessions,
            en: "a workshop has at least one session",
            fr: "un atelier a au moins une séance"
        };
        let hint = phrase! {
            en: "write `- title: …` with `date`, `start` and `end` below it",
            fr: "écrivez `- title: …` avec, au-dessous, `date`, `start` et `end`"
        };
        diagnostics.push(Diagnostic::new(file, 0..file.text().len(), message).with_hint(hint));
    }
    let are_sound = diagnostics.len() == before;
    let are_all = matches!(&node.value, Value::Sequence(nodes) if nodes.len() == sessions.len());
    if !are_all || sessions.is_empty() {
        return None;
    }
    sessions.sort_by_key(|(session, _)| (session.announced.date, session.announced.start));
    let (list, places) = sessions.into_iter().unzip();
    let mut sessions = Sessions { list, places, are_sound };
    if are_sound {
        sessions.refuse_overlaps(file, diagnostics);
        sessions.identify(file, diagnostics);
    }
    Some(sessions)
}

/// Reads the entries of the file.
pub(super) fn entries(
    context: &Context<'_>,
) -> impl Fn(&mut Reader<'_>, &Node) -> Option<Vec<(Session, Places)>> {
    yaml::filled(yaml::list_up_to(limits::MAX_SESSIONS, |reader: &mut Reader<'_>, node: &Node| {
        session(reader, node, context)
    }))
}

/// Reads only the descriptions of sessions from a file with problems.
pub(super) fn descriptions(file: &Arc<SourceFile>) -> Vec<SourceText> {
    let mut reported = Diagnostics::default();
    let node = yaml::parse_file(file, &mut reported);
    let Some(Node { value: Value::Sequence(nodes), .. }) = node else { return Vec::new() };
    let mut reader = Reader::new(file, &mut reported);
    let descriptions = nodes.iter().filter_map(|node| match &node.value {
        Value::Mapping(pairs) => pairs.iter().find(|pair| pair.key == "description"),
        _ => None,
    });
    descriptions
        .filter_map(|pair| {
            let Spanned { value, span } = yaml::markdown(&mut reader, &pair.node)?;
            Some(SourceText::of_scalar(file, &span, &value))
        })
        .collect()
}

/// Returns the identifier of a numbered session.
fn numbered(number: usize) -> Slug {
    format!("session-{number}").parse().expect("letters, a hyphen and a number are a slug")
}

fn session(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<(Session, Places)> {
    let prose = prose(context.typography);
    let mut fields = reader.fields(node)?;
    let id = fields.optional(reader, "id", yaml::spanned(yaml::slug));
    let title = fields.required(reader, "title", prose);
    let date = fields.required(reader, "date", yaml::spanned(yaml::date));
    let start = fields.required(reader, "start", yaml::time);
    let end = fields.required(reader, "end", yaml::spanned(yaml::time));
    let (attendance, venue) = attendance(reader, &mut fields);
    let attendance_note = fields.optional(reader, "attendance_note", prose);
    let capacity = fields.optional(reader, "capacity", yaml::count_up_to(limits::MAX_SEATS));
    let status = fields.optional(reader, "status", yaml::one_of(STATUS));
    let previously = previously::read(reader, &mut fields, context);
    let speakers = fields.optional(reader, "speakers", yaml::list(yaml::spanned(yaml::reference("speaker"))));
    let description = description(reader, &mut fields, node);
    let private = private::read(reader, &mut fields, attendance, context.typography);
    check_venue(reader, &fields, attendance, venue.as_ref(), context);
    let speakers = speakers.unwrap_or_default();
    check_speakers(reader, &speakers, context);
    let facts = SessionPlaces::of(reader, &fields);
    let (private, private_places) = private.map(|read| (Box::new(read.information), read.places)).unzip();
    fields.finish(reader);
    let (start, end, date) = (start?, end?, date?);
    check_end(reader, start, &end);
    let announced = Announcement {
        date: date.value,
        start,
        end: end.value,
        attendance,
        venue: venue.map(|venue| venue.value),
        status: status.unwrap_or(SessionStatus::Scheduled),
    };
    let places = Places {
        id: id.as_ref().map(|id| id.span.clone()),
        date: date.span,
        description: SourceText::of_scalar(reader.file, &description.span, &description.value),
        facts,
        private: private_places,
    };
    let session = Session {
        // Numbered once all sessions are sorted.
        id: id.map_or_else(|| numbered(0), |id| id.value),
        title: title?,
        previously: previously::announcements(reader, &previously.unwrap_or_default(), &announced),
        announced,
        attendance_note,
        capacity,
        speakers: speakers.into_iter().map(|speaker| speaker.value).collect(),
        private,
    };
    Some((session, places))
}

/// Reads the description of a session; an empty one at its place if there is none.
fn description(reader: &mut Reader<'_>, fields: &mut Fields<'_>, session: &Node) -> Spanned<String> {
    let description = fields.optional(reader, "description", yaml::markdown);
    description.unwrap_or_else(|| Spanned { value: String::new(), span: session.span.clone() })
}

/// Reads how a session is attended, and its venue. [`check_venue`] reports a missing or unwanted one.
fn attendance(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> (AttendanceMode, Option<Spanned<Slug>>) {
    let usual = AttendanceMode::InPerson;
    let read = |reader: &mut Reader<'_>, fields: &mut Fields<'_>, attendance| {
        let is_online = attendance == AttendanceMode::Online;
        let presence = if is_online { Presence::Forbidden } else { Presence::Required };
        let venue = fields.expected(reader, "venue", presence, yaml::spanned(yaml::reference("venue")));
        (attendance, venue)
    };
    fields.by_keyword(reader, "attendance", ATTENDANCE, Some(usual), read).unwrap_or((usual, None))
}

fn check_end(reader: &mut Reader<'_>, start: Time, end: &Spanned<Time>) {
    if end.value <= start {
        let (start, finish) = (clock(start), clock(end.value));
        let message = message! {
            SessionOrder,
            en: "the session ends at {finish} but starts at {start}",
            fr: "la séance finit à {finish}, mais commence à {start}"
        };
        let hint = phrase! {
            en: "a session ends on the day it starts; change one of the times",
            fr: "une séance finit le jour où elle commence ; changez l’une des heures"
        };
        reader.refuse(&end.span, message, hint);
    }
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}
