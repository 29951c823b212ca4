//! SIRET numbers, which identify French establishments.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::parsed::parsed_text;

/// The SIREN of La Poste, whose establishments have their own check rule.
const LA_POSTE: &str = "356000000";

/// The digits of a SIREN, which identifies an organisation. The SIRET of each of its establishments begins with it.
pub(crate) const SIREN_LENGTH: usize = 9;

/// The longest SIRET as typed, in characters: 14 digits with a separator after each, and a label before them.
pub const MAX_SIRET_LENGTH: u32 = 48;

/// The SIRET of an establishment: 14 digits with a valid check digit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siret(String);

/// The reason why a text is not a SIRET.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSiret {
    /// It does not have 14 digits, or its check digit is wrong.
    #[error("not a SIRET")]
    Form,
    /// It is the SIREN of an organisation.
    #[error("a SIREN instead of a SIRET")]
    Siren,
    /// It is a French VAT number.
    #[error("a VAT number instead of a SIRET")]
    VatNumber,
}

impl Siret {
    /// Parses a SIRET: 14 digits with any separators, and optionally a label such as `SIRET`.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidSiret`] for other numbers and for a wrong check digit. The check digit follows the Luhn
    /// algorithm; for La Poste, which ran out of numbers, the sum of the digits may instead be a multiple of 5 (INSEE,
    /// "Sirene: variable siret").
    pub fn parse(text: &str) -> Result<Siret, InvalidSiret> {
        let text: String = text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
        let digits = without_label(&text);
        if is_vat_number(digits) {
            return Err(InvalidSiret::VatNumber);
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidSiret::Form);
        }
        match digits.len() {
            14 if passes_checksum(digits) => Ok(Siret(digits.to_owned())),
            SIREN_LENGTH if luhn_sum(digits).is_multiple_of(10) => Err(InvalidSiret::Siren),
            _ => Err(InvalidSiret::Form),
        }
    }

    /// Returns the 14 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

parsed_text!(shown Siret, Siret::parse, InvalidSiret);

/// Removes a label such as "N° SIRET".
fn without_label(mut text: &str) -> &str {
    let labels = ["NUMÉRO", "NUMERO", "SIRET", "SIREN", "TVA", "NO", "N"];
    while let Some(rest) = labels.iter().find_map(|label| text.strip_prefix(label)) {
        text = rest;
    }
    text
}

/// Returns whether the text is `FR`, two characters and a SIREN.
fn is_vat_number(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("FR") else { return false };
    let siren = rest.char_indices().nth(2).map(|(start, _)| &rest[start..]);
    siren.is_some_and(|siren| siren.len() == SIREN_LENGTH && siren.bytes().all(|byte| byte.is_ascii_digit()))
}

fn passes_checksum(digits: &str) -> bool {
    let luhn = luhn_sum(digits).is_multiple_of(10);
    let la_poste = digits.starts_with(LA_POSTE) && sum(digits).is_multiple_of(5);
    // A number of zeros passes both checks, but is not assigned.
    (luhn || la_poste) && !digits.starts_with("000000000")
}

fn sum(digits: &str) -> u32 {
    digits.bytes().map(|byte| u32::from(byte - b'0')).sum()
}

/// Returns the sum of the Luhn algorithm, which is a multiple of 10 for a valid number.
pub(crate) fn luhn_sum(digits: &str) -> u32 {
    let digits = digits.bytes().rev().map(|byte| u32::from(byte - b'0'));
    let values = digits.enumerate().map(|(place, digit)| match (place % 2, digit) {
        (1, 5..) => digit * 2 - 9,
        (1, _) => digit * 2,
        _ => digit,
    });
    values.sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_spellings_of_a_number_are_equal() {
        for text in [
            "73282932000074",
            "732 829 320 00074",
            "732.829.320.00074",
            "732-829-320-00074",
            "732–829–320–00074",
            "732\u{a0}829\u{a0}320\u{a0}00074",
            "732\u{202f}829\u{2009}320\u{3000}00074",
            "SIRET 732 829 320 00074",
            "Siret : 73282932000074",
            "N° SIRET 73282932000074",
            "SIRET n°73282932000074",
            "no 73282932000074",
            "numéro de SIRET",
            "\u{ff17}3282932000074",
            "73282932000074.",
            "732/829/320/00074",
        ] {
            if text == "numéro de SIRET" {
                assert_eq!(Siret::parse(text), Err(InvalidSiret::Form));
                continue;
            }
            assert_eq!(Siret::parse(text).as_ref().map(Siret::as_str), Ok("73282932000074"), "{text}");
        }
    }

    #[test]
    fn rejects_a_wrong_digit() {
        for text in [
            "73282932000075",
            "7328293200007",
            "7328293200007A",
            "",
            "00000000000000",
            "SIRET",
            "732829321",
            "FR",
        ] {
            assert_eq!(Siret::parse(text), Err(InvalidSiret::Form), "{text}");
        }
    }

    #[test]
    fn recognises_other_numbers_of_an_organisation() {
        for text in ["732 829 320", "732829320", "SIREN 732.829.320", "356 000 000"] {
            assert_eq!(Siret::parse(text), Err(InvalidSiret::Siren), "{text}");
        }
        for text in ["FR 44 732 829 320", "FR44732829320", "N° TVA : FR44732829320", "frXX732829320"] {
            assert_eq!(Siret::parse(text), Err(InvalidSiret::VatNumber), "{text}");
        }
    }

    #[test]
    fn la_poste_has_its_own_rule() {
        for text in ["35600000049837", "356 000 000 49837", "35600000000048"] {
            assert!(Siret::parse(text).is_ok(), "{text}");
        }
        assert_eq!(Siret::parse("35600000049838"), Err(InvalidSiret::Form));
    }

    #[test]
    fn only_a_right_number_is_deserialised() {
        let read = |json: &str| serde_json::from_str::<Siret>(json);
        assert_eq!(read("\"73282932000074\"").unwrap().to_string(), "73282932000074");
        assert!(read("\"73282932000075\"").is_err());
    }

    proptest! {
        #[test]
        fn a_stored_number_parses_to_itself(text in ".{0,30}|[0-9 .-]{14,20}") {
            if let Ok(siret) = Siret::parse(&text) {
                prop_assert_eq!(Siret::parse(siret.as_str()), Ok(siret.clone()));
            }
        }
    }
}
