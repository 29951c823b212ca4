//! The sessions and attendance modes of single participants.

use std::collections::BTreeSet;

use super::ValidValues;
use crate::announcement::SessionStatus;
use crate::catalogue::CatalogueWorkshop;
use crate::field;
use crate::form::{Field, Form};
use crate::offer::{Attends, Offer};
use crate::registration::{AttendedSession, RegistrationRequest, are_same, mode_of};
use crate::submission::{Answer, FieldError, Problem, Value, Values};

/// The sessions of a registration, which the rows of its participants need not repeat.
#[derive(Clone, Copy, Default)]
pub(super) struct SharedSessions<'a> {
    /// All of them.
    pub(super) all: &'a [AttendedSession],
    /// Those that someone attends for whom none are chosen.
    pub(super) remaining: &'a [AttendedSession],
}

/// Returns the sessions of a registration that people who are added to it attend unless others are chosen for them: where
/// there is a choice, those that have not `begun` and are not cancelled.
pub fn remaining_sessions(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    request: &RegistrationRequest,
    begun: &BTreeSet<String>,
) -> Vec<AttendedSession> {
    let takes_place = |attended: &&AttendedSession| {
        let mut sessions = workshop.sessions.iter();
        let session = sessions.find(|session| session.id == attended.session);
        !begun.contains(&attended.session)
            && session.is_some_and(|session| session.status != SessionStatus::Cancelled)
    };
    let sessions = request.sessions.iter();
    match offer.attends {
        Attends::All => request.sessions.clone(),
        Attends::Choose => sessions.filter(takes_place).cloned().collect(),
    }
}

/// Returns the errors of the rows in which the sessions of a participant and the ways of attending them do not fit together.
/// `shared` are the sessions that the form does not ask about.
pub(super) fn unfitting_modes(form: &Form, values: &Values, shared: SharedSessions<'_>) -> Vec<FieldError> {
    let valid = ValidValues { form, values };
    let names = form.fields().map(|field| field.name.as_str());
    let rows = names.filter(|name| field::name_in_row(name) == Some(field::SESSIONS));
    let rows = rows.filter_map(|name| name.strip_suffix(field::SESSIONS));
    let of_row = |row| valid.missing_modes(row, shared).chain(valid.modes_without_session(row, shared));
    rows.flat_map(of_row).collect()
}

impl ValidValues<'_> {
    /// Returns the sessions of the participant in a row, with their modes; none if they are those that all attend.
    pub(super) fn own_sessions(
        &self,
        number: u32,
        workshop: &CatalogueWorkshop,
        offer: &Offer,
        shared: SharedSessions<'_>,
    ) -> Vec<AttendedSession> {
        let chosen = self.chosen(&field::of_participant(number, field::SESSIONS));
        let attended = |session: &str| {
            let own = self.mode(&field::of_participant(number, &field::attendance(session)));
            AttendedSession {
                session: session.to_owned(),
                mode: own.or_else(|| mode_of(shared.all, session)),
            }
        };
        let own: Vec<_> = match offer.attends {
            Attends::Choose if !chosen.is_empty() => chosen.iter().map(|id| attended(id)).collect(),
            Attends::Choose => shared.remaining.iter().map(|it| attended(&it.session)).collect(),
            Attends::All => {
                let sessions = workshop.sessions.iter().map(|session| attended(&session.id));
                sessions.filter(|session| session.mode.is_some()).collect()
            }
        };
        if are_same(&own, shared.all) { Vec::new() } else { own }
    }

    /// Returns an error for each session that the participant in a row attends alone without having said how, if there is a
    /// choice. `row` is what the names of its fields begin with.
    fn missing_modes(&self, row: &str, shared: SharedSessions<'_>) -> impl Iterator<Item = FieldError> {
        let chosen = self.chosen(&format!("{row}{}", field::SESSIONS)).iter();
        chosen.filter_map(move |session| {
            let of_all = field::attendance(session);
            let own = format!("{row}{of_all}");
            let mode =
                self.mode(&own).or_else(|| self.mode(&of_all)).or_else(|| mode_of(shared.all, session));
            let is_missing = self.form.field(&own).is_some() && mode.is_none();
            is_missing.then_some(FieldError { field: own, problem: Problem::Missing })
        })
    }

    /// Returns an error if the row says how its participant attends a session that they do not attend.
    fn modes_without_session(&self, row: &str, shared: SharedSessions<'_>) -> Option<FieldError> {
        let name = format!("{row}{}", field::SESSIONS);
        let chosen = [self.chosen(&name), self.chosen(field::SESSIONS)].into_iter().find(|it| !it.is_empty());
        let attended: Vec<_> = match chosen {
            Some(chosen) => chosen.iter().map(String::as_str).collect(),
            None => shared.remaining.iter().map(|it| it.session.as_str()).collect(),
        };
        if attended.is_empty() {
            // That no session is chosen is an error already.
            return None;
        }
        let is_unattended = |field: &Field| {
            let session = field.name.strip_prefix(row).and_then(field::session_of_attendance);
            session.is_some_and(|it| self.mode(&field.name).is_some() && !attended.contains(&it))
        };
        let error = FieldError { field: name, problem: Problem::Missing };
        self.form.fields().any(is_unattended).then_some(error)
    }

    /// Returns the values that were chosen in a field.
    fn chosen(&self, name: &str) -> &[String] {
        match self.values.get(name) {
            Some(Value::Answer(Answer::Choices(chosen))) => chosen,
            _ => &[],
        }
    }
}
