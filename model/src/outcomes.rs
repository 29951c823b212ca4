//! The outcomes of a workshop.

use jiff::civil::Date;

/// A summary of a workshop's outcomes, published afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// The date of publication; `None` to publish it the day after the last session.
    pub published: Option<Date>,
    /// The text, in Markdown.
    pub text: String,
}
