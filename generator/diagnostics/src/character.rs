//! Invisible and look-alike characters in the texts that messages quote. Without their names, the message "unknown
//! key `title`" would not help an author who typed `title` and a zero-width space.

mod names;

use self::names::NAMES;
use crate::{Phrase, phrase};

/// An invisible or look-alike character in a message.
pub(super) struct Found<'m> {
    pub(super) character: char,
    /// Quoted text before the character; empty if the character is the first.
    before: &'m str,
    behind: &'m str,
}

/// Returns whether a character looks like a space or is invisible, but is not one of the spaces that keyboards type.
pub fn is_odd_space(character: char) -> bool {
    !matches!(character, ' ' | '\t' | '\n' | '\r') && (character.is_whitespace() || is_invisible(character))
}

/// Returns whether a character is blank but takes up room, unlike a zero-width one.
pub fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{2800}' | '\u{3164}')
}

/// Returns whether a character is invisible. Joiners and variation selectors are excluded because emoji need them.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'
            ..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}'
    ) || character.is_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// Returns the code point and name of a character, such as "U+00A0 NO-BREAK SPACE". French names are those of ISO/IEC
/// 10646.
pub fn named(character: char) -> Phrase {
    let number = format!("U+{:04X}", u32::from(character));
    if let Some((_, english, french)) = NAMES.iter().find(|(known, ..)| *known == character) {
        return phrase! { en: "{number} {english}", fr: "{number} {french}" };
    }
    match (character, twin(character)) {
        ('\u{ff01}'..='\u{ff5e}', _) => {
            phrase! { en: "{number}, a full-width character", fr: "{number}, un caractère pleine chasse" }
        }
        _ if character.is_control() => {
            phrase! { en: "{number}, a control character", fr: "{number}, un caractère de commande" }
        }
        (_, Some(twin)) => phrase! {
            en: "{number}, a letter of another alphabet that looks like `{twin}`",
            fr: "{number}, une lettre d’un autre alphabet qui ressemble à `{twin}`"
        },
        (_, None) => Phrase::same(number),
    }
}

/// Returns the first invisible or look-alike character that a message quotes in backticks.
pub(super) fn odd(message: &str) -> Option<Found<'_>> {
    message.split('`').skip(1).step_by(2).find_map(|quoted| {
        // In prose, a dash or a Greek letter is intended; in a word of ASCII letters and digits, it is a mistake.
        let is_word = !quoted.contains(' ') && quoted.contains(|c: char| c.is_ascii_alphanumeric());
        let is_odd = |c: char| is_odd_space(c) || is_word && twin(c).is_some();
        let (at, character) = quoted.char_indices().find(|(_, c)| is_odd(*c))?;
        let start = quoted[..at].char_indices().rev().nth(NEAR - 1).map_or(0, |(start, _)| start);
        let rest = &quoted[at + character.len_utf8()..];
        let end = rest.char_indices().nth(NEAR).map_or(rest.len(), |(end, _)| end);
        Some(Found { character, before: &quoted[start..at], behind: &rest[..end] })
    })
}

impl Found<'_> {
    /// Describes which character is where. `column` is its column, if it is known.
    pub(super) fn place(&self, column: Option<usize>) -> Phrase {
        let name = named(self.character);
        let is_blank = |c: char| c == ' ' || is_odd_space(c);
        let place = match (self.before.trim_end_matches(is_blank), self.behind.trim_start_matches(is_blank)) {
            ("", "") => phrase! { en: "it is {name}", fr: "c’est {name}"; name },
            ("", behind) => phrase! { en: "{name} before `{behind}`", fr: "{name} avant `{behind}`"; name },
            (before, _) => phrase! { en: "{name} after `{before}`", fr: "{name} après `{before}`"; name },
        };
        match column {
            Some(column) => {
                phrase! { en: "{place} (column {column})", fr: "{place} (colonne {column})"; place }
            }
            None => place,
        }
    }

    /// Returns how to fix it.
    pub(super) fn advice(&self) -> Phrase {
        let name = named(self.character);
        match twin(self.character) {
            Some(twin) => phrase! {
                en: "type `{twin}` instead of {name}",
                fr: "tapez `{twin}` à la place de {name}";
                name
            },
            None if is_space(self.character) => phrase! {
                en: "type an ordinary space instead of {name}, or none",
                fr: "tapez un espace ordinaire à la place de {name}, ou rien";
                name
            },
            None => phrase! { en: "delete {name}", fr: "effacez {name}"; name },
        }
    }
}

/// Number of neighbouring characters that a message quotes to show the place.
const NEAR: usize = 12;

/// Returns the ASCII character that another character looks like.
fn twin(character: char) -> Option<char> {
    if character.is_ascii() {
        return None;
    }
    if let '\u{ff01}'..='\u{ff5e}' = character {
        return char::from_u32(u32::from(character) - 0xfee0);
    }
    let place = TWINS.0.chars().position(|twin| twin == character)?;
    TWINS.1.chars().nth(place)
}

/// Dashes, Cyrillic letters and Greek letters, with the ASCII characters that they look like.
const TWINS: (&str, &str) = (
    "\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}\u{2215}\u{2236}аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "-----/:aeopcyxijshdqwABEKMHOPCTXIJSABEZHIKMNOPTYXo",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_character_is_named_with_its_place() {
        for (message, place, advice) in [
            ("`30\u{200b}` no", "U+200B ZERO WIDTH SPACE after `30`", "delete U+200B"),
            ("`\u{feff}title`", "U+FEFF ZERO WIDTH NO-BREAK SPACE before `title`", "delete U+FEFF"),
            (
                "`500\u{a0}EUR`",
                "U+00A0 NO-BREAK SPACE after `500`",
                "type an ordinary space instead of U+00A0",
            ),
            ("`\u{2003}`", "it is U+2003 EM SPACE", "type an ordinary space"),
            ("`2027\u{2011}09`", "U+2011 NON-BREAKING HYPHEN after `2027`", "type `-` instead"),
            (
                "`t\u{456}tle`",
                "U+0456, a letter of another alphabet that looks like `i` after `t`",
                "type `i`",
            ),
            ("`\u{ff11}0`", "U+FF11, a full-width character before `0`", "type `1`"),
            ("a `b` c `d\u{92}e`", "U+0092, a control character after `d`", "delete U+0092"),
        ] {
            let found = odd(message).unwrap();
            assert_eq!(found.place(None).english(), place);
            assert!(found.advice().english().starts_with(advice), "{:?}", found.advice());
        }
    }

    #[test]
    fn unquoted_and_ordinary_characters_are_not_named() {
        for message in [
            "no\u{a0}`title`",
            "`été`",
            "`👩\u{200d}💻`",
            "`Paris – Lyon`",
            "`Привет`",
            "`a",
            "`l’été`",
            "`❤\u{fe0f}`",
        ] {
            assert!(odd(message).is_none(), "{message}");
        }
    }

    #[test]
    fn twins_come_in_pairs() {
        assert_eq!(TWINS.0.chars().count(), TWINS.1.chars().count());
    }
}
