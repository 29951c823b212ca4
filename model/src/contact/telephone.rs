//! Telephone numbers: parsed from any common format and stored in a single one.
//!
//! The crate `phonenumber` is not used: it would add the metadata of all countries to the function and reject
//! numbers from numbering plans newer than that metadata. Only the French plan is implemented here.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::parsed::parsed_text;

/// A telephone number in the format of RFC 3966 without the scheme: `+33123456789`, or with an extension
/// `+33123456789;ext=12`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Telephone(String);

/// The longest telephone number as typed, in characters: 15 digits (ITU-T E.164) with a separator after each,
/// `(0)`, a label before the number and an extension after it.
pub const MAX_TELEPHONE_LENGTH: u32 = 64;

/// The error for a text that is not a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a telephone number")]
pub struct InvalidTelephone;

/// The country code of France.
const FRANCE: &str = "33";

/// Overseas numbers that are dialled like those of mainland France but have their own country codes (Arcep,
/// decision 2018-0881): the leading digits of the national number without its zero, and the country code.
const OVERSEAS: [(&str, &str); 14] = [
    ("590", "590"),
    ("690", "590"),
    ("691", "590"),
    ("594", "594"),
    ("694", "594"),
    ("596", "596"),
    ("696", "596"),
    ("697", "596"),
    ("262", "262"),
    ("263", "262"),
    ("269", "262"),
    ("639", "262"),
    ("692", "262"),
    ("693", "262"),
];

/// The words that introduce an extension, in French and English.
const EXTENSION_WORDS: [&str; 10] =
    ["poste", "post", "p", "ext", "extension", "extn", "x", "interne", "int", "#"];

/// The words that people write before a number.
const LABELS: [&str; 11] = [
    "tel",
    "tél",
    "téléphone",
    "telephone",
    "phone",
    "mobile",
    "mob",
    "portable",
    "port",
    "fixe",
    "standard",
];

/// The longest extension, in digits.
const MAX_EXTENSION_LENGTH: usize = 7;

impl Telephone {
    /// Parses a number as people write it: with spaces, dots, dashes, slashes or parentheses anywhere, a country
    /// code after `+` or `00`, the zero of the national number in parentheses, a label such as `Tél.` and an
    /// extension. A number without a country code is taken as French.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidTelephone`] if the text contains anything else or the wrong number of digits: a French
    /// number has 10; with another country code there are 7 to 15 (E.164).
    pub fn parse(text: &str) -> Result<Telephone, InvalidTelephone> {
        // NFKC turns full-width digits, as some keyboards produce them, into ASCII.
        let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
        let text = without_label(&text);
        let is_end = |c: char| c.is_alphabetic() || c == '#' || c == ';';
        let (number, extension) = text.split_at(text.find(is_end).unwrap_or(text.len()));
        let number = international(number).ok_or(InvalidTelephone)?;
        if extension.is_empty() {
            return Ok(Telephone(format!("+{number}")));
        }
        let extension = read_extension(extension).ok_or(InvalidTelephone)?;
        Ok(Telephone(format!("+{number};ext={extension}")))
    }

    /// Returns the number in the format of RFC 3966.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the number as it is dialled from France: `01 23 45 67 89`, or with the country code for other
    /// countries, `+32 2 12 34 56 78`. An extension follows `ext.` (ITU-T E.123).
    pub fn readable(&self) -> String {
        self.written("+")
    }

    /// Returns the number like [`readable`](Telephone::readable), but with `00` in place of the plus sign, which a
    /// spreadsheet would read as the start of a formula.
    pub fn dialled(&self) -> String {
        self.written("00 ")
    }

    fn written(&self, prefix: &str) -> String {
        let (number, extension) = self.0.split_once(";ext=").unwrap_or((&self.0, ""));
        let digits = number.trim_start_matches('+');
        let written = match national(digits) {
            Some(national) => in_pairs(&national),
            None => {
                let (country, rest) = digits.split_at(country_length(digits));
                format!("{prefix}{country} {}", in_pairs(rest))
            }
        };
        if extension.is_empty() { written } else { format!("{written} ext. {extension}") }
    }
}

