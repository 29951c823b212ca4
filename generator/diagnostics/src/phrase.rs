//! Texts in each language that the tools speak.

use serde::{Deserialize, Serialize};

/// A language that the tools speak. The site may have others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ToolLanguage {
    /// English, unless a reader asks for another one.
    #[default]
    English,
    /// French.
    French,
}

/// A text in each language. [`phrase!`](crate::phrase) makes one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Phrase {
    english: Box<str>,
    french: Box<str>,
}

/// Makes a [`Phrase`] of a format string in each language. Both may capture variables. Variables named after a
/// semicolon are phrases themselves, and each string gets them in its language.
///
/// In the French string, ordinary spaces suffice before `:`, `;`, `!`, `?` and next to guillemets; they are replaced with
/// no-break spaces.
#[macro_export]
macro_rules! phrase {
    (en: $en:literal, fr: $fr:literal $(; $($part:ident),+)? $(,)?) => {
        $crate::Phrase::new(
            {
                $($(let $part = $part.english();)+)?
                ::std::fmt::format(::std::format_args!($en))
            },
            {
                $($(let $part = $part.french();)+)?
                ::std::fmt::format(::std::format_args!($fr))
            },
        )
    };
}

impl ToolLanguage {
    /// All languages.
    pub const ALL: [ToolLanguage; 2] = [ToolLanguage::English, ToolLanguage::French];

    /// Returns the language of a tag or a locale such as `fr`, `en-GB` or `fr_FR.UTF-8`; `None` if the tools do not speak
    /// it.
    pub fn of_locale(locale: &str) -> Option<ToolLanguage> {
        match locale.split(['-', '_', '.', '@']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" | "c" | "posix" => Some(ToolLanguage::English),
            "fr" => Some(ToolLanguage::French),
            _ => None,
        }
    }

    /// Returns the language of the environment variables `LC_ALL`, `LC_MESSAGES` and `LANG`, which `variable` returns:
    /// that of the first one that is not empty (POSIX.1-2024, section 8.2), or English.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> ToolLanguage {
        let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set);
        locale.and_then(|locale| ToolLanguage::of_locale(&locale)).unwrap_or_default()
    }

    /// Returns the tag of the language.
    pub fn tag(self) -> &'static str {
        match self {
            ToolLanguage::English => "en",
            ToolLanguage::French => "fr",
        }
    }
}

impl Phrase {
    /// Creates a phrase, with no-break spaces in the French text.
    pub fn new(english: String, french: String) -> Phrase {
        Phrase { english: english.into(), french: spaced(&french).into() }
    }

    /// Returns a text without words, such as a name or a number, which is the same in each language.
    pub fn same(text: impl Into<String>) -> Phrase {
        let text = text.into().into_boxed_str();
        Phrase { english: text.clone(), french: text }
    }

    /// Returns a message of another program or a library, which is only in English. The French text quotes it.
    pub fn in_english(text: impl Into<String>) -> Phrase {
        let text = text.into();
        phrase! { en: "{text}", fr: "en anglais, « {text} »" }
    }

    /// Returns the text in a language.
    pub fn text(&self, language: ToolLanguage) -> &str {
        match language {
            ToolLanguage::English => &self.english,
            ToolLanguage::French => &self.french,
        }
    }

    /// Returns the English text.
    pub fn english(&self) -> &str {
        &self.english
    }

    /// Returns the French text.
    pub fn french(&self) -> &str {
        &self.french
    }

    /// Returns whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.english.is_empty()
    }

    /// Converts the text in each language.
    pub(crate) fn map(&self, convert: impl Fn(&str) -> String) -> Phrase {
        Phrase { english: convert(&self.english).into(), french: convert(&self.french).into() }
    }
}

/// Replaces ordinary spaces at French punctuation with no-break spaces, except in backticks. The `markdown` crate has the
/// rules for texts that editors write, which are many more.
fn spaced(text: &str) -> String {
    const NARROW: char = '\u{202f}';
    const NO_BREAK: char = '\u{a0}';
    let mut spaced = String::with_capacity(text.len());
    let mut in_code = false;
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        in_code ^= character == '`';
        let next = characters.peek().copied();
        let replaced = match (character, next) {
            (' ', _) if in_code => ' ',
            (' ', _) if before == Some('«') => NARROW,
            (' ', Some(';' | '!' | '?' | '»')) => NARROW,
            (' ', Some(':' | '%' | '€')) => NO_BREAK,
            (other, _) => other,
        };
        spaced.push(replaced);
        before = Some(character);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_gets_its_own_parts() {
        let key = "titel";
        let kind = phrase! { en: "a list", fr: "une liste" };
        let phrase = phrase! { en: "`{key}` is {kind}", fr: "`{key}` est {kind} : non"; kind };
        assert_eq!(phrase.text(ToolLanguage::English), "`titel` is a list");
        assert_eq!(phrase.text(ToolLanguage::French), "`titel` est une liste\u{a0}: non");
    }

    #[test]
    fn french_punctuation_does_not_begin_a_line() {
        let phrase = phrase! { en: "", fr: "« {{0}} » : `a : b` ; oui ? 5 %" };
        assert_eq!(phrase.french(), "«\u{202f}{0}\u{202f}»\u{a0}: `a : b`\u{202f}; oui\u{202f}? 5\u{a0}%");
        assert_eq!(spaced(phrase.french()), phrase.french());
    }

    #[test]
    fn the_environment_determines_the_language() {
        for (variables, language) in [
            (&[("LANG", "fr_FR.UTF-8")][..], ToolLanguage::French),
            (&[("LANG", "fr_CA@euro"), ("LC_ALL", "")], ToolLanguage::French),
            (&[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "C.UTF-8")], ToolLanguage::English),
            (&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "fr_BE")], ToolLanguage::French),
            (&[("LANG", "de_DE.UTF-8")], ToolLanguage::English),
            (&[], ToolLanguage::English),
        ] {
            let variable = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(ToolLanguage::of_environment(variable), language, "{variables:?}");
        }
    }
}
