//! The outcomes of mails, and the time limit for starting another one.

use std::time::Duration;

use registry::metrics::Metric;
use tokio::time::Instant;

/// The time reserved for finishing a mail that is being sent: longer than the mail service and the store can take.
const MARGIN: Duration = Duration::from_secs(12);

/// The number of mails per result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sent.
    pub sent: u32,
    /// Refused for good, or withheld because an earlier one was refused or reported as spam; the organiser must contact
    /// the registrant another way.
    pub refused: u32,
    /// Claimed by another attempt, which is still running or was interrupted.
    pub in_flight: u32,
    /// Failed; to be retried.
    pub failed: u32,
    /// Postponed to the next attempt, because the time ran out.
    pub postponed: u32,
    /// Held until a later sweep, because a mailbox reached its limit or a recent mail reported a change.
    pub held: u32,
}

/// The time after which no further mail is started.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimit(Instant);

impl Tally {
    /// Returns whether no retry is needed; held mails are left to a later sweep.
    pub fn is_settled(&self) -> bool {
        self.in_flight + self.failed + self.postponed == 0
    }

    /// Returns whether nothing is left to a later attempt or sweep.
    pub(crate) fn leaves_nothing(&self) -> bool {
        self.is_settled() && self.held == 0
    }

    /// Returns whether a mail was attempted, or could not be because the time ran out.
    pub(crate) fn has_attempts(&self) -> bool {
        *self != Tally { held: self.held, ..Tally::default() }
    }

    /// Returns the metrics of mails, without those that are 0: no metric is paid for while there are no mails.
    pub(crate) fn metrics(self) -> Vec<(Metric, f64)> {
        let counts = [
            (Metric::MailsSent, self.sent),
            (Metric::MailsRefused, self.refused),
            (Metric::MailsFailed, self.failed),
        ];
        let counted = counts.into_iter().filter(|(_, count)| *count > 0);
        counted.map(|(metric, count)| (metric, count.into())).collect()
    }

    /// Adds the numbers of another tally.
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
    /// Returns the limit for a program that is stopped after `time`.
    pub fn before_stop_in(time: Duration) -> TimeLimit {
        // If the time is short, half of it remains for sending.
        TimeLimit(Instant::now() + time - MARGIN.min(time / 2))
    }

    pub(crate) fn is_over(self) -> bool {
        Instant::now() >= self.0
    }
}
