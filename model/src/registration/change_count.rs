//! The limits on changes that a registrant can make.
//!
//! Each change costs writes, a mail and the organiser's attention, and a bot can make thousands a minute. Real
//! registrants replace each participant once or twice: 20 changes a day are two for each of ten people, and 100 in
//! total are five such days. Cancelling, and withdrawing from the participants' list, is always possible and not
//! counted.

use jiff::{SignedDuration, Timestamp};

/// The number of changes that a registrant can make within 24 hours.
pub const MAX_CHANGES_A_DAY: u32 = 20;

/// The number of changes that a registrant can make in total.
pub const MAX_CHANGES: u32 = 100;

/// One day, starting with the first counted change.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// The changes that a registrant has made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCount {
    /// The total number.
    pub total: u32,
    /// The number in the current window.
    pub recent: u32,
    /// The start of the current window; `None` before the first change.
    pub since: Option<Timestamp>,
}

/// The reason why a registrant cannot change a registration now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooManyChanges {
    /// The daily limit is reached; changes are possible again from this instant on.
    Today(Timestamp),
    /// The total limit is reached; only the organiser can change the registration.
    InAll,
}

impl ChangeCount {
    /// Counts one more change at `now`.
    ///
    /// # Errors
    ///
    /// Returns [`TooManyChanges`] if the limit is already reached.
    pub fn with_one_more(self, now: Timestamp) -> Result<ChangeCount, TooManyChanges> {
        if self.total >= MAX_CHANGES {
            return Err(TooManyChanges::InAll);
        }
        let total = self.total + 1;
        let ends = |since: Timestamp| since.saturating_add(WINDOW).unwrap_or(Timestamp::MAX);
        match self.since.filter(|since| now < ends(*since)) {
            None => Ok(ChangeCount { total, recent: 1, since: Some(now) }),
            Some(since) if self.recent >= MAX_CHANGES_A_DAY => Err(TooManyChanges::Today(ends(since))),
            Some(_) => Ok(ChangeCount { total, recent: self.recent + 1, since: self.since }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_limited_per_day_and_in_total() {
        let hour = |hours| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        let mut count = ChangeCount::default();
        for day in 0..i64::from(MAX_CHANGES / MAX_CHANGES_A_DAY) {
            for _ in 0..MAX_CHANGES_A_DAY {
                count = count.with_one_more(hour(day * 24)).unwrap();
            }
            if count.total < MAX_CHANGES {
                let tomorrow = hour((day + 1) * 24);
                let late = tomorrow - SignedDuration::from_secs(1);
                assert_eq!(count.with_one_more(late), Err(TooManyChanges::Today(tomorrow)));
            }
        }
        assert_eq!(count.with_one_more(hour(10_000)), Err(TooManyChanges::InAll));
    }
}
