//! The check of the registration form that an offer asks for, without the texts of a theme.

use diagnostics::{message, phrase};
use model::form::{Form, MAX_FIELDS};
use model::offer::Fee;
use model::programme::Session;
use model::registration::{FormParts, FormSession, ParticipantParts, registration_form};
use yaml::Reader;

use super::{Per, Terms};
use crate::questions;

/// Checks the questions in the form, and its size. Returns `None` if some are invalid or it is too large, which is reported.
pub(super) fn check(reader: &mut Reader<'_>, terms: &Terms, sessions: &[Session]) -> Option<()> {
    let session = |Session { id, title, announced, .. }: &Session| {
        let (attendance, status) = (announced.attendance, announced.status);
        FormSession::new(id.to_string(), title.clone(), String::new(), attendance, status)
    };
    let sessions: Vec<_> = sessions.iter().filter_map(session).collect();
    let questions: Vec<_> = terms.questions.iter().map(|it| it.question.clone()).collect();
    let form = questions::check(reader, &questions, |questions| {
        let asked = |per| {
            let questions = terms.questions.iter().zip(questions).filter(move |(it, _)| it.per == per);
            questions.map(|(_, question)| question.clone()).collect()
        };
        let parts = FormParts {
            fees: &terms.fees,
            member_code: terms.fees.iter().any(Fee::is_for_members),
            max_participants: terms.max_participants(),
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
    })?;
    check_size(reader, terms, &form)
}

/// Reports a form with more fields than a post can have. Only the rows of participants can be so many.
fn check_size(reader: &mut Reader<'_>, terms: &Terms, form: &Form) -> Option<()> {
    let fields = form.fields().count();
    let Some(participants) = terms.max_participants.as_ref().filter(|_| fields > MAX_FIELDS) else {
        return Some(());
    };
    let count = participants.value;
    let message = message! {
        ManyParticipants,
        en: "the form for {count} participants has {fields} fields, more than {MAX_FIELDS}",
        fr: "le formulaire pour {count} participants a {fields} champs, plus de {MAX_FIELDS}"
    };
    let hint = phrase! {
        en: "lower the number, or ask less about each participant; a session to attend in person or online counts as a \
             question",
        fr: "baissez le nombre, ou posez moins de questions sur chaque participant ; une séance à suivre sur place ou à \
             distance compte comme une question"
    };
    reader.refuse(&participants.span, message, hint);
    None
}
