//! What came out of a workshop, and from when on it is shown.

use jiff::civil::Date;

use crate::programme::{Phase, Workshop};

/// The synthesis of a workshop, published afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// The day on which it is published; `None` where it is shown once the workshop is over.
    pub published: Option<Date>,
    /// The text, in Markdown.
    pub text: String,
}

impl Workshop {
    /// What came out of the workshop, if it is shown on `today`: from its day on, or else from the day after the last
    /// session on.
    pub fn shown_outcomes(&self, today: Date) -> Option<&Outcomes> {
        self.outcomes.as_ref().filter(|outcomes| match outcomes.published {
            Some(published) => published <= today,
            None => self.phase(today) == Phase::Past,
        })
    }
}
