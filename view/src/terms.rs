//! Terms and words → forms: the questions of a workshop in the words of a theme. The static pages and the handler's answers
//! have the same form because both make it here.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::convert::Infallible;

use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::email_form::address_form;
use model::form::{Field, FieldErrors, Form};
use model::offer::{Attends, Fee, Offer, ParticipantEmail};
use model::questionnaire::{QuestionGroup, Questionnaire, QuestionnaireParts};
use model::registration::{FormParts, FormSession, ParticipantParts};

use crate::format::DateStyle;
use crate::renderer::Wording;
use crate::words::WordsError;

/// The words for a form: those of its language, and those of the site's own for questions that are not translated.
#[derive(Clone, Copy, Debug)]
pub struct FormWords<'a> {
    /// The words of the form's language.
    pub own: &'a Wording,
    /// The words of the site's main language.
    pub main: &'a Wording,
}

/// Returns the registration form for the offer of a workshop.
///
/// # Errors
///
/// Returns [`WordsError`] if the words lack a text of the form or make none that is valid.
pub fn registration_form(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    words: FormWords<'_>,
) -> Result<Form, WordsError> {
    let wording = words.own;
    let session = |CatalogueSession { id, title, date, attendance, status, .. }: &CatalogueSession| {
        let date = wording.formats().date(*date, DateStyle::Full);
        FormSession::new(id.clone(), title.clone(), date, *attendance, *status)
    };
    let sessions: Vec<_> = workshop.sessions.iter().filter_map(session).collect();
    let parts = FormParts {
        fees: &offer.fees,
        member_code: offer.has_fees_for_members(),
        max_participants: offer.max_participants,
        max_per_organisation: offer.max_per_organisation,
        attends: offer.attends,
        sessions: &sessions,
        questions: worded(&offer.questions, words),
        participant: participant_parts(offer, words),
    };
    let text = |key: &str, values: &[(&str, &str)]| wording.words().text(key, values);
    Ok(model::registration::registration_form(parts, |fee| fee_hint(fee, wording), text)?)
}

/// Returns the form in which this many participants of a registration for an offer are changed.
///
/// # Errors
///
/// Returns the same errors as [`registration_form`].
pub fn participants_form(offer: &Offer, participants: u32, words: FormWords<'_>) -> Result<Form, WordsError> {
    let text = |key: &str, values: &[(&str, &str)]| words.own.words().text(key, values);
    let parts = participant_parts(offer, words);
    Ok(model::registration::participants_form(participants, &parts, text)?)
}

/// Returns the form in which this many people are added to a registration with `people`, from the registration form.
///
/// # Errors
///
/// Returns the same errors as [`registration_form`].
pub fn additions_form(form: &Form, people: u32, rows: u32, words: FormWords<'_>) -> Result<Form, WordsError> {
    let text = |key: &str, values: &[(&str, &str)]| words.own.words().text(key, values);
    Ok(model::registration::additions_form(form, people, rows, text)?)
}

/// Returns the form in which a participant of a registration for an offer corrects what is known about them.
///
/// # Errors
///
/// Returns the same errors as [`registration_form`].
pub fn participation_form(offer: &Offer, words: FormWords<'_>) -> Result<Form, WordsError> {
    let text = |key: &str, values: &[(&str, &str)]| words.own.words().text(key, values);
    Ok(model::registration::participation_form(worded(&offer.participant_questions, words), text)?)
}

fn participant_parts(offer: &Offer, words: FormWords<'_>) -> ParticipantParts {
    ParticipantParts {
        email: offer.participant_email,
        questions: worded(&offer.participant_questions, words),
    }
}

/// Returns the form of a questionnaire.
///
/// # Errors
///
/// Returns the same errors as [`registration_form`].
pub fn questionnaire_form(questionnaire: &Questionnaire, words: FormWords<'_>) -> Result<Form, WordsError> {
    let group = |QuestionGroup { legend, hint, questions }: &QuestionGroup| QuestionGroup {
        legend: legend.clone(),
        hint: hint.clone(),
        questions: worded(questions, words),
    };
    let parts = QuestionnaireParts {
        groups: questionnaire.groups.iter().map(group).collect(),
        interview: questionnaire.interview,
        interview_hint: questionnaire.interview_hint.clone(),
    };
    let text = |key: &str, values: &[(&str, &str)]| words.own.words().text(key, values);
    Ok(model::questionnaire::questionnaire_form(parts, text)?)
}

/// The keys of words that depend on fees, on questions, and on sessions of people who are added to a registration.
const FEES_AND_QUESTIONS: [&str; 7] = [
    "form.fee.option_hint",
    "form.fee.option_hint_note",
    "form.questions.legend",
    "form.participant.self",
    "form.question.missing",
    "form.question.invalid",
    "form.addition.sessions_hint",
];

/// Returns the keys of all words that a form may have.
pub fn keys_of_words() -> BTreeSet<String> {
    let keys = RefCell::new(BTreeSet::from(FEES_AND_QUESTIONS.map(str::to_owned)));
    let text = |key: &str, _: &[(&str, &str)]| {
        keys.borrow_mut().insert(key.to_owned());
        Ok::<_, Infallible>(key.to_owned())
    };
    let (id, title, date) = (String::new(), String::new(), String::new());
    let session = FormSession { id, title, date, hybrid: true };
    let parts = FormParts {
        fees: &[],
        member_code: true,
        max_participants: 2,
        max_per_organisation: Some(2),
        attends: Attends::Choose,
        sessions: &[session],
        questions: Vec::new(),
        participant: ParticipantParts { email: ParticipantEmail::Optional, questions: Vec::new() },
    };
    // Without fees these forms are not valid, but they ask for the words.
    let _ = model::registration::registration_form(parts, |_| String::new(), text);
    let parts = QuestionnaireParts { groups: Vec::new(), interview: true, interview_hint: None };
    let _ = model::questionnaire::questionnaire_form(parts, text);
    let _ = address_form(text);
    keys.into_inner()
}

/// Adds the theme's messages to questions where the editor wrote none, in the language of the question.
fn worded(questions: &[Field], words: FormWords<'_>) -> Vec<Field> {
    let worded = |field: &Field| {
        let wording = if field.language.is_some() { words.main } else { words.own };
        let or_word = |text: &String, key: &str| match text.is_empty() {
            true => wording.words().text(key, &[("label", &field.label)]).unwrap_or_default(),
            false => text.clone(),
        };
        let errors = FieldErrors {
            missing: or_word(&field.errors.missing, "form.question.missing"),
            invalid: or_word(&field.errors.invalid, "form.question.invalid"),
        };
        Field { errors, ..field.clone() }
    };
    questions.iter().map(worded).collect()
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
