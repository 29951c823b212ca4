//! `Words`: the labels of the editor in the site's language. Those of keys are in `schema`.

use std::collections::BTreeMap;

use diagnostics::ToolLanguage;
use serde::Deserialize;

const FRENCH: &str = include_str!("../words/fr.yaml");
const ENGLISH: &str = include_str!("../words/en.yaml");

/// The labels of the editor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// The title of the page.
    pub(crate) title: String,
    /// The language of the labels.
    #[serde(skip)]
    pub(crate) language: ToolLanguage,
    /// Labels that belong to no key.
    pub(crate) texts: Texts,
    languages: BTreeMap<String, String>,
    /// The names of kinds of files in the plural and in the singular.
    kinds: BTreeMap<String, [String; 2]>,
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
    /// Its value.
    pub(crate) value: String,
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
    in_language: String,
}

impl Words {
    /// Returns the labels in a language; those in English if there are none.
    pub(crate) fn of(language: &str) -> Words {
        let language = ToolLanguage::of_locale(language).unwrap_or_default();
        let text = match language {
            ToolLanguage::English => ENGLISH,
            ToolLanguage::French => FRENCH,
        };
        let words: Words = serde_yaml::from_str(text).expect("a test reads both files");
        Words { language, ..words }
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

    /// Returns the description of a key without backticks, which the editor would show.
    pub(crate) fn hint(&self, help: &str) -> String {
        let [open, close] = match self.language {
            ToolLanguage::English => ["“", "”"],
            ToolLanguage::French => ["«\u{a0}", "\u{a0}»"],
        };
        let parts = help.split('`').enumerate();
        let quoted = parts.map(
            |(index, part)| {
                if index % 2 == 0 { part.to_owned() } else { format!("{open}{part}{close}") }
            },
        );
        quoted.collect()
    }

    /// Returns the label of one item of the list that a key has.
    pub(crate) fn item(&self, key: &str) -> Option<String> {
        self.items.get(key).cloned()
    }

    /// Returns the label of a keyword of a key.
    pub(crate) fn keyword(&self, key: &str, word: &str) -> String {
        self.keywords.get(&format!("{key}.{word}")).map_or(word, String::as_str).to_owned()
    }

    /// Returns whether a keyword of a key has a label.
    #[cfg(test)]
    pub(crate) fn has_keyword(&self, key: &str, word: &str) -> bool {
        self.keywords.contains_key(&format!("{key}.{word}"))
    }
}
