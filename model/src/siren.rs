//! SIREN numbers, which identify French organisations.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::parsed::parsed_text;
use crate::siret::{SIREN_LENGTH, Siret, luhn_sum};

/// The SIREN of an organisation: 9 digits with a valid check digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siren(String);

/// The error for a text that is not a [`Siren`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SIREN has 9 digits, of which the last is a check digit")]
pub struct InvalidSiren;

impl Siren {
    /// Parses a SIREN: 9 digits with any separators.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidSiren`] for other texts and for a wrong check digit (Luhn algorithm; INSEE, "Sirene: variable
    /// siren").
    pub fn parse(text: &str) -> Result<Siren, InvalidSiren> {
        let digits: String = text.nfkc().filter(|c| c.is_alphanumeric()).collect();
        let is_number = digits.len() == SIREN_LENGTH && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_assigned = is_number && digits != "000000000" && luhn_sum(&digits).is_multiple_of(10);
        if is_assigned { Ok(Siren(digits)) } else { Err(InvalidSiren) }
    }

    /// Returns the 9 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Siret> for Siren {
    /// Returns the SIREN with which the number of an establishment begins. The check digit of the whole number covers
    /// it.
    fn from(siret: &Siret) -> Siren {
        Siren(siret.as_str()[..SIREN_LENGTH].to_owned())
    }
}

parsed_text!(shown Siren, Siren::parse, InvalidSiren);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siren_has_nine_digits_of_which_the_last_checks_the_others() {
        for text in ["732829320", "732 829 320", "732.829.320", "732\u{202f}829\u{a0}320"] {
            assert_eq!(Siren::parse(text).as_ref().map(Siren::as_str), Ok("732829320"), "{text}");
        }
        for text in ["732829321", "73282932", "73282932000074", "000000000", "7328 2932A", ""] {
            assert_eq!(Siren::parse(text), Err(InvalidSiren), "{text}");
        }
    }

    #[test]
    fn establishments_of_one_organisation_share_it() {
        let siren = |text: &str| Siren::from(&Siret::parse(text).unwrap());
        assert_eq!(siren("73282932000074").as_str(), "732829320");
        assert_eq!(siren("35600000049837"), siren("35600000000048"));
    }
}
