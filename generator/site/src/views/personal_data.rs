//! The personal data that the forms of a site ask for, derived from the forms themselves, and the lists of it in texts.

use std::collections::BTreeSet;

use markdown::{data_list, escaped};
use model::announcement::{AttendanceMode, SessionStatus};
use model::catalogue::CatalogueWorkshop;
use model::field;
use model::form::{Field, FieldGroup, Form};
use model::offer::{Attends, Offer};
use theme::{Page, View};
use view::site::PrivacyView;
use view::terms::{questionnaire_form, registration_form};
use view::words::{Words, WordsError};

use super::Site;

/// The beginning of the names of groups and fields for a further participant.
const COLLEAGUE: &str = "participant-";

/// A kind of form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormKind {
    /// The forms with which people register.
    Registration,
    /// The questionnaires.
    Questionnaire,
}

/// What the forms ask for under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskedGroup {
    /// What forms call the same thing.
    key: String,
    pub(crate) heading: String,
    pub(crate) fields: Vec<AskedField>,
}

/// A question of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskedField {
    key: String,
    pub(crate) label: String,
    /// Whether some form requires an answer.
    pub(crate) is_required: bool,
}

impl FormKind {
    /// All kinds.
    pub(crate) const ALL: [FormKind; 2] = [FormKind::Registration, FormKind::Questionnaire];

    /// Returns the name in the comments that ask for a list.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FormKind::Registration => markdown::DATA_LISTS[0],
            FormKind::Questionnaire => markdown::DATA_LISTS[1],
        }
    }

    /// Returns whether a workshop has such a form.
    pub(crate) fn is_of(self, workshop: &CatalogueWorkshop) -> bool {
        match self {
            FormKind::Registration => workshop.offer.is_some(),
            FormKind::Questionnaire => !workshop.forms.is_empty(),
        }
    }
}

/// Puts the lists that the text on a page asks for into it.
///
/// # Errors
///
/// Returns the errors of [`asked`].
pub(crate) fn add_lists(page: &mut Page, site: Site<'_>) -> Result<(), WordsError> {
    let View::Plain(plain) = &mut page.view else { return Ok(()) };
    for kind in FormKind::ALL {
        let place = data_list(kind.name());
        if plain.body.contains(&place) {
            plain.body = plain.body.replace(&place, &list(kind, site)?);
        }
    }
    Ok(())
}

/// Returns everything that the forms of a kind ask for, without the acknowledgement of the notice, which says nothing about
/// a person; empty if there is no such form.
///
/// # Errors
///
/// Returns [`WordsError`] if the theme lacks a word.
pub(crate) fn asked(kind: FormKind, site: Site<'_>) -> Result<Vec<AskedGroup>, WordsError> {
    let words = site.renderer.words();
    let mut groups = Groups { words, list: Vec::new() };
    let workshops = || site.catalogue.workshops.values();
    match kind {
        FormKind::Registration => {
            let offers = || workshops().filter_map(|workshop| Some((workshop, workshop.offer.as_ref()?)));
            let mut known = BTreeSet::new();
            // Forms differ in these only, apart from fees, sessions and questions about the whole registration.
            for (workshop, offer) in
                offers().filter(|(workshop, offer)| known.insert(Parts::of(workshop, offer)))
            {
                groups.add_form(&registration_form(workshop, offer, site.form_words)?)?;
            }
            for (workshop, offer) in offers().filter(|(_, offer)| !offer.questions.is_empty()) {
                let heading = words.text("personal_data.questions", &[("workshop", &workshop.title)])?;
                groups.add(&format!("{}/questions", workshop.slug), heading, &offer.questions);
            }
        }
        FormKind::Questionnaire => {
            let forms =
                || workshops().flat_map(|workshop| workshop.forms.values().map(move |form| (workshop, form)));
            let mut known = BTreeSet::new();
            for (_, form) in forms().filter(|(_, form)| known.insert(form.interview)) {
                groups.add_form(&questionnaire_form(form, site.form_words)?)?;
            }
            for (workshop, form) in forms() {
                let heading = words.text("personal_data.questionnaire", &[("workshop", &workshop.title)])?;
                groups.add(&format!("{}/questionnaire", workshop.slug), heading, form.questions());
            }
        }
    }
    Ok(groups.list)
}

/// What the registration form of a workshop asks besides fees, sessions and the questions about the whole registration.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Parts {
    /// Whether there are further participants, chosen sessions, sessions with a choice of how to attend, a code of members,
    /// and a required SIRET.
    has: [bool; 5],
    /// The key of [`ParticipantEmail`](model::offer::ParticipantEmail).
    participant_email: &'static str,
    /// The names of the questions about each participant.
    participant_questions: Vec<String>,
}

impl Parts {
    fn of(workshop: &CatalogueWorkshop, offer: &Offer) -> Parts {
        let is_hybrid = workshop.sessions.iter().any(|session| {
            session.attendance == AttendanceMode::Hybrid && session.status != SessionStatus::Cancelled
        });
        Parts {
            has: [
                offer.max_participants > 1,
                offer.attends == Attends::Choose,
                is_hybrid,
                offer.has_fees_for_members(),
                offer.max_per_organisation.is_some(),
            ],
            participant_email: offer.participant_email.key(),
            participant_questions: offer.participant_questions.iter().map(|it| it.name.clone()).collect(),
        }
    }
}

