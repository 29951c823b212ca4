//! Amounts of money: integer minor units with a currency, so that rounding never loses a cent.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

/// The currencies in which fees can be given. Each has two decimal places.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    IntoStaticStr,
    EnumString,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "UPPERCASE")]
pub enum Currency {
    /// Euro
    #[serde(rename = "EUR")]
    Eur,
    /// Swiss franc
    #[serde(rename = "CHF")]
    Chf,
    /// Pound sterling
    #[serde(rename = "GBP")]
    Gbp,
}

impl Currency {
    /// Every currency, in the order in which messages list them.
    pub const ALL: &[Currency] = Currency::VARIANTS;

    /// Returns the ISO 4217 code, such as `EUR`.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// Returns the symbol, such as `€`.
    pub fn symbol(self) -> &'static str {
        match self {
            Currency::Eur => "€",
            Currency::Chf => "CHF",
            Currency::Gbp => "£",
        }
    }

    /// Returns the currency with this ISO 4217 code.
    pub fn from_code(code: &str) -> Option<Currency> {
        code.parse().ok()
    }
}

/// An amount of money. It is never negative, as there are no refunds or rebates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units: cents for the euro.
    pub minor: u64,
    /// The currency of the amount.
    pub currency: Currency,
}

impl Money {
    /// Returns the amount for `count` people or sessions; `None` if it does not fit into 64 bits.
    pub fn times(self, count: u32) -> Option<Money> {
        let minor = self.minor.checked_mul(u64::from(count))?;
        Some(Money { minor, currency: self.currency })
    }

    /// Returns the number without the currency, always with its minor units: `1500.00`.
    pub fn number(self) -> String {
        format!("{}.{:02}", self.minor / 100, self.minor % 100)
    }
}

/// Formats the amount neutrally for lists and logs: `1500.00 EUR`. Pages and mails follow the conventions of their
/// language.
impl Display for Money {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.number(), self.currency.code())
    }
}

/// The error for a text that is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "an amount is a number with zero or two decimal places and a currency, such as `1500 EUR` or `99.50 EUR`"
)]
pub struct InvalidMoney;

/// Parses `1500 EUR` or `99.50 EUR`.
impl FromStr for Money {
    type Err = InvalidMoney;

    fn from_str(text: &str) -> Result<Money, InvalidMoney> {
        let (number, code) = text.split_once(' ').ok_or(InvalidMoney)?;
        let currency = Currency::from_code(code.trim()).ok_or(InvalidMoney)?;
        let (units, cents) = number.split_once('.').unwrap_or((number, "00"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(units) || !digits(cents) || cents.len() != 2 {
            return Err(InvalidMoney);
        }
        let cents: u64 = cents.parse().map_err(|_| InvalidMoney)?;
        let minor = units.parse::<u64>().ok().and_then(|units| units.checked_mul(100)?.checked_add(cents));
        Ok(Money { minor: minor.ok_or(InvalidMoney)?, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplies_without_overflow() {
        let fee = Money { minor: 150_000, currency: Currency::Eur };
        assert_eq!(fee.times(3).unwrap().minor, 450_000);
        assert_eq!(Money { minor: u64::MAX, ..fee }.times(2), None);
    }

    #[test]
    fn formatted_amounts_parse_to_themselves() {
        for (text, minor, written) in [
            ("500 EUR", 50_000, "500.00 EUR"),
            ("99.50 CHF", 9_950, "99.50 CHF"),
            ("0.05 GBP", 5, "0.05 GBP"),
            ("184467440737095516.15 EUR", u64::MAX, "184467440737095516.15 EUR"),
        ] {
            let money: Money = text.parse().unwrap();
            assert_eq!((money.minor, money.to_string().as_str()), (minor, written), "{text}");
            assert_eq!(written.parse(), Ok(money));
        }
        for text in
            ["", "500", "EUR", "500EUR", "500 USD", "-5 EUR", "5.5 EUR", "5. EUR", ".50 EUR", "1 500 EUR"]
        {
            assert_eq!(text.parse::<Money>(), Err(InvalidMoney), "{text}");
        }
        assert_eq!("184467440737095516.16 EUR".parse::<Money>(), Err(InvalidMoney));
    }
}
