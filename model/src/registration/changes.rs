//! How often a registrant may change a registration.
//!
//! Each change costs writes, a mail and the organiser's attention, and a program can make thousands a minute. Honest
//! registrants replace each of their people once or twice: 20 changes a day are two for each of ten people, and 100 in
//! all are five such days. Calling a registration off, and withdrawing from the participants' list, is always possible
//! and not counted.

use jiff::{SignedDuration, Timestamp};

/// How many changes a registrant may make within 24 hours.
pub const MAX_CHANGES_A_DAY: u32 = 20;

/// How many changes a registrant may make in all.
pub const MAX_CHANGES: u32 = 100;

/// A day, from the first change that counts.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// The changes that a registrant has made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many in all.
    pub total: u32,
    /// How many of them in the last window.
    pub recent: u32,
    /// When that window began; `None` before the first change.
    pub since: Option<Timestamp>,
}

/// Why a registrant may not change a registration now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooManyChanges {
    /// Too many in one day; from then on it is possible again.
    Today(Timestamp),
    /// Too many in all: only the organiser can change it.
    InAll,
}

impl Changes {
    /// The changes with one more at `now`.
    ///
    /// # Errors
    ///
    /// [`TooManyChanges`] when it would be one too many.
    pub fn with_one_more(self, now: Timestamp) -> Result<Changes, TooManyChanges> {
        if self.total >= MAX_CHANGES {
            return Err(TooManyChanges::InAll);
        }
        let total = self.total + 1;
        let ends = |since: Timestamp| since.saturating_add(WINDOW).unwrap_or(Timestamp::MAX);
        match self.since.filter(|since| now < ends(*since)) {
            None => Ok(Changes { total, recent: 1, since: Some(now) }),
            Some(since) if self.recent >= MAX_CHANGES_A_DAY => Err(TooManyChanges::Today(ends(since))),
            Some(_) => Ok(Changes { total, recent: self.recent + 1, since: self.since }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_a_day_and_so_many_in_all() {
        let hour = |hours| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        let mut changes = Changes::default();
        for day in 0..i64::from(MAX_CHANGES / MAX_CHANGES_A_DAY) {
            for _ in 0..MAX_CHANGES_A_DAY {
                changes = changes.with_one_more(hour(day * 24)).unwrap();
            }
            if changes.total < MAX_CHANGES {
                let tomorrow = hour((day + 1) * 24);
                let late = tomorrow - SignedDuration::from_secs(1);
                assert_eq!(changes.with_one_more(late), Err(TooManyChanges::Today(tomorrow)));
            }
        }
        assert_eq!(changes.with_one_more(hour(10_000)), Err(TooManyChanges::InAll));
    }
}
