//! Terms and words → forms: the questions found by `resolve`, in the words of the theme, in each language.

use model::form::{Field, FieldErrors, Form};
use model::offer::{Fee, Offer};
use model::programme::{Session, Workshop};
use model::questionnaire::{QuestionGroup, QuestionnaireParts, questionnaire_form};
use model::registration::{FormParts, RegistrationFormError, registration_form};
use model::slug::Slug;
use rayon::prelude::*;
use resolve::{Content, FormTerms, TextKey, form_sessions};
use view::format::DateStyle;
use view::renderer::Wording;
use view::words::WordsError;

use crate::input::Language;

/// The words for a form: those of its language, and those of the site's own for questions that are not translated.
#[derive(Clone, Copy)]
struct FormWords<'a> {
    own: &'a Wording,
    main: &'a Wording,
}

/// Returns the content in each of the languages, the site's own first, with the forms of its workshops in the words of
/// the theme. If the theme lacks a language or words, forms are unchanged: the problem is reported with the theme, and
/// nothing is built.
#[must_use]
pub(crate) fn with_words(contents: Vec<Content>, languages: &[Language]) -> Vec<Content> {
    let Some(main) = languages.first().and_then(|main| main.wording.as_deref()) else { return contents };
    let worded = |(content, language): (Content, &Language)| match language.wording.as_deref() {
        Some(own) => in_words(content, FormWords { own, main }),
        None => content,
    };
    contents.into_iter().zip(languages).map(worded).collect()
}

fn in_words(mut content: Content, words: FormWords<'_>) -> Content {
    let mut terms = std::mem::take(&mut content.form_terms);
    // A form without a translation is entirely in the site's own language.
    let in_main = FormWords { own: words.main, ..words };
    let of_workshop = |slug: &Slug| {
        let registration = content.other_language_of(&TextKey::Workshop(slug.clone()));
        let questionnaire = content.other_language_of_questionnaires(slug);
        WorkshopForms {
            terms: terms.remove(slug).unwrap_or_default(),
            registration: if registration.is_some() { in_main } else { words },
            questionnaire: if questionnaire.is_some() { in_main } else { words },
        }
    };
    let forms: Vec<_> = content.programme.workshops.keys().map(of_workshop).collect();
    let workshops: Vec<_> = content.programme.workshops.values_mut().zip(forms).collect();
    workshops.into_par_iter().for_each(|(workshop, forms)| forms.add_to(workshop));
    content
}

/// The forms of a workshop, with the words for each.
struct WorkshopForms<'a> {
    terms: FormTerms,
    registration: FormWords<'a>,
    questionnaire: FormWords<'a>,
}

impl WorkshopForms<'_> {
    fn add_to(self, workshop: &mut Workshop) {
        let WorkshopForms { terms, .. } = self;
        if let Some((offer, questions)) = workshop.offer.as_mut().zip(terms.registration)
            && let Ok(form) = registration(offer, &workshop.sessions, questions, self.registration)
        {
            offer.form = form;
        }
        for (questionnaire, parts) in workshop.forms.values_mut().zip(terms.questionnaire) {
            let groups = worded_groups(parts.groups, self.questionnaire);
            let parts = QuestionnaireParts { groups, ..parts };
            let words = self.questionnaire.own.words();
            if let Ok(form) = questionnaire_form(parts, |key, values| words.text(key, values)) {
                questionnaire.form = form;
            }
        }
    }
}

fn registration(
    offer: &Offer,
    sessions: &[Session],
    questions: Vec<Field>,
    words: FormWords<'_>,
) -> Result<Form, RegistrationFormError<WordsError>> {
    let wording = words.own;
    let formats = wording.formats();
    let sessions = form_sessions(sessions, |date| formats.date(date, DateStyle::Full));
    let parts = FormParts {
        fees: &offer.fees,
        max_participants: offer.max_participants,
        attends: offer.attends,
        sessions: &sessions,
        questions: questions.into_iter().map(|question| worded(question, words)).collect(),
    };
    registration_form(parts, |fee| fee_hint(fee, wording), |key, values| wording.words().text(key, values))
}

fn worded_groups(groups: Vec<QuestionGroup>, words: FormWords<'_>) -> Vec<QuestionGroup> {
    let group = |QuestionGroup { legend, hint, questions }| {
        let questions = questions.into_iter().map(|question| worded(question, words)).collect();
        QuestionGroup { legend, hint, questions }
    };
    groups.into_iter().map(group).collect()
}

/// Adds the theme's messages to a question where the editor wrote none, in the language of the question.
fn worded(field: Field, words: FormWords<'_>) -> Field {
    let wording = if field.language.is_some() { words.main } else { words.own };
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
