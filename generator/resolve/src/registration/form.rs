//! The registration form of an offer, still without the words of a theme.

use jiff::civil::Date;
use model::announcement::{AttendanceMode, SessionStatus};
use model::form::Form;
use model::programme::Session;
use model::registration::{FormParts, FormSession, registration_form};
use yaml::Reader;

use super::Terms;
use crate::questions;

/// The form. `None`, which is reported, when the questions make no form.
pub(super) fn form(reader: &mut Reader<'_>, terms: &Terms, sessions: &[Session]) -> Option<Form> {
    let sessions = form_sessions(sessions, |_| String::new());
    questions::form(reader, &terms.questions, |questions| {
        let parts = FormParts {
            fees: &terms.fees,
            max_participants: terms.max_participants,
            attends: terms.attends,
            sessions: &sessions,
            questions: questions.to_vec(),
        };
        registration_form(parts, |_| String::new(), questions::key_as_text)
    })
}

/// The sessions that one can register for, as the form names them, with their dates in words.
pub fn form_sessions(sessions: &[Session], date: impl Fn(Date) -> String) -> Vec<FormSession> {
    let session = |session: &Session| FormSession {
        id: session.id.to_string(),
        title: session.title.clone(),
        date: date(session.announced.date),
        hybrid: session.announced.attendance == AttendanceMode::Hybrid,
    };
    let taking_place = sessions.iter().filter(|session| session.announced.status != SessionStatus::Cancelled);
    taking_place.map(session).collect()
}
