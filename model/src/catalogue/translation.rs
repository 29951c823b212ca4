//! A workshop in another language of the site. Only texts are translated. Facts such as dates, prices and seats
//! come from the main language, so that languages cannot contradict each other.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CatalogueSession, CatalogueWorkshop};
use crate::form::Form;
use crate::offer::{Fee, Offer};
use crate::questionnaire::Questionnaire;
use crate::slug::Slug;

/// The texts of a workshop in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkshopTexts {
    title: String,
    path: String,
    registration_path: Option<String>,
    /// The texts of the sessions, in their order.
    sessions: Vec<SessionTexts>,
    /// The texts of the fees, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fees: Vec<FeeTexts>,
    /// The registration form: the same fields and options with translated texts.
    form: Option<Form>,
    /// The translated questionnaires.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    forms: BTreeMap<Slug, QuestionnaireTexts>,
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
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct QuestionnaireTexts {
    title: String,
    introduction: Vec<String>,
    path: String,
    form: Form,
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
            let Questionnaire { title, introduction, path, form, .. } = questionnaire.clone();
            QuestionnaireTexts { title, introduction, path, form }
        };
        let offer = workshop.offer.as_ref();
        WorkshopTexts {
            title: workshop.title.clone(),
            path: workshop.path.clone(),
            registration_path: workshop.registration_path.clone(),
            sessions: workshop.sessions.iter().map(session).collect(),
            fees: offer.into_iter().flat_map(|offer| &offer.fees).map(fee).collect(),
            form: offer.map(|offer| offer.form.clone()),
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
            offer: self.offer.as_ref().map(|it| offer(it, texts)),
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

fn offer(offer: &Offer, texts: &WorkshopTexts) -> Offer {
    let fees = offer.fees.iter().enumerate().map(|(index, fee)| match texts.fees.get(index).cloned() {
        Some(FeeTexts { label, note, language }) => Fee { label, note, language, ..fee.clone() },
        None => fee.clone(),
    });
    let form = texts.form.as_ref().unwrap_or(&offer.form).clone();
    Offer { fees: fees.collect(), form, ..offer.clone() }
}

fn questionnaire(
    name: &Slug,
    questionnaire: &Questionnaire,
    texts: &WorkshopTexts,
) -> Option<(Slug, Questionnaire)> {
    let QuestionnaireTexts { title, introduction, path, form } = texts.forms.get(name)?.clone();
    Some((name.clone(), Questionnaire { title, introduction, path, form, ..questionnaire.clone() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::{Attends, FeeBasis};
    use crate::registration::tests::workshop;

    #[test]
    fn texts_are_translated_and_facts_stay_the_same() {
        let main = workshop(Attends::All, FeeBasis::Workshop);
        let mut english = CatalogueWorkshop { title: "In English".to_owned(), ..main.clone() };
        english.sessions[0].title = "Morning".to_owned();
        english.sessions[0].place_language = Some("fr".to_owned());
        let offer = english.offer.as_mut().unwrap();
        offer.fees[0].label = "Member".to_owned();
        offer.fees[1].language = Some("fr".to_owned());
        let texts = WorkshopTexts::of(&english);
        let mut translated = main.clone();
        translated.translations.insert("en".to_owned(), texts);
        // A fact that changes later is the same in every language.
        translated.sessions[0].sequence = 7;
        translated.offer.as_mut().unwrap().max_participants = 9;
        english.sessions[0].sequence = 7;
        english.offer.as_mut().unwrap().max_participants = 9;
        english.language = Some("en".to_owned());
        assert_eq!(translated.in_language("en"), Some(english));
        assert_eq!(translated.in_language("de"), None);
    }
}
