//! A cell before it is written: what it means, so that each format can write it in its way.

use jiff::Timestamp;
use model::contact::Telephone;
use model::money::Money;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// A telephone number.
    Telephone(Telephone),
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
