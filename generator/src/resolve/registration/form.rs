//! The registration form of an offer, with the theme's words.

use model::catalogue::Fee;
use model::form::{Form, FormError};
use model::programme::{AttendanceMode, Session, SessionStatus};
use model::registration::{FormParts, RegistrationFormError, registration_form};
use view::format::DateStyle;
use view::renderer::Renderer;

use super::Terms;
use crate::yaml::Reader;

/// The form. `None` when the theme lacks words, which is told with the theme, or the questions make no form,
/// which is told here.
pub(super) fn form(
    reader: &mut Reader<'_>,
    terms: &Terms,
    sessions: &[Session],
    renderer: &Renderer,
) -> Option<Form> {
    let (words, formats) = (renderer.words(), renderer.formats());
    let titled = |session: &Session| {
        let date = formats.date(session.date, DateStyle::Full);
        let hybrid = session.attendance == AttendanceMode::Hybrid;
        (session.id.to_string(), format!("{} ({date})", session.title), hybrid)
    };
    let taking_place = sessions.iter().filter(|session| session.status != SessionStatus::Cancelled);
    let sessions: Vec<_> = taking_place.map(titled).collect();
    let parts = FormParts {
        fees: &terms.fees,
        max_participants: terms.max_participants,
        attends: terms.attends,
        sessions: &sessions,
        questions: terms.questions.iter().map(|question| question.value.clone()).collect(),
    };
    let form = registration_form(
        parts,
        |fee| fee_hint(fee, renderer),
        |key, parameters| words.text(key, parameters),
    );
    match form {
        Ok(form) => Some(form),
        Err(RegistrationFormError::Text(_)) => None,
        Err(RegistrationFormError::Form(error)) => {
            refuse(reader, terms, &error);
            None
        }
    }
}

fn fee_hint(fee: &Fee, renderer: &Renderer) -> String {
    let words = renderer.words();
    let amount = renderer.formats().money(fee.amount, words).unwrap_or_default();
    let text = match &fee.note {
        Some(note) => words.text("form.fee.option_hint_note", &[("amount", &amount), ("note", note)]),
        None => words.text("form.fee.option_hint", &[("amount", &amount)]),
    };
    text.unwrap_or_default()
}

/// Tells at the question why it cannot stand in the form.
fn refuse(reader: &mut Reader<'_>, terms: &Terms, error: &FormError) {
    let name = match error {
        FormError::DuplicateName(name)
        | FormError::MissingText(name)
        | FormError::Options(name)
        | FormError::Initial(name)
        | FormError::ShowIf { field: name, .. } => name,
    };
    let hint = match error {
        FormError::DuplicateName(_) => "give the question a name that no other field of the form has",
        FormError::ShowIf { .. } => "name a question that stands before this one",
        _ => "give each option a value of its own",
    };
    // Fees that are written twice make no form either, and were told.
    if let Some(question) = terms.questions.iter().find(|question| question.value.name == *name) {
        reader.refuse(&question.span, error.to_string(), hint);
    }
}
