//! Detects texts that Excel changes when it opens a CSV file, and protects them with a leading apostrophe.
//!
//! Excel evaluates texts as formulas (<https://owasp.org/www-community/attacks/CSV_Injection>), strips the leading
//! zeros of `004512`, reads `1/2` as a date and `3E5` as 300,000, and rounds numbers of more than 11 digits. The
//! apostrophe prevents all of this, and no cell becomes a formula, as it would with the usual `="004512"`. A program
//! that reads the file removes one leading apostrophe from a cell: a text that begins with one gets a second.

use unicode_normalization::UnicodeNormalization;

/// Maximum number of digits that a column shows in full.
const MAX_DIGITS: usize = 11;

/// Words that Excel reads as part of a date next to a number: French and English months and their abbreviations.
const MONTHS: [&str; 45] = [
    "janvier",
    "janv",
    "jan",
    "january",
    "février",
    "fevrier",
    "févr",
    "fevr",
    "fév",
    "feb",
    "february",
    "mars",
    "mar",
    "march",
    "avril",
    "avr",
    "apr",
    "april",
    "mai",
    "may",
    "juin",
    "jun",
    "june",
    "juillet",
    "juil",
    "jul",
    "july",
    "août",
    "aout",
    "aug",
    "august",
    "septembre",
    "sept",
    "sep",
    "september",
    "octobre",
    "october",
    "oct",
    "novembre",
    "november",
    "nov",
    "décembre",
    "decembre",
    "déc",
    "dec",
];

/// Letters that may occur in a number or a time of day, apart from those in months.
const UNITS: [&str; 7] = ["e", "h", "a", "p", "am", "pm", "eur"];

/// Words that Excel reads as booleans.
const TRUTH_VALUES: [&str; 4] = ["vrai", "faux", "true", "false"];

/// Returns the text to write into a cell so that Excel shows it unchanged.
pub(super) fn shielded(text: &str) -> String {
    if text.starts_with('\'') || is_formula(text) || is_value(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn is_formula(text: &str) -> bool {
    // Excel also reads the full-width forms of East Asian keyboards, and skips white space before them.
    let starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(starts)
}

/// Returns whether Excel reads a text as a number, a date, a time or a boolean and shows it differently, in French or
/// in English.
fn is_value(text: &str) -> bool {
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let text = text.trim();
    if TRUTH_VALUES.contains(&text) {
        return true;
    }
    let is_mark = |c: char| c.is_ascii_digit() || " .,/:-+%()'’$€£\u{2212}".contains(c);
    let mut words = text.split(is_mark).filter(|word| !word.is_empty());
    let begins = text.starts_with(is_mark) || MONTHS.iter().any(|month| text.starts_with(month));
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    has_digit
        && begins
        && !is_plain(text)
        && words.all(|word| MONTHS.contains(&word) || UNITS.contains(&word))
}

/// Returns whether Excel shows a number exactly as it was written.
fn is_plain(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.len() <= MAX_DIGITS && (text == "0" || !text.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_not_evaluated() {
        for start in ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " =", "\u{a0}="] {
            let text = format!("{start}cmd|' /C calc'!A0");
            assert_eq!(shielded(&text), format!("'{text}"));
        }
        assert_eq!(shielded("L’Ouest = l’avenir"), "L’Ouest = l’avenir");
    }

    #[test]
    fn texts_that_excel_would_change_are_shielded() {
        for text in [
            "004512",
            "1/2",
            "3E5",
            "3e5",
            "1,5E+10",
            "0033123456789",
            "00033",
            "12-2027",
            "2027-01-02",
            "1.5",
            "1,50",
            "12:30",
            "8h30",
            "10 %",
            "10%",
            "5 €",
            "$5",
            "(12)",
            "1 000",
            "1\u{a0}000",
            "1\u{202f}000",
            "123456789012",
            "73282932000074",
            "12 mars",
            "12 mars 2027",
            "mars 2027",
            "3-janv",
            "mai 68",
            "Juin 1",
            "1 Dec 2026",
            "VRAI",
            "Faux",
            "true",
            "12 am",
            "12 p",
            "\u{ff10}\u{ff11}2",
            " 004512 ",
            "1 / 2",
            "00",
        ] {
            assert_eq!(shielded(text), format!("'{text}"), "{text}");
        }
    }

    #[test]
    fn other_text_stays_unchanged() {
        for text in [
            "",
            "Claire",
            "3F",
            "Habitat 76",
            "75002 Paris",
            "BC-2027/12",
            "12",
            "0",
            "12345678901",
            "12 rue de Mars",
            "1er étage",
            "1001 Vies Habitat",
            "Mars",
            "Mai",
            "Marseille 13",
            "A4",
            "L’Est",
            "oui",
            "2 personnes",
            "E",
            "—",
            "Décembre",
            "Vraiment",
        ] {
            assert_eq!(shielded(text), text);
        }
    }

    #[test]
    fn removing_one_apostrophe_restores_the_text() {
        for text in ["'004512", "''", "'", "004512", "=1", "Claire"] {
            let cell = shielded(text);
            assert_eq!(cell.strip_prefix('\'').unwrap_or(&cell), text);
        }
    }
}
