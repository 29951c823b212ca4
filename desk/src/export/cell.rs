//! The typed content of a cell, which each format writes in its own way.

use jiff::Timestamp;
use model::contact::Telephone;
use model::money::Money;
use model::siret::Siret;

/// The content of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// A telephone number.
    Telephone(Telephone),
    /// A registration's reference: 8 hexadecimal digits.
    Reference(String),
    /// A SIRET: 14 digits.
    Siret(Siret),
    Number(i64),
    Amount(Money),
    Instant(Timestamp),
}

impl Cell {
    /// Returns a text cell, or an empty one.
    pub(crate) fn optional(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::Empty, |text| Cell::Text(text.into()))
    }
}
