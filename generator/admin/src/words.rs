//! `Words`: the labels of the editor in the site's language.

use std::collections::BTreeMap;

use serde::Deserialize;

const FRENCH: &str = include_str!("../words/fr.yaml");
const ENGLISH: &str = include_str!("../words/en.yaml");

/// The labels of the editor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// The title of the page.
    pub(crate) title: String,
    /// Labels that belong to no key.
    pub(crate) texts: Texts,
    languages: BTreeMap<String, String>,
    /// The names of kinds of files in the plural and in the singular.
    kinds: BTreeMap<String, [String; 2]>,
    fields: BTreeMap<String, String>,
    items: BTreeMap<String, String>,
    keywords: BTreeMap<String, String>,
}

/// Labels that belong to no key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    /// The Markdown of a file.
    pub(crate) body: String,
    /// The key of an entry of a mapping with arbitrary keys.
    pub(crate) key: String,
    /// `true`
    pub(crate) yes: String,
    /// `false`
    pub(crate) no: String,
    /// What the name of a new file or folder is for.
    pub(crate) slug_hint: String,
    /// What to write instead of an invalid identifier.
    pub(crate) not_slug: String,
    /// What to write instead of another invalid value.
    pub(crate) not_valid: String,
    /// An example of a date with an optional time of day.
    pub(crate) moment_hint: String,
    /// An example of an amount.
    pub(crate) amount_hint: String,
    in_language: String,
}

impl Words {
    /// Returns the labels in a language; those in English if there are none.
    pub(crate) fn of(language: &str) -> Words {
        let text = if language == "fr" || language.starts_with("fr-") { FRENCH } else { ENGLISH };
        serde_yaml::from_str(text).expect("a test reads both files")
    }

    /// Returns the name of a kind of file in the plural and in the singular.
    pub(crate) fn kind(&self, name: &str) -> [String; 2] {
        self.kinds.get(name).cloned().unwrap_or_else(|| [name.to_owned(), name.to_owned()])
    }

    /// Returns a name with the language of a translation behind it.
    pub(crate) fn in_language(&self, name: &str, language: &str) -> String {
        let language = self.languages.get(language).map_or(language, String::as_str);
        self.texts.in_language.replace("{name}", name).replace("{language}", language)
    }

    /// Returns the label of a key.
    pub(crate) fn field(&self, key: &str) -> String {
        self.fields.get(key).map_or(key, String::as_str).to_owned()
    }

    /// Returns the label of one item of the list that a key has.
    pub(crate) fn item(&self, key: &str) -> Option<String> {
        self.items.get(key).cloned()
    }

    /// Returns the label of a keyword of a key.
    pub(crate) fn keyword(&self, key: &str, word: &str) -> String {
        self.keywords.get(&format!("{key}.{word}")).map_or(word, String::as_str).to_owned()
    }

    /// Returns whether a key has a label.
    #[cfg(test)]
    pub(crate) fn has_field(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    /// Returns whether a keyword of a key has a label.
    #[cfg(test)]
    pub(crate) fn has_keyword(&self, key: &str, word: &str) -> bool {
        self.keywords.contains_key(&format!("{key}.{word}"))
    }
}
