//! The personal data that the forms of a site ask for, derived from the forms themselves. `list` has the lists of it in texts.

mod list;

use std::collections::{BTreeSet, HashMap};

use model::announcement::{Announcement, AttendanceMode, SessionStatus};
use model::field;
use model::form::{Field, FieldGroup, Form};
use model::offer::{Attends, Offer};
use model::programme::Workshop;
use resolve::{SpecialQuestion, WorkshopPlaces};
use view::site::PrivacyView;
use view::terms::{questionnaire_form, registration_form};
use view::words::{Words, WordsError};

pub(crate) use self::list::add_lists;
use super::Site;

/// A kind of form.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FormKind {
    /// The forms with which people register.
    Registration,
    /// The questionnaires.
    Questionnaire,
}

/// What `site.yaml` states about the data of one kind of form.
pub(crate) struct Terms<'a> {
    pub(crate) purpose: &'a str,
    pub(crate) legal_basis: &'a str,
    /// The retention period.
    pub(crate) months: u32,
}

/// What the forms ask for under one heading.
#[derive(Debug)]
pub(crate) struct AskedGroup {
    /// What forms call the same thing.
    key: String,
    pub(crate) heading: String,
    fields: Vec<AskedField>,
}

/// A question of a form.
#[derive(Debug)]
struct AskedField {
    key: String,
    label: String,
    /// Whether some form requires an answer.
    is_required: bool,
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

    /// Returns whether a site has such a form.
    pub(crate) fn is_on(self, site: Site<'_>) -> bool {
        site.content.programme.workshops.values().any(|workshop| match self {
            FormKind::Registration => workshop.offer.is_some(),
            FormKind::Questionnaire => site.catalogue.questionnaires(workshop).next().is_some(),
        })
    }

    /// Returns the questions of a workshop's forms of this kind that ask for data of a special category.
    pub(crate) fn special_questions(self, places: &WorkshopPlaces) -> &[SpecialQuestion] {
        match self {
            FormKind::Registration => places.offer.as_ref().map_or(&[], |offer| offer.questions.as_slice()),
            FormKind::Questionnaire => &places.questionnaire,
        }
    }

    /// Returns what the privacy notice states about the data of such forms.
    pub(crate) fn terms(self, privacy: &PrivacyView) -> Terms<'_> {
        let PrivacyView { purpose, legal_basis, retention, questionnaires, .. } = privacy;
        match self {
            FormKind::Registration => Terms { purpose, legal_basis, months: retention.registrations },
            FormKind::Questionnaire => Terms {
                purpose: &questionnaires.purpose,
                legal_basis: &questionnaires.legal_basis,
                months: retention.questionnaires,
            },
        }
    }
}

impl AskedGroup {
    /// Returns the labels of the questions as one text, those of optional ones marked; empty without questions.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks a word.
    pub(crate) fn labels(&self, words: &Words) -> Result<String, WordsError> {
        let labels = self.fields.iter().map(|field| field.marked_label(words));
        Ok(labels.collect::<Result<Vec<_>, _>>()?.join(&words.text("personal_data.separator", &[])?))
    }
}

impl AskedField {
    /// Returns the label, and whether an answer is optional.
    fn marked_label(&self, words: &Words) -> Result<String, WordsError> {
        Ok(match self.is_required {
            true => self.label.clone(),
            false => format!("{} {}", self.label, words.text("form.optional", &[])?),
        })
    }
}

/// Returns everything that the forms of a kind ask for, without the acknowledgement of the notice, which says nothing about
/// a person; empty if there is no such form.
///
/// # Errors
///
/// Returns [`WordsError`] if the theme lacks a word.
pub(crate) fn asked(kind: FormKind, site: Site<'_>) -> Result<Vec<AskedGroup>, WordsError> {
    let words = site.renderer.words();
    let mut groups = Groups { words, list: Vec::new(), places: HashMap::new() };
    let workshops = site.catalogue.by_identifier();
    match kind {
        FormKind::Registration => {
            let offers =
                || workshops.values().filter_map(|workshop| Some((*workshop, workshop.offer.as_deref()?)));
            let mut known = BTreeSet::new();
            // Forms differ in these only, apart from fees, sessions and questions about the whole registration.
            for (workshop, offer) in
                offers().filter(|(workshop, offer)| known.insert(Parts::of(workshop, offer)))
            {
                let workshop = site.catalogue.workshop(workshop);
                groups.add_form(&registration_form(&workshop, offer, site.form_words)?)?;
            }
            for (workshop, offer) in offers().filter(|(_, offer)| !offer.questions.is_empty()) {
                let heading = words.text("personal_data.questions", &[("workshop", &workshop.title)])?;
                groups.add(&format!("{}/questions", workshop.slug), heading, &offer.questions);
            }
        }
        FormKind::Questionnaire => {
            let forms = || {
                let all = workshops.values().copied();
                all.flat_map(|it| site.catalogue.questionnaires(it).map(move |form| (it, form)))
            };
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
    fn of(workshop: &Workshop, offer: &Offer) -> Parts {
        let is_hybrid = workshop.sessions.iter().any(|session| {
            let Announcement { attendance, status, .. } = session.announced;
            attendance == AttendanceMode::Hybrid && status != SessionStatus::Cancelled
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
    /// Where each group is in the list, by key.
    places: HashMap<String, usize>,
}

impl Groups<'_> {
    /// Adds the groups of a form, except those of its own questions.
    fn add_form(&mut self, form: &Form) -> Result<(), WordsError> {
        for FieldGroup { name, legend, fields, .. } in form.groups() {
            if name.starts_with(field::PARTICIPANT) && *name != field::participant_group(1) {
                let fields = fields
                    .iter()
                    .filter(|it| !field::name_in_row(&it.name).is_some_and(field::is_of_sessions));
                self.add(field::PARTICIPANT, self.words.text("personal_data.colleagues", &[])?, fields);
            } else if name == field::SESSIONS {
                // Its fields are the sessions of this workshop.
                self.add(name, legend.clone(), &[]);
            } else if !name.starts_with(field::QUESTIONS) && fields.iter().any(|it| it.name != field::PRIVACY)
            {
                self.add(name, legend.clone(), fields);
            }
        }
        Ok(())
    }

    fn add<'f>(&mut self, key: &str, heading: String, fields: impl IntoIterator<Item = &'f Field>) {
        let asked: Vec<_> = fields.into_iter().filter(|field| field.name != field::PRIVACY).collect();
        let at = *self.places.entry(key.to_owned()).or_insert_with(|| {
            self.list.push(AskedGroup { key: key.to_owned(), heading, fields: Vec::new() });
            self.list.len() - 1
        });
        let known = &mut self.list[at].fields;
        for Field { name, label, required, .. } in asked {
            let key = field::name_in_row(name).unwrap_or(name);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_can_ask_for_each_kind_of_form() {
        assert_eq!(FormKind::ALL.map(FormKind::name), markdown::DATA_LISTS);
    }
}
