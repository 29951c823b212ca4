//! A cell before it is written: what it means, so that each format can write it in its way.

use jiff::Timestamp;
use model::money::Money;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// A telephone number as it was typed.
    Telephone(String),
    /// A registration's reference: 8 hexadecimal digits.
    Reference(String),
    /// 14 digits.
    Siret(String),
    Number(i64),
    Amount(Money),
    Instant(Timestamp),
}

impl Cell {
    /// The text, or an empty cell.
    pub(crate) fn optional(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::Empty, |text| Cell::Text(text.into()))
    }
}

/// A telephone number as it is written in France, in pairs: `01 23 45 67 89`, for a foreign one `00 32 …`.
///
/// A spreadsheet takes `+33123456789` for a sum and `0123456789` for a number that needs no zero. In pairs it is
/// text, and can be dialled.
pub(super) fn telephone(typed: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let national = match digits.strip_prefix("0033").or_else(|| digits.strip_prefix("33")) {
        // `+33 (0)1 …` is written, too.
        Some(rest) if typed.starts_with('+') || digits.starts_with("00") => {
            format!("0{}", rest.trim_start_matches('0'))
        }
        _ if typed.starts_with('+') => format!("00{digits}"),
        _ => digits,
    };
    let pairs: Vec<_> = national.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair)).collect();
    pairs.join(" ")
}

/// A SIRET as INSEE writes it, `123 456 789 00012`: a spreadsheet rounds a number of 14 digits on display.
pub(super) fn siret(digits: &str) -> String {
    let is_siret = digits.len() == 14 && digits.is_ascii();
    if !is_siret {
        return digits.to_owned();
    }
    [&digits[..3], &digits[3..6], &digits[6..9], &digits[9..]].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_stay_text_that_can_be_dialled() {
        for typed in
            ["+33123456789", "+33 1 23 45 67 89", "+33 (0)1 23 45 67 89", "0033123456789", "0123456789"]
        {
            assert_eq!(telephone(typed), "01 23 45 67 89", "{typed}");
        }
        assert_eq!(telephone("+32 2 123 45 67"), "00 32 21 23 45 67");
        assert_eq!(telephone("33 12 34"), "33 12 34");
    }

    #[test]
    fn sirets_are_grouped() {
        assert_eq!(siret("12345678900012"), "123 456 789 00012");
        assert_eq!(siret("123"), "123");
    }
}
