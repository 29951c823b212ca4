//! A workshop in another language of the site. Only texts are translated. Facts such as dates, prices and seats
//! come from the main language, so that languages cannot contradict each other.

mod questions;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::questions::{GroupTexts, QuestionTexts};
use super::{CatalogueSession, CatalogueWorkshop};
use crate::offer::{Fee, Offer};
use crate::questionnaire::Questionnaire;
use crate::scheduled_mail::{MailText, ScheduledMail};
use crate::shared::Shared;
use crate::slug::Slug;

/// The texts of a workshop in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkshopTexts {
    title: String,
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    registration_path: Option<String>,
    /// The texts of the sessions, in their order.
    sessions: Vec<SessionTexts>,
    /// The texts of the fees, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fees: Vec<FeeTexts>,
    /// The texts of the questions in the registration form, in the order of [`Offer::all_questions`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    questions: Vec<QuestionTexts>,
    /// The texts of the scheduled mails, in their order; like those of the workshop, in a
    /// [file of their own](super::ScheduledMails).
    #[serde(skip)]
    pub(super) mails: Vec<Shared<MailText>>,
    /// The translated questionnaires; like those of the workshop, in a [file of their own](super::Questionnaires).
    #[serde(skip)]
    pub(super) forms: BTreeMap<Slug, QuestionnaireTexts>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SessionTexts {
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title_language: Option<String>,
    /// The language of the place, which itself is not translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place_language: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct FeeTexts {
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct QuestionnaireTexts {
    title: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    introduction: Vec<String>,
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interview_hint: Option<String>,
    groups: Vec<GroupTexts>,
}

impl WorkshopTexts {
    /// Returns the texts of a workshop in the language in which it is given here.
    pub fn of(workshop: &CatalogueWorkshop) -> WorkshopTexts {
        let session = |session: &CatalogueSession| SessionTexts {
            title: session.title.clone(),
            title_language: session.title_language.clone(),
            place_language: session.place_language.clone(),
        };
        let fee = |fee: &Fee| FeeTexts {
            label: fee.label.clone(),
            note: fee.note.clone(),
            language: fee.language.clone(),
        };
        let questionnaire = |questionnaire: &Questionnaire| {
            let Questionnaire { title, introduction, path, interview_hint, groups, .. } = questionnaire;
            QuestionnaireTexts {
                title: title.clone(),
                introduction: introduction.clone(),
                path: path.clone(),
                interview_hint: interview_hint.clone(),
                groups: groups.iter().map(GroupTexts::of).collect(),
            }
        };
        let offer = workshop.offer.as_deref();
        let questions = offer.into_iter().flat_map(Offer::all_questions);
        WorkshopTexts {
            title: workshop.title.clone(),
            path: workshop.path.clone(),
            registration_path: workshop.registration_path.clone(),
            sessions: workshop.sessions.iter().map(session).collect(),
            fees: offer.into_iter().flat_map(|offer| &offer.fees).map(fee).collect(),
            questions: questions.map(QuestionTexts::of).collect(),
            mails: workshop.mails.iter().map(|mail| mail.text.clone()).collect(),
            forms: workshop.forms.iter().map(|(name, it)| (name.clone(), questionnaire(it))).collect(),
        }
    }
}

impl CatalogueWorkshop {
    /// Returns the workshop as of the instant when its pages are taken down: forms close by then, and links lead to
    /// the path that `home` returns for their language; `None` stands for the site's main language.
    #[must_use]
    pub fn without_pages(
        mut self,
        from: Timestamp,
        home: impl Fn(Option<&str>) -> String,
    ) -> CatalogueWorkshop {
        let main = home(None);
        for (language, texts) in &mut self.translations {
            texts.path = home(Some(language));
            texts.registration_path = None;
            texts.forms.values_mut().for_each(|form| form.path.clone_from(&texts.path));
        }
        for form in self.forms.values_mut() {
            form.closes = form.closes.min(from);
            form.path.clone_from(&main);
        }
        if let Some(offer) = &mut self.offer {
            offer.closes = offer.closes.min(from);
        }
        CatalogueWorkshop { path: main, registration_path: None, ..self }
    }

    /// Returns the workshop in another language: its facts with these texts, and only the questionnaires that are
    /// translated. Returns `None` if it has no page in that language.
    pub fn in_language(&self, language: &str) -> Option<CatalogueWorkshop> {
        let texts = self.translations.get(language)?;
        Some(CatalogueWorkshop {
            title: texts.title.clone(),
            path: texts.path.clone(),
            registration_path: texts.registration_path.clone(),
            sessions: self.sessions.iter().enumerate().map(|(index, it)| session(it, texts, index)).collect(),
            offer: self.offer.as_ref().map(|it| offer(it, texts).into()),
            mails: self
                .mails
                .iter()
                .enumerate()
                .map(|(index, it)| mail(it, texts, index))
                .collect::<Vec<_>>()
                .into(),
            forms: self.forms.iter().filter_map(|(name, it)| questionnaire(name, it, texts)).collect(),
            translations: BTreeMap::new(),
            language: Some(language.to_owned()),
            ..self.clone()
        })
    }
}

fn session(session: &CatalogueSession, texts: &WorkshopTexts, index: usize) -> CatalogueSession {
    let Some(texts) = texts.sessions.get(index).cloned() else { return session.clone() };
    let SessionTexts { title, title_language, place_language } = texts;
    CatalogueSession { title, title_language, place_language, ..session.clone() }
}

fn mail(mail: &ScheduledMail, texts: &WorkshopTexts, index: usize) -> ScheduledMail {
    let text = texts.mails.get(index).unwrap_or(&mail.text).clone();
    ScheduledMail { text, ..mail.clone() }
}

fn offer(offer: &Offer, texts: &WorkshopTexts) -> Offer {
    let fees = offer.fees.iter().enumerate().map(|(index, fee)| match texts.fees.get(index).cloned() {
        Some(FeeTexts { label, note, language }) => Fee { label, note, language, ..fee.clone() },
        None => fee.clone(),
    });
    let mut translated = Offer { fees: fees.collect(), ..offer.clone() };
    translated.set_all_questions(questions::in_texts(offer.all_questions(), &texts.questions));
    translated
}

fn questionnaire(
    name: &Slug,
    questionnaire: &Questionnaire,
    texts: &WorkshopTexts,
) -> Option<(Slug, Shared<Questionnaire>)> {
    let QuestionnaireTexts { title, introduction, path, interview_hint, groups } =
        texts.forms.get(name)?.clone();
    let groups = questions::groups_in_texts(&questionnaire.groups, &groups);
    let translated =
        Questionnaire { title, introduction, path, interview_hint, groups, ..questionnaire.clone() };
    Some((name.clone(), translated.into()))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::form::tests::{field, option};
    use crate::form::{Field, FieldKind};
    use crate::offer::{Attends, FeeBasis};
    use crate::questionnaire::QuestionGroup;
    use crate::registration::tests::workshop;

    fn main_question(name: &str) -> Field {
        field(name, FieldKind::Choice { options: vec![option("yes"), option("no")] })
    }

    fn in_english(question: &Field) -> Field {
        let mut question = Field { label: "In English".to_owned(), ..question.clone() };
        if let FieldKind::Choice { options } = &mut question.kind {
            options[1].label = "Not at all".to_owned();
        }
        question
    }

    fn questionnaire(groups: Vec<QuestionGroup>) -> Questionnaire {
        Questionnaire {
            title: "Questionnaire".to_owned(),
            introduction: Vec::new(),
            opens: None,
            closes: Timestamp::MAX,
            interview: true,
            interview_hint: None,
            path: "/a/".to_owned(),
            groups,
            keep_until: Timestamp::MAX,
        }
    }

    #[test]
    fn texts_are_translated_and_facts_stay_the_same() {
        let mut main = workshop(Attends::All, FeeBasis::Workshop);
        main.offer.as_deref_mut().unwrap().questions.push(main_question("lunch"));
        let group =
            QuestionGroup { legend: "Un".to_owned(), hint: None, questions: vec![main_question("a")] };
        main.forms.insert("a".parse().unwrap(), questionnaire(vec![group]).into());
        let mut english = CatalogueWorkshop { title: "In English".to_owned(), ..main.clone() };
        english.sessions[0].title = "Morning".to_owned();
        english.sessions[0].place_language = Some("fr".to_owned());
        let form = english.forms.values_mut().next().unwrap();
        form.groups[0].legend = "One".to_owned();
        form.groups[0].questions[0] = in_english(&form.groups[0].questions[0]);
        form.interview_hint = Some("An hour".to_owned());
        let offer = english.offer.as_deref_mut().unwrap();
        offer.fees[0].label = "Member".to_owned();
        offer.fees[1].language = Some("fr".to_owned());
        offer.questions[0].errors.missing = "Say which".to_owned();
        offer.questions[1].language = Some("fr".to_owned());
        let texts = WorkshopTexts::of(&english);
        let mut translated = main.clone();
        translated.translations.insert("en".to_owned(), texts);
        // A fact that changes later is the same in every language.
        translated.sessions[0].sequence = 7;
        translated.offer.as_deref_mut().unwrap().max_participants = 9;
        english.sessions[0].sequence = 7;
        english.offer.as_deref_mut().unwrap().max_participants = 9;
        english.language = Some("en".to_owned());
        assert_eq!(translated.in_language("en"), Some(english));
        assert_eq!(translated.in_language("de"), None);
    }
}
