//! The sessions and attendance modes of single participants.

use super::ValidValues;
use crate::catalogue::CatalogueWorkshop;
use crate::field;
use crate::form::Form;
use crate::offer::{Attends, Offer};
use crate::registration::{AttendedSession, mode_of};
use crate::submission::{Answer, FieldError, Problem, Value, Values};

/// Returns an error for each session that a participant attends alone without having said how, if there is a choice.
pub(super) fn missing_modes(form: &Form, values: &Values) -> Vec<FieldError> {
    let valid = ValidValues { form, values };
    let names = form.fields().map(|field| field.name.as_str());
    let mut errors = Vec::new();
    for name in names.filter(|name| field::name_in_row(name) == Some(field::SESSIONS)) {
        let row = name.strip_suffix(field::SESSIONS).unwrap_or_default();
        for session in valid.chosen(name) {
            let shared = field::attendance(session);
            let own = format!("{row}{shared}");
            let is_asked = form.field(&own).is_some();
            if is_asked && valid.mode(&own).or_else(|| valid.mode(&shared)).is_none() {
                errors.push(FieldError { field: own, problem: Problem::Missing });
            }
        }
    }
    errors
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

    /// Returns the values that were chosen in a field.
    fn chosen(&self, name: &str) -> &[String] {
        match self.values.get(name) {
            Some(Value::Answer(Answer::Choices(chosen))) => chosen,
            _ => &[],
        }
    }
}
