//! Amounts: integer minor units with a currency, so that no cent is ever rounded away.

use serde::{Deserialize, Serialize};

/// The currencies that fees can be given in. Each has two decimal places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    pub const ALL: [Currency; 3] = [Currency::Eur, Currency::Chf, Currency::Gbp];

    /// The code of ISO 4217, such as `EUR`.
    pub fn code(self) -> &'static str {
        match self {
            Currency::Eur => "EUR",
            Currency::Chf => "CHF",
            Currency::Gbp => "GBP",
        }
    }

    /// The sign that readers know, such as `€`.
    pub fn symbol(self) -> &'static str {
        match self {
            Currency::Eur => "€",
            Currency::Chf => "CHF",
            Currency::Gbp => "£",
        }
    }

    /// The currency of an ISO 4217 code.
    pub fn from_code(code: &str) -> Option<Currency> {
        Currency::ALL.into_iter().find(|currency| currency.code() == code)
    }
}

/// An amount of money. Never negative: nothing here is refunded or rebated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units: cents for the euro.
    pub minor: u64,
    /// The currency of the amount.
    pub currency: Currency,
}

impl Money {
    /// The amount for `count` people or things; `None` where it would not fit into 64 bits.
    pub fn times(self, count: u32) -> Option<Money> {
        let minor = self.minor.checked_mul(u64::from(count))?;
        Some(Money { minor, currency: self.currency })
    }

    /// Whole units, such as euros, and the minor units beyond them.
    pub fn units(self) -> (u64, u8) {
        (self.minor / 100, (self.minor % 100) as u8)
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
    fn splits_into_units() {
        assert_eq!(Money { minor: 50_005, currency: Currency::Eur }.units(), (500, 5));
    }
}
