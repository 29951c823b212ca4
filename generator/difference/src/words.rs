//! The words of the report in French and English, and how it writes dates, times and amounts.

use std::collections::BTreeMap;

use diagnostics::ToolLanguage;
use view::format::Formats;
use view::words::Words;

use crate::report::ReportError;

const FRENCH: &str = include_str!("../words/fr.json");
const ENGLISH: &str = include_str!("../words/en.json");

/// The words and formats of a report.
#[derive(Debug)]
pub(crate) struct Wording {
    pub(crate) words: Words,
    pub(crate) formats: Formats,
}

impl Wording {
    /// Returns the wording in a language, with instants in an IANA time zone.
    pub(crate) fn new(language: ToolLanguage, time_zone: &str) -> Result<Wording, ReportError> {
        let texts: BTreeMap<String, String> = serde_json::from_str(texts(language))?;
        Ok(Wording {
            words: Words::new(language.tag(), texts)?,
            formats: Formats::new(language.tag(), time_zone)?,
        })
    }
}

fn texts(language: ToolLanguage) -> &'static str {
    match language {
        ToolLanguage::French => FRENCH,
        ToolLanguage::English => ENGLISH,
    }
}

/// Returns the keys of the words in a language.
#[cfg(test)]
pub(crate) fn keys(language: ToolLanguage) -> Vec<String> {
    let words: BTreeMap<String, String> = serde_json::from_str(texts(language)).unwrap();
    words.into_keys().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_words() {
        assert_eq!(keys(ToolLanguage::French), keys(ToolLanguage::English));
    }

    #[test]
    fn french_has_no_space_that_could_break_a_line_before_punctuation() {
        let words: BTreeMap<String, String> = serde_json::from_str(FRENCH).unwrap();
        for (key, text) in words {
            for wrong in [" :", " ;", " »", "« ", "'"] {
                assert!(!text.contains(wrong), "{key}: {text}");
            }
        }
    }
}