/// The groups of several forms, those with the same key as one.
struct Groups<'a> {
    words: &'a Words,
    list: Vec<AskedGroup>,
}

impl Groups<'_> {
    /// Adds the groups of a form, except those of its own questions.
    fn add_form(&mut self, form: &Form) -> Result<(), WordsError> {
        for FieldGroup { name, legend, fields, .. } in form.groups() {
            if name.starts_with(COLLEAGUE) {
                self.add(COLLEAGUE, self.words.text("personal_data.colleagues", &[])?, fields);
            } else if name == field::SESSIONS {
                // Its fields are the sessions of this workshop.
                self.add(name, legend.clone(), &[]);
            } else if !name.starts_with(field::QUESTIONS) {
                self.add(name, legend.clone(), fields);
            }
        }
        Ok(())
    }

    fn add<'f>(&mut self, key: &str, heading: String, fields: impl IntoIterator<Item = &'f Field>) {
        let asked: Vec<_> = fields.into_iter().filter(|field| field.name != field::PRIVACY).collect();
        let at = self.list.iter().position(|group| group.key == key).unwrap_or_else(|| {
            self.list.push(AskedGroup { key: key.to_owned(), heading, fields: Vec::new() });
            self.list.len() - 1
        });
        let known = &mut self.list[at].fields;
        for Field { name, label, required, .. } in asked {
            let key = without_number(name);
            match known.iter_mut().find(|field| field.key == key) {
                Some(field) => field.is_required |= required,
                None => known.push(AskedField {
                    key: key.to_owned(),
                    label: label.clone(),
                    is_required: *required,
                }),
            }
        }
    }
}

/// Returns the name of a field without the number of the participant: `given-name` for `participant-2-given-name`.
fn without_number(name: &str) -> &str {
    let numbered = name.strip_prefix(COLLEAGUE).and_then(|rest| rest.split_once('-'));
    numbered.map_or(name, |(_, name)| name)
}

/// Returns the list of what the forms of a kind ask for, with the purpose, the legal basis, the recipients and the retention
/// period; empty if there is no such form.
fn list(kind: FormKind, site: Site<'_>) -> Result<String, WordsError> {
    let words = site.renderer.words();
    let groups = asked(kind, site)?;
    if groups.is_empty() {
        return Ok(String::new());
    }
    let mut html = String::from("<dl>\n");
    for group in groups.iter().filter(|group| group.key == field::SESSIONS || !group.fields.is_empty()) {
        let labels = group.fields.iter().map(|field| label(field, words)).collect::<Result<Vec<_>, _>>()?;
        let labels = labels.join(&words.text("personal_data.separator", &[])?);
        let labels = if labels.is_empty() { words.text("personal_data.sessions", &[])? } else { labels };
        entry(&mut html, &group.heading, &labels, None);
    }
    let PrivacyView { purpose, legal_basis, recipients, retention, questionnaires, language, .. } =
        &site.facts.privacy;
    let (purpose, legal_basis, kept, months) = match kind {
        FormKind::Registration => (purpose, legal_basis, "privacy.retention_text", retention.registrations),
        FormKind::Questionnaire => {
            let view::site::QuestionnairePrivacyView { purpose, legal_basis } = questionnaires;
            (purpose, legal_basis, "privacy.retention_text_questionnaire", retention.questionnaires)
        }
    };
    let language = language.as_deref();
    entry(&mut html, &words.text("privacy.purpose", &[])?, purpose, language);
    entry(&mut html, &words.text("privacy.legal_basis", &[])?, legal_basis, language);
    entry(&mut html, &words.text("privacy.recipients", &[])?, recipients, language);
    let kept = words.text(kept, &[("months", &months.to_string())])?;
    entry(&mut html, &words.text("privacy.retention", &[])?, &kept, None);
    html.push_str("</dl>");
    Ok(html)
}

/// Returns the label of a field, and whether it is optional.
pub(crate) fn label(field: &AskedField, words: &Words) -> Result<String, WordsError> {
    Ok(match field.is_required {
        true => field.label.clone(),
        false => format!("{} {}", field.label, words.text("form.optional", &[])?),
    })
}

fn entry(html: &mut String, term: &str, description: &str, language: Option<&str>) {
    let language = language.map(|tag| format!(" lang=\"{}\"", escaped(tag))).unwrap_or_default();
    let (term, description) = (escaped(term), escaped(description));
    html.push_str(&format!("<dt>{term}</dt>\n<dd{language}>{description}</dd>\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_can_ask_for_each_kind_of_form() {
        assert_eq!(FormKind::ALL.map(FormKind::name), markdown::DATA_LISTS);
    }

    #[test]
    fn participants_have_the_same_fields() {
        for number in [2, 10] {
            assert_eq!(without_number(&field::of_participant(number, field::FUNCTION)), field::FUNCTION);
        }
        assert_eq!(without_number(field::FUNCTION), field::FUNCTION);
    }
}
