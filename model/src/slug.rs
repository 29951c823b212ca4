//! Identifiers for URLs, file names and keys.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The longest slug, in bytes. A slug is part of a DynamoDB partition key (AWS limit: 2,048 bytes), of a file name
/// (255 bytes on common file systems) and of a URL that people read aloud, which is the strictest limit.
pub const MAX_SLUG_LENGTH: usize = 80;

/// An identifier of 1 to [`MAX_SLUG_LENGTH`] bytes: lower-case ASCII letters, digits and single inner hyphens.
///
/// It contains no dots or slashes, so it is always a single safe path segment. Clones share the text, because workshops are known by
/// their slugs everywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(Arc<str>);

/// The reason why a text is not a [`Slug`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// The text is empty.
    #[error("it is empty")]
    Empty,
    /// The text is longer than [`MAX_SLUG_LENGTH`] bytes.
    #[error("it is longer than {MAX_SLUG_LENGTH} characters")]
    TooLong,
    /// The text contains a character other than `a-z`, `0-9` and `-`.
    #[error("it contains `{0}`; only a-z, 0-9 and hyphens are allowed")]
    Character(char),
    /// The text starts or ends with a hyphen, or contains two in a row.
    #[error("hyphens are only allowed between letters or digits")]
    Hyphen,
}

impl Slug {
    /// Returns the slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Converts any text to a slug: accents are dropped, and other characters that are not allowed become hyphens.
    /// Returns `None` if nothing is left. Used for heading anchors and for suggested corrections.
    pub fn from_text(text: &str) -> Option<Slug> {
        use unicode_normalization::UnicodeNormalization;
        use unicode_normalization::char::is_combining_mark;

        let mut slug = String::with_capacity(text.len());
        for character in text.nfkd().filter(|character| !is_combining_mark(*character)) {
            for lower in character.to_lowercase() {
                match lower {
                    'a'..='z' | '0'..='9' => slug.push(lower),
                    'œ' => slug.push_str("oe"),
                    'æ' => slug.push_str("ae"),
                    'ß' => slug.push_str("ss"),
                    _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
                    _ => {}
                }
            }
            if slug.len() >= MAX_SLUG_LENGTH {
                slug.truncate(MAX_SLUG_LENGTH);
                break;
            }
        }
        slug.trim_end_matches('-').parse().ok()
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Slug, SlugError> {
        if text.is_empty() {
            return Err(SlugError::Empty);
        }
        if text.len() > MAX_SLUG_LENGTH {
            return Err(SlugError::TooLong);
        }
        if let Some(character) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
            return Err(SlugError::Character(character));
        }
        if text.starts_with('-') || text.ends_with('-') || text.contains("--") {
            return Err(SlugError::Hyphen);
        }
        Ok(Slug(text.into()))
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Slug, SlugError> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> String {
        slug.as_str().to_owned()
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_words_joined_by_hyphens() {
        for text in ["proximite", "2027", "a-b-3"] {
            assert_eq!(text.parse::<Slug>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn rejects_unsafe_path_segments() {
        assert_eq!("".parse::<Slug>(), Err(SlugError::Empty));
        assert_eq!("../etc".parse::<Slug>(), Err(SlugError::Character('.')));
        assert_eq!("a/b".parse::<Slug>(), Err(SlugError::Character('/')));
        assert_eq!("Été".parse::<Slug>(), Err(SlugError::Character('É')));
        assert_eq!("a--b".parse::<Slug>(), Err(SlugError::Hyphen));
        assert_eq!("a-".parse::<Slug>(), Err(SlugError::Hyphen));
        assert_eq!("a".repeat(81).parse::<Slug>(), Err(SlugError::TooLong));
    }

    #[test]
    fn converts_text_to_a_slug() {
        let cases = [
            ("Déroulé de l’atelier", Some("deroule-de-l-atelier")),
            ("  Cœur & Œuvre !", Some("coeur-oeuvre")),
            ("2^ème", Some("2-eme")),
            ("?!", None),
        ];
        for (text, slug) in cases {
            assert_eq!(Slug::from_text(text).as_ref().map(Slug::as_str), slug, "{text}");
        }
        assert_eq!(Slug::from_text(&"é".repeat(200)).unwrap().as_str().len(), MAX_SLUG_LENGTH);
    }
}
