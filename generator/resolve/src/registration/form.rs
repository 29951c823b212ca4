//! The check of the registration form that an offer asks for, without the texts of a theme.

use model::programme::Session;
use model::registration::{FormParts, FormSession, registration_form};
use yaml::Reader;

use super::Terms;
use crate::questions;

/// Checks the questions in the form. Returns `None` if some are invalid, which is reported.
pub(super) fn check(reader: &mut Reader<'_>, terms: &Terms, sessions: &[Session]) -> Option<()> {
    let session = |Session { id, title, announced, .. }: &Session| {
        let (attendance, status) = (announced.attendance, announced.status);
        FormSession::new(id.to_string(), title.clone(), String::new(), attendance, status)
    };
    let sessions: Vec<_> = sessions.iter().filter_map(session).collect();
    questions::check(reader, &terms.questions, |questions| {
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
