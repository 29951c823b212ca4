//! What came out of a workshop.

use jiff::civil::Date;

/// The synthesis of a workshop, published afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// The day on which it is published; `None` where it is shown once the workshop is over.
    pub published: Option<Date>,
    /// The text, in Markdown.
    pub text: String,
}
