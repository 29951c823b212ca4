//! The sessions and attendance modes of single participants.

use super::ValidValues;
use crate::catalogue::CatalogueWorkshop;
use crate::field;
use crate::form::{Field, Form};
use crate::offer::{Attends, Offer};
use crate::registration::{AttendedSession, mode_of};
use crate::submission::{Answer, FieldError, Problem, Value, Values};

/// Returns the errors of the rows in which the sessions of a participant and the ways of attending them do not fit together.
pub(super) fn unfitting_modes(form: &Form, values: &Values) -> Vec<FieldError> {
    let valid = ValidValues { form, values };
    let names = form.fields().map(|field| field.name.as_str());
    let rows = names.filter(|name| field::name_in_row(name) == Some(field::SESSIONS));
    let rows = rows.filter_map(|name| name.strip_suffix(field::SESSIONS));
    rows.flat_map(|row| valid.missing_modes(row).chain(valid.modes_without_session(row))).collect()
}

impl ValidValues<'_> {
    /// Returns the sessions of the participant in a row, with their modes; none if they are those that all attend.
    pub(super) fn own_sessions(
        &self,
        number: u32,
        workshop: &CatalogueWorkshop,
        offer: &Offer,
        shared: &[AttendedSession],
    ) -> Vec<AttendedSession> {
        let chosen = self.chosen(&field::of_participant(number, field::SESSIONS));
        let attended = |session: &str| {
            let own = self.mode(&field::of_participant(number, &field::attendance(session)));
            AttendedSession { session: session.to_owned(), mode: own.or_else(|| mode_of(shared, session)) }
        };
        let own: Vec<_> = match offer.attends {
            Attends::Choose if !chosen.is_empty() => chosen.iter().map(|id| attended(id)).collect(),
            Attends::Choose => shared.iter().map(|it| attended(&it.session)).collect(),
            Attends::All => {
                let sessions = workshop.sessions.iter().map(|session| attended(&session.id));
                sessions.filter(|session| session.mode.is_some()).collect()
            }
        };
        if own == shared { Vec::new() } else { own }
    }

    /// Returns an error for each session that the participant in a row attends alone without having said how, if there is a
    /// choice. `row` is what the names of its fields begin with.
    fn missing_modes(&self, row: &str) -> impl Iterator<Item = FieldError> {
        let chosen = self.chosen(&format!("{row}{}", field::SESSIONS)).iter();
        chosen.filter_map(move |session| {
            let shared = field::attendance(session);
            let own = format!("{row}{shared}");
            let is_missing =
                self.form.field(&own).is_some() && self.mode(&own).or_else(|| self.mode(&shared)).is_none();
            is_missing.then_some(FieldError { field: own, problem: Problem::Missing })
        })
    }

    /// Returns an error if the row says how its participant attends a session that they do not attend.
    fn modes_without_session(&self, row: &str) -> Option<FieldError> {
        let name = format!("{row}{}", field::SESSIONS);
        let attended = Some(self.chosen(&name)).filter(|own| !own.is_empty());
        let attended = attended.unwrap_or_else(|| self.chosen(field::SESSIONS));
        if attended.is_empty() {
            // That no session is chosen is an error already.
            return None;
        }
        let is_unattended = |field: &Field| {
            let session = field.name.strip_prefix(row).and_then(field::session_of_attendance);
            session
                .is_some_and(|it| self.mode(&field.name).is_some() && !attended.iter().any(|own| own == it))
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
