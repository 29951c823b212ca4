//! The registration form of an offer, with the theme's words.

use model::announcement::{AttendanceMode, SessionStatus};
use model::form::{Field, Form};
use model::offer::{Attends, Fee};
use model::programme::Session;
use model::registration::{FormParts, FormSession, RegistrationFormError, registration_form};
use view::format::DateStyle;
use view::renderer::Renderer;
use view::words::WordsError;
use yaml::Reader;

use super::Terms;
use crate::questions;

/// The form. `None` when the theme lacks words, which is told with the theme, or the questions make no form,
/// which is told here.
pub(super) fn form(
    reader: &mut Reader<'_>,
    terms: &Terms,
    sessions: &[Session],
    renderer: &Renderer,
) -> Option<Form> {
    questions::form(reader, &terms.questions, |questions| {
        make(&terms.fees, terms.max_participants, terms.attends, sessions, questions.to_vec(), renderer)
    })
}

/// The form with these questions of the workshop's own, in the language of the renderer.
pub(crate) fn make(
    fees: &[Fee],
    max_participants: u32,
    attends: Attends,
    sessions: &[Session],
    questions: Vec<Field>,
    renderer: &Renderer,
) -> Result<Form, RegistrationFormError<WordsError>> {
    let (words, formats) = (renderer.words(), renderer.formats());
    let session = |session: &Session| FormSession {
        id: session.id.to_string(),
        title: session.title.clone(),
        date: formats.date(session.announced.date, DateStyle::Full),
        hybrid: session.announced.attendance == AttendanceMode::Hybrid,
    };
    let taking_place = sessions.iter().filter(|session| session.announced.status != SessionStatus::Cancelled);
    let sessions: Vec<_> = taking_place.map(session).collect();
    let parts = FormParts { fees, max_participants, attends, sessions: &sessions, questions };
    let text = |key: &str, parameters: &[(&str, &str)]| words.text(key, parameters);
    registration_form(parts, |fee| fee_hint(fee, renderer), text)
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
