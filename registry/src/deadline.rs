//! Until when a request must be answered.

use std::time::Duration;

use tokio::time::Instant;

/// The longest that a registrant is kept waiting. API Gateway gives up after 30 seconds; people do earlier.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Until when a request must be answered; as an extension of the request it tells the router.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

impl Deadline {
    /// The deadline after this time, or after 10 seconds where that is sooner.
    pub fn after(time: Duration) -> Deadline {
        Deadline(Instant::now() + time.min(LONGEST_WAIT))
    }

    /// The moment at which three quarters of the time that is left are over.
    pub(crate) fn three_quarters(self) -> Deadline {
        let left = self.0.saturating_duration_since(Instant::now());
        Deadline(self.0 - left / 4)
    }

    pub(crate) fn instant(self) -> Instant {
        self.0
    }
}

impl Default for Deadline {
    fn default() -> Deadline {
        Deadline::after(LONGEST_WAIT)
    }
}
