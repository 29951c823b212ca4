//! Words that invite data of a special category (Article 9(1) of the GDPR), in French and English.

use diagnostics::{Phrase, phrase};

/// A special category of personal data, as far as questions of a registration are likely to ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SpecialCategory {
    /// Data concerning health, such as a diet, a disability or a pregnancy.
    Health,
    /// Religious or philosophical beliefs.
    Belief,
    /// Racial or ethnic origin.
    Origin,
    /// Political opinions.
    Politics,
    /// Trade union membership.
    Union,
    /// Data concerning a person's sex life or sexual orientation.
    Sexuality,
    /// Genetic or biometric data.
    Body,
}

/// The beginnings of words that follow each other, without accents. Those that also have other meanings, such as "régime" and
/// "politique", count only together with another one.
const BEGINNINGS: [(SpecialCategory, &[&str]); 7] = [
    (
        SpecialCategory::Health,
        &[
            "allerg",
            "intoleran",
            "handicap",
            "sante",
            "medica",
            "maladie",
            "grossesse",
            "enceinte",
            "fauteuil roulant",
            "mobilite reduite",
            "pmr",
            "regime alimentaire",
            "regime particulier",
            "regime special",
            "regime specifique",
            "regimes alimentaire",
            "restriction alimentaire",
            "restrictions alimentaire",
            "sans gluten",
            "diabet",
            "diet",
            "disab",
            "health",
            "illness",
            "pregnan",
            "wheelchair",
            "reduced mobility",
            "gluten free",
        ],
    ),
    (
        SpecialCategory::Belief,
        &["religi", "halal", "casher", "kasher", "kosher", "croyance", "cultuel", "confession", "faith"],
    ),
    (SpecialCategory::Origin, &["ethni", "origine raciale", "racial origin"]),
    (
        SpecialCategory::Politics,
        &["opinion politique", "opinions politiques", "parti politique", "political"],
    ),
    (SpecialCategory::Union, &["syndica", "syndique", "trade union", "union member"]),
    (SpecialCategory::Sexuality, &["orientation sexuelle", "vie sexuelle", "sexual orientation", "sex life"]),
    (
        SpecialCategory::Body,
        &["genetique", "biometri", "genetic", "empreinte digitale", "empreintes digitales", "fingerprint"],
    ),
];

impl SpecialCategory {
    /// Returns the category of data that a text invites; `None` if it has no word for any.
    pub(crate) fn of(text: &str) -> Option<SpecialCategory> {
        let folded: String = text.chars().flat_map(char::to_lowercase).map(without_accent).collect();
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
        let has = |beginnings: &&str| {
            let begin = |from: usize| {
                let mut words = words[from..].iter();
                beginnings.split(' ').all(|start| words.next().is_some_and(|word| word.starts_with(start)))
            };
            (0..words.len()).any(begin)
        };
        BEGINNINGS.iter().find(|(_, beginnings)| beginnings.iter().any(has)).map(|(category, _)| *category)
    }

    /// Returns the name of the data, such as "data about health".
    pub(crate) fn name(self) -> Phrase {
        match self {
            SpecialCategory::Health => phrase! { en: "data about health", fr: "des données sur la santé" },
            SpecialCategory::Belief => {
                phrase! { en: "data about beliefs", fr: "des données sur les convictions" }
            }
            SpecialCategory::Origin => phrase! { en: "data about origin", fr: "des données sur l’origine" },
            SpecialCategory::Politics => {
                phrase! { en: "data about political opinions", fr: "des données sur les opinions politiques" }
            }
            SpecialCategory::Union => {
                phrase! { en: "data about union membership", fr: "des données sur l’appartenance syndicale" }
            }
            SpecialCategory::Sexuality => {
                phrase! { en: "data about sexuality", fr: "des données sur la sexualité" }
            }
            SpecialCategory::Body => {
                phrase! { en: "genetic or biometric data", fr: "des données génétiques ou biométriques" }
            }
        }
    }
}

/// Returns a letter of French in lower case without its accent.
fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_about_special_data_are_recognised() {
        for (text, category) in [
            ("Un régime particulier ?", SpecialCategory::Health),
            ("Avez-vous des ALLERGIES ?", SpecialCategory::Health),
            ("Êtes-vous en situation de handicap ?", SpecialCategory::Health),
            ("Venez-vous en fauteuil roulant ?", SpecialCategory::Health),
            ("Any dietary requirements?", SpecialCategory::Health),
            ("Repas halal ou casher", SpecialCategory::Belief),
            ("Votre religion", SpecialCategory::Belief),
            ("Êtes-vous syndiqué ?", SpecialCategory::Union),
            ("Vos opinions politiques", SpecialCategory::Politics),
        ] {
            assert_eq!(SpecialCategory::of(text), Some(category), "{text}");
        }
    }

    #[test]
    fn questions_of_a_club_are_not_about_special_data() {
        for text in [
            "Déjeunez-vous sur place ?",
            "Quel aménagement souhaitez-vous ?",
            "La politique de proximité de votre organisme",
            "Quel est le régime juridique de vos logements ?",
            "Comment consultez-vous les locataires avant les travaux ?",
            "Quelle est l’origine du projet ?",
            "Votre parti pris architectural",
            "How many homes are you renovating?",
            "",
        ] {
            assert_eq!(SpecialCategory::of(text), None, "{text}");
        }
    }
}
