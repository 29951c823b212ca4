//! The languages in which texts are compared.

/// A language whose dates, hours and amounts are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// French.
    French,
    /// English.
    English,
}

impl Language {
    /// Returns the language of a tag such as `fr-CH`; `None` for a language that is not known here.
    pub(crate) fn of_tag(tag: &str) -> Option<Language> {
        match tag.split('-').next() {
            Some("fr") => Some(Language::French),
            Some("en") => Some(Language::English),
            _ => None,
        }
    }
}
