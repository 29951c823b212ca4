//! What came out of a workshop, and from when on it is shown.

use jiff::civil::Date;

use crate::programme::Workshop;

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
        self.outcomes.as_ref().filter(|_| self.outcomes_from().is_some_and(|day| day <= today))
    }

    /// The day from which on it is shown what came out of the workshop; `None` where nobody has written it, or there is
    /// no session.
    pub fn outcomes_from(&self) -> Option<Date> {
        let outcomes = self.outcomes.as_ref()?;
        outcomes.published.or_else(|| self.last_day().tomorrow().ok())
    }
}
