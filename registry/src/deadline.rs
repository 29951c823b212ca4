//! The deadline of a request.

use std::time::Duration;

use tokio::time::Instant;

/// The longest wait of a registrant. API Gateway times out after 30 seconds; people give up sooner.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The time by which a request must be answered, stored as an extension of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

impl Deadline {
    /// Returns the deadline after `time`, but at most 10 seconds from now.
    pub fn after(time: Duration) -> Deadline {
        Deadline(Instant::now() + time.min(LONGEST_WAIT))
    }

    /// Returns the time at which three quarters of the remaining time will have passed.
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
