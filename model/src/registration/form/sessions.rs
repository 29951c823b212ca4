//! The fields for sessions and attendance modes: those for all participants, and those in the row of one.

use super::groups::{Groups, LINE, Specification};
use super::{FormParts, FormSession};
use crate::announcement::AttendanceMode;
use crate::field;
use crate::form::{Autocomplete, ChoiceOption, Field, FieldErrors, FieldGroup, FieldKind, ShowIf};
use crate::offer::Attends;

/// The part of the keys of texts for sessions that a participant attends alone.
const PARTICIPANT_SESSIONS: &str = "participant-sessions";

/// The part of the keys of texts for the mode in which a participant attends a session alone.
const PARTICIPANT_ATTENDANCE: &str = "participant_attendance";

impl<E, T: Fn(&str, &[(&str, &str)]) -> Result<String, E>> Groups<T> {
    /// Returns the fields for sessions and attendance modes; `None` if there is nothing to choose.
    pub(super) fn sessions(&self, parts: &FormParts<'_>) -> Result<Option<FieldGroup>, E> {
        let mut fields = Vec::new();
        if parts.attends == Attends::Choose {
            let kind = choice_of_sessions(parts.sessions);
            fields.push(self.field(field::SESSIONS, Specification { kind, ..LINE })?);
        }
        for session in parts.sessions.iter().filter(|session| session.hybrid) {
            fields.push(self.attendance(session, parts.attends)?);
        }
        if fields.is_empty() {
            return Ok(None);
        }
        let hint =
            (parts.max_participants > 1).then(|| (self.text)("form.sessions_for_all", &[])).transpose()?;
        Ok(Some(FieldGroup { hint, ..self.group("sessions", fields)? }))
    }

    /// Returns the fields in a participant's row for sessions and attendance modes that differ from those for all; none if
    /// there is nothing to choose. They may stay empty.
    pub(super) fn own_sessions(&self, number: u32, parts: &FormParts<'_>) -> Result<Vec<Field>, E> {
        let name = |name: &str| field::of_participant(number, name);
        let mut fields = Vec::new();
        if parts.attends == Attends::Choose {
            let kind = choice_of_sessions(parts.sessions);
            let specification = Specification { kind, required: false, hint: true, ..LINE };
            let sessions = self.field(PARTICIPANT_SESSIONS, specification)?;
            fields.push(Field { name: name(field::SESSIONS), ..sessions });
        }
        for session in parts.sessions.iter().filter(|session| session.hybrid) {
            let attendance = self.attendance_field(PARTICIPANT_ATTENDANCE, session)?;
            let hint = Some((self.text)(&format!("form.{PARTICIPANT_ATTENDANCE}.hint"), &[])?);
            fields.push(Field { name: name(&attendance.name), hint, required: false, ..attendance });
        }
        Ok(fields)
    }

    /// Returns the field for the mode in which all participants attend a session.
    fn attendance(&self, session: &FormSession, attends: Attends) -> Result<Field, E> {
        let condition = ShowIf { field: field::SESSIONS.to_owned(), equals: session.id.clone() };
        Ok(Field {
            initial: Some(AttendanceMode::InPerson.key().to_owned()),
            show_if: (attends == Attends::Choose).then_some(condition),
            ..self.attendance_field("attendance", session)?
        })
    }

    /// Returns a required field for the mode of a session, with the texts below this key.
    fn attendance_field(&self, key: &str, session: &FormSession) -> Result<Field, E> {
        let FormSession { id, title, date, .. } = session;
        let option = |mode: AttendanceMode, key: &str| {
            let label = (self.text)(key, &[])?;
            Ok(ChoiceOption { value: mode.key().to_owned(), label, hint: None, language: None })
        };
        let options = vec![
            option(AttendanceMode::InPerson, "attendance.in_person")?,
            option(AttendanceMode::Online, "attendance.online")?,
        ];
        let parameters = [("session", title.as_str()), ("date", date)];
        let text = |part: &str| (self.text)(&format!("form.{key}.{part}"), &parameters);
        Ok(Field {
            name: field::attendance(id),
            label: text("label")?,
            hint: None,
            kind: FieldKind::Choice { options },
            required: true,
            initial: None,
            autocomplete: Autocomplete::Off,
            errors: FieldErrors { missing: text("missing")?, invalid: text("invalid")? },
            show_if: None,
            language: None,
        })
    }
}

/// Returns the choice among sessions, with their titles and dates.
fn choice_of_sessions(sessions: &[FormSession]) -> FieldKind {
    let option = |FormSession { id, title, date, .. }: &FormSession| ChoiceOption {
        value: id.clone(),
        label: format!("{title} ({date})"),
        hint: None,
        language: None,
    };
    FieldKind::Choices { options: sessions.iter().map(option).collect() }
}
