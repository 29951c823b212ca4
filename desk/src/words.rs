//! The words for exported documents in French and English, and the theme's formats of dates and amounts.

use std::collections::BTreeMap;

use anyhow::Context;
use view::words::Words;

const FRENCH: &str = include_str!("../words/fr.json");
const ENGLISH: &str = include_str!("../words/en.json");

/// Returns the words for the site's language, or the English ones if there is no translation.
pub(crate) fn words(language: &str, theme: BTreeMap<String, String>) -> anyhow::Result<Words> {
    let texts = if language.split('-').next() == Some("fr") { FRENCH } else { ENGLISH };
    let mut words: BTreeMap<String, String> =
        serde_json::from_str(texts).context("the words are not valid JSON")?;
    words.extend(theme.into_iter().filter(|(key, _)| key.starts_with("format.")));
    Ok(Words::new(language, words)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_words() {
        let keys = |texts: &str| {
            let words: BTreeMap<String, String> = serde_json::from_str(texts).unwrap();
            words.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(keys(FRENCH), keys(ENGLISH));
    }
}
