//! The check of the registration form that an offer asks for, without the texts of a theme.

use model::offer::Fee;
use model::programme::Session;
use model::registration::{FormParts, FormSession, ParticipantParts, registration_form};
use yaml::Reader;

use super::{Per, Terms};
use crate::questions;

/// Checks the questions in the form. Returns `None` if some are invalid, which is reported.
pub(super) fn check(reader: &mut Reader<'_>, terms: &Terms, sessions: &[Session]) -> Option<()> {
    let session = |Session { id, title, announced, .. }: &Session| {
        let (attendance, status) = (announced.attendance, announced.status);
        FormSession::new(id.to_string(), title.clone(), String::new(), attendance, status)
    };
    let sessions: Vec<_> = sessions.iter().filter_map(session).collect();
    let questions: Vec<_> = terms.questions.iter().map(|it| it.question.clone()).collect();
    questions::check(reader, &questions, |questions| {
        let asked = |per| {
            let questions = terms.questions.iter().zip(questions).filter(move |(it, _)| it.per == per);
            questions.map(|(_, question)| question.clone()).collect()
        };
        let parts = FormParts {
            fees: &terms.fees,
            member_code: terms.fees.iter().any(Fee::is_for_members),
            max_participants: terms.max_participants,
            max_per_organisation: terms.max_per_organisation,
            attends: terms.attends,
            sessions: &sessions,
            questions: asked(Per::Registration),
            participant: ParticipantParts {
                email: terms.participant_email,
                questions: asked(Per::Participant),
            },
        };
        registration_form(parts, |_| String::new(), questions::key_as_text)
    })
}