/// Removes a label such as `Tél. :`.
fn without_label(text: &str) -> &str {
    let text = text.trim_start();
    let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if LABELS.contains(&word) { &text[word.len()..] } else { text }
}

/// Returns the digits after the plus sign of an international number.
fn international(text: &str) -> Option<String> {
    let trunk_zero = text.contains("(0)");
    let digits: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let plus = text.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+').strip_prefix('+');
    let is_clean =
        |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || (!c.is_alphanumeric() && c != '+'));
    if !is_clean(plus.unwrap_or(text)) {
        return None;
    }
    let abroad = if plus.is_some() { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    let number = match abroad {
        Some(number) => number.to_owned(),
        None => match digits.strip_prefix('0') {
            Some(national) => format!("{}{national}", country_of(national)),
            // The plus sign is missing, or the text contains only the trunk zero in parentheses.
            None if digits.len() == 11 && digits.starts_with(FRANCE) => digits,
            None if trunk_zero => format!("{}{digits}", country_of(&digits)),
            None => return None,
        },
    };
    complete(&number)
}

/// Checks the length of a number that begins with its country code. Drops the trunk zero of a French number, which
/// is not dialled from abroad.
fn complete(number: &str) -> Option<String> {
    let Some(national) = number.strip_prefix(FRANCE) else {
        // No country code starts with 0.
        let fits = (7..=15).contains(&number.len()) && !number.starts_with('0');
        return fits.then(|| number.to_owned());
    };
    let national = national.strip_prefix('0').unwrap_or(national);
    let fits = national.len() == 9 && !national.starts_with('0');
    fits.then(|| format!("{}{national}", country_of(national)))
}

fn country_of(national: &str) -> &'static str {
    let of = OVERSEAS.iter().find(|(start, _)| national.starts_with(start));
    of.map_or(FRANCE, |(_, country)| country)
}

/// Converts international digits to the French national number.
fn national(digits: &str) -> Option<String> {
    let country = [FRANCE, "590", "594", "596", "262"].into_iter().find(|it| digits.starts_with(it))?;
    let national = &digits[country.len()..];
    (national.len() == 9 && country_of(national) == country).then(|| format!("0{national}"))
}

/// Returns the number of digits in the country code (ITU-T E.164).
fn country_length(digits: &str) -> usize {
    let two: u8 = digits.get(..2).and_then(|two| two.parse().ok()).unwrap_or_default();
    match two {
        10..=19 | 70..=79 => 1,
        20 | 27 | 30..=34 | 36 | 39..=41 | 43..=49 | 51..=58 | 60..=66 | 81 | 82 | 84 | 86 | 90..=95 | 98 => {
            2
        }
        _ => 3.min(digits.len()),
    }
}

/// Groups digits in pairs; an odd number of digits starts with a single one.
fn in_pairs(digits: &str) -> String {
    let (first, rest) = digits.split_at(digits.len() % 2);
    let rest = rest.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned());
    let first = Some(first.to_owned()).filter(|first| !first.is_empty());
    first.into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}

/// Returns the digits after `poste`, `ext.` and similar words.
fn read_extension(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(';');
    let word_end = if text.starts_with('#') { 1 } else { text.find(|c: char| !c.is_alphabetic())? };
    let (word, rest) = text.split_at(word_end);
    let is_separator = |c: char| !c.is_alphanumeric();
    let rest = rest.trim_matches(is_separator);
    // For example `poste n° 12`.
    let rest = rest.strip_prefix(['n']).unwrap_or(rest).trim_start_matches(['o', ' ', '.', ':', '°', '-']);
    let fits =
        (1..=MAX_EXTENSION_LENGTH).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit());
    (EXTENSION_WORDS.contains(&word) && fits).then_some(rest)
}

parsed_text!(Telephone, Telephone::parse, InvalidTelephone);

impl fmt::Display for Telephone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.readable())
    }
}

#[cfg(test)]
mod tests;
