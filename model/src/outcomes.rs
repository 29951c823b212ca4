//! The outcomes of a workshop.

use jiff::civil::Date;

/// A summary of a workshop's outcomes, published afterwards. Its text is not part of this type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// The date of publication; `None` to publish it the day after the last session.
    pub published: Option<Date>,
}
