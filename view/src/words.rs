//! The texts of a theme by key, with placeholders and plural forms.

use std::collections::{BTreeMap, HashMap};

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use model::form::FormError;
use model::registration::RegistrationFormError;

/// Texts in one language by key, such as `form.email.label`.
#[derive(Debug)]
pub struct Words {
    texts: HashMap<String, String>,
    plurals: PluralRules,
}

/// The reason why a text is not available.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// The theme lacks the text.
    #[error("the theme has no text `{0}`")]
    Missing(String),
    /// A text contains an unknown placeholder.
    #[error("the text `{key}` contains the unknown placeholder `{{{placeholder}}}`")]
    Placeholder {
        /// The key of the text.
        key: String,
        /// The placeholder without braces.
        placeholder: String,
    },
    /// With these texts, a form is not valid.
    #[error("the theme's texts make no valid form: {0}")]
    Form(#[from] FormError),
    /// The language has no known plural rules.
    #[error("unknown language `{0}`")]
    Language(String),
}

impl From<RegistrationFormError<WordsError>> for WordsError {
    fn from(error: RegistrationFormError<WordsError>) -> WordsError {
        match error {
            RegistrationFormError::Text(error) => error,
            RegistrationFormError::Form(error) => error.into(),
        }
    }
}

impl Words {
    /// Prepares the texts of a language, such as `fr`.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError::Language`] if it is not a language tag (BCP 47).
    pub fn new(language: &str, texts: BTreeMap<String, String>) -> Result<Words, WordsError> {
        let unknown = || WordsError::Language(language.to_owned());
        let locale: Locale = language.parse().map_err(|_| unknown())?;
        let plurals = PluralRules::try_new(locale.into(), Default::default()).map_err(|_| unknown())?;
        Ok(Words { texts: texts.into_iter().collect(), plurals })
    }

    /// Returns the text of a key, with each `{name}` replaced with the parameter of that name.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks the text, or if the text contains an unknown placeholder.
    pub fn text(&self, key: &str, parameters: &[(&str, &str)]) -> Result<String, WordsError> {
        let text = self.texts.get(key).ok_or_else(|| WordsError::Missing(key.to_owned()))?;
        fill_in(key, text, parameters)
    }

    /// Returns the text of a key for a number of things: `key.zero` (for 0, if the theme has it), `key.one`,
    /// `key.other` or another plural category of the language (CLDR). `{count}` stands for the number.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Words::text`].
    pub fn plural(&self, key: &str, count: u64, parameters: &[(&str, &str)]) -> Result<String, WordsError> {
        let zero = format!("{key}.zero");
        let category = match self.plurals.category_for(count) {
            _ if count == 0 && self.texts.contains_key(&zero) => "zero",
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            // French uses `many` for whole millions, which no count here reaches.
            PluralCategory::Many | PluralCategory::Other => "other",
        };
        let count = count.to_string();
        let parameters: Vec<_> = parameters.iter().copied().chain([("count", count.as_str())]).collect();
        self.text(&format!("{key}.{category}"), &parameters)
    }
}

fn fill_in(key: &str, text: &str, parameters: &[(&str, &str)]) -> Result<String, WordsError> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        let value = parameters.iter().find(|(parameter, _)| *parameter == name).map(|(_, value)| value);
        filled.push_str(
            value.ok_or_else(|| WordsError::Placeholder {
                key: key.to_owned(),
                placeholder: name.to_owned(),
            })?,
        );
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let texts = [
            ("hello", "Bonjour {name}, {name} !"),
            ("seat.zero", "complet"),
            ("seat.one", "{count} place"),
            ("seat.other", "{count} places"),
            ("day.one", "{count} jour"),
            ("day.other", "{count} jours"),
        ];
        let texts = texts.map(|(key, text)| (key.to_owned(), text.to_owned()));
        Words::new("fr", BTreeMap::from(texts)).unwrap()
    }

    #[test]
    fn placeholders_are_replaced_once() {
        assert_eq!(words().text("hello", &[("name", "{name}")]).unwrap(), "Bonjour {name}, {name} !");
        let placeholder = WordsError::Placeholder { key: "hello".into(), placeholder: "name".into() };
        assert_eq!(words().text("hello", &[]), Err(placeholder));
        assert_eq!(words().text("bye", &[]), Err(WordsError::Missing("bye".into())));
    }

    #[test]
    fn plural_forms_follow_the_language() {
        let seats = [0, 1, 2].map(|count| words().plural("seat", count, &[]).unwrap());
        assert_eq!(seats, ["complet", "1 place", "2 places"]);
        assert_eq!(words().plural("day", 0, &[]).unwrap(), "0 jour");
    }
}
