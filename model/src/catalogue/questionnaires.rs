//! The questionnaires of a workshop, as they are stored. They are longer than everything else about it, and most programs
//! that read a workshop do not need them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::CatalogueWorkshop;
use super::translation::QuestionnaireTexts;
use crate::questionnaire::Questionnaire;
use crate::shared::Shared;
use crate::slug::Slug;

/// The questionnaires of a workshop in all languages of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Questionnaires {
    /// Those in the main language, by their identifier within the workshop.
    forms: BTreeMap<Slug, Shared<Questionnaire>>,
    /// The texts of the translated ones, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    translations: BTreeMap<String, BTreeMap<Slug, QuestionnaireTexts>>,
}

impl CatalogueWorkshop {
    /// Returns the questionnaires in all languages; `None` if the workshop has none.
    pub fn questionnaires(&self) -> Option<Questionnaires> {
        let translated = self.translations.iter().filter(|(_, texts)| !texts.forms.is_empty());
        let translations = translated.map(|(language, texts)| (language.clone(), texts.forms.clone()));
        self.has_questionnaires
            .then(|| Questionnaires { forms: self.forms.clone(), translations: translations.collect() })
    }

    /// Returns the workshop with these questionnaires. Texts in a language that the workshop lacks are dropped.
    #[must_use]
    pub fn with_questionnaires(mut self, questionnaires: Questionnaires) -> CatalogueWorkshop {
        let Questionnaires { forms, mut translations } = questionnaires;
        for (language, texts) in &mut self.translations {
            texts.forms = translations.remove(language).unwrap_or_default();
        }
        CatalogueWorkshop { forms, ..self }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::catalogue::WorkshopTexts;
    use crate::offer::{Attends, FeeBasis};
    use crate::registration::tests::workshop;

    fn with_form() -> CatalogueWorkshop {
        let form = Questionnaire {
            title: "Questionnaire".to_owned(),
            introduction: Vec::new(),
            opens: None,
            closes: Timestamp::MAX,
            interview: false,
            interview_hint: None,
            path: "/a/".to_owned(),
            groups: Vec::new(),
            keep_until: Timestamp::MAX,
        };
        let mut workshop = workshop(Attends::All, FeeBasis::Workshop);
        workshop.forms.insert("a".parse().unwrap(), form.into());
        let english = WorkshopTexts::of(&workshop);
        workshop.translations.insert("en".to_owned(), english);
        CatalogueWorkshop { has_questionnaires: true, ..workshop }
    }

    #[test]
    fn a_workshop_and_its_questionnaires_are_stored_apart() {
        let workshop = with_form();
        let json = serde_json::to_string(&workshop).unwrap();
        assert!(!json.contains("Questionnaire"), "{json}");
        let read: CatalogueWorkshop = serde_json::from_str(&json).unwrap();
        assert!(read.has_questionnaires && read.forms.is_empty());
        let json = serde_json::to_string(&workshop.questionnaires().unwrap()).unwrap();
        assert_eq!(read.with_questionnaires(serde_json::from_str(&json).unwrap()), workshop);
    }

    #[test]
    fn a_workshop_without_questionnaires_has_no_file_of_them() {
        assert_eq!(workshop(Attends::All, FeeBasis::Workshop).questionnaires(), None);
    }
}
