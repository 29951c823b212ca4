//! Texts in each language that the tools speak.

/// A language that the tools speak. The site may have others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, unless a reader asks for another one.
    #[default]
    English,
    /// French.
    French,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 2] = [Language::English, Language::French];

    /// Returns the language of a tag or a locale such as `fr`, `en-GB` or `fr_FR.UTF-8`; `None` if the tools do not speak
    /// it.
    pub fn of_locale(locale: &str) -> Option<Language> {
        match locale.split(['-', '_', '.', '@']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" | "c" | "posix" => Some(Language::English),
            "fr" => Some(Language::French),
            _ => None,
        }
    }

    /// Returns the tag of the language.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
        }
    }
}
