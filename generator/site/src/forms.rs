//! Terms and words → forms: the fields found by `resolve`, in the words of the theme.

use model::form::{Field, FieldErrors, Form};
use model::offer::{Fee, Offer};
use model::programme::Session;
use model::questionnaire::{QuestionGroup, QuestionnaireParts, questionnaire_form};
use model::registration::{FormParts, RegistrationFormError, registration_form};
use resolve::{Content, form_sessions};
use view::format::DateStyle;
use view::renderer::Wording;
use view::words::WordsError;

/// Returns the content with the forms of its workshops in the words of the theme. Without `wording`, or if the
/// theme lacks words, a form is unchanged: the problem is reported with the theme, and nothing is built.
#[must_use]
pub(crate) fn with_words(mut content: Content, wording: Option<&Wording>) -> Content {
    let Some(wording) = wording else { return content };
    for (slug, terms) in std::mem::take(&mut content.form_terms) {
        let Some(workshop) = content.programme.workshops.get_mut(&slug) else { continue };
        if let Some((offer, questions)) = workshop.offer.as_mut().zip(terms.registration)
            && let Ok(form) = registration(offer, &workshop.sessions, questions, wording)
        {
            offer.form = form;
        }
        for (questionnaire, parts) in workshop.forms.values_mut().zip(terms.questionnaire) {
            let parts = QuestionnaireParts { groups: worded_groups(parts.groups, wording), ..parts };
            if let Ok(form) = questionnaire_form(parts, |key, values| wording.words().text(key, values)) {
                questionnaire.form = form;
            }
        }
    }
    content
}

fn registration(
    offer: &Offer,
    sessions: &[Session],
    questions: Vec<Field>,
    wording: &Wording,
) -> Result<Form, RegistrationFormError<WordsError>> {
    let formats = wording.formats();
    let sessions = form_sessions(sessions, |date| formats.date(date, DateStyle::Full));
    let parts = FormParts {
        fees: &offer.fees,
        max_participants: offer.max_participants,
        attends: offer.attends,
        sessions: &sessions,
        questions: questions.into_iter().map(|question| worded(question, wording)).collect(),
    };
    registration_form(parts, |fee| fee_hint(fee, wording), |key, values| wording.words().text(key, values))
}

fn worded_groups(groups: Vec<QuestionGroup>, wording: &Wording) -> Vec<QuestionGroup> {
    let group = |QuestionGroup { legend, hint, questions }| {
        let questions = questions.into_iter().map(|question| worded(question, wording)).collect();
        QuestionGroup { legend, hint, questions }
    };
    groups.into_iter().map(group).collect()
}

/// Adds the theme's messages to a question where the editor wrote none.
fn worded(field: Field, wording: &Wording) -> Field {
    let or_word = |text: String, key: &str| match text.is_empty() {
        true => wording.words().text(key, &[("label", &field.label)]).unwrap_or_default(),
        false => text,
    };
    let errors = FieldErrors {
        missing: or_word(field.errors.missing.clone(), "form.question.missing"),
        invalid: or_word(field.errors.invalid.clone(), "form.question.invalid"),
    };
    Field { errors, ..field }
}

fn fee_hint(fee: &Fee, wording: &Wording) -> String {
    let words = wording.words();
    let amount = wording.formats().money(fee.amount, words).unwrap_or_default();
    let text = match &fee.note {
        Some(note) => words.text("form.fee.option_hint_note", &[("amount", &amount), ("note", note)]),
        None => words.text("form.fee.option_hint", &[("amount", &amount)]),
    };
    text.unwrap_or_default()
}
