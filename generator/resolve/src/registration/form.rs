//! The registration form of an offer, without the texts of a theme.

use jiff::civil::Date;
use model::announcement::{AttendanceMode, SessionStatus};
use model::form::Form;
use model::programme::Session;
use model::registration::{FormParts, FormSession, registration_form};
use yaml::Reader;

use super::Terms;
use crate::questions;

/// Builds the form. Returns `None` if the questions are invalid, which is reported.
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

/// Returns the sessions that are open for registration, as the form presents them, with dates in words.
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
