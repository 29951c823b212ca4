//! What became of mails, and until when a next one may be begun.

use std::time::Duration;

use tokio::time::Instant;

/// Time that is kept for finishing the mail that is being sent when the rest is over: more than a mail service and
/// the store may take.
const MARGIN: Duration = Duration::from_secs(12);

/// What became of mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Went out.
    pub sent: u32,
    /// Are refused for good; their organiser has to find another way.
    pub refused: u32,
    /// Somebody else sends them at this moment, or was stopped while doing so.
    pub in_flight: u32,
    /// Could not be sent, and are to be tried again.
    pub failed: u32,
    /// Wait for the next attempt, as the time was over.
    pub postponed: u32,
    /// Wait for a later sweep, as their mailbox has had its share.
    pub held: u32,
}

/// Until when a next mail may be begun.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimit(Instant);

impl Tally {
    /// Whether nothing is left to do, but for what only a sweep can do later.
    pub fn is_settled(&self) -> bool {
        self.in_flight + self.failed + self.postponed == 0
    }

    /// Adds up.
    pub(crate) fn add(&mut self, other: Tally) {
        self.sent += other.sent;
        self.refused += other.refused;
        self.in_flight += other.in_flight;
        self.failed += other.failed;
        self.postponed += other.postponed;
        self.held += other.held;
    }
}

impl TimeLimit {
    /// The limit for a program that is stopped after this time.
    pub fn before_stop_in(time: Duration) -> TimeLimit {
        TimeLimit(Instant::now() + time - MARGIN.min(time / 2))
    }

    pub(crate) fn is_over(self) -> bool {
        Instant::now() >= self.0
    }
}
