//! The words of the documents that organisers hand on, in French and English, with the theme's formats of dates and
//! amounts.

use std::collections::BTreeMap;

use anyhow::Context;
use view::words::Words;

const FRENCH: &str = include_str!("../words/fr.json");
const ENGLISH: &str = include_str!("../words/en.json");

/// The words for a site's language; English ones where there are no others.
pub(crate) fn words(language: &str, theme: BTreeMap<String, String>) -> anyhow::Result<Words> {
    let texts = if language.split('-').next() == Some("fr") { FRENCH } else { ENGLISH };
    let mut words: BTreeMap<String, String> = serde_json::from_str(texts).context("the words are no JSON")?;
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
