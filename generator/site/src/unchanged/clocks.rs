//! `Clocks`: the times of the file systems of a site's files.

use crate::clock::Clock;
use crate::stamp::Stamp;

/// A time of each file system that had passed before the files were looked at. A stamp is only compared with the time of its own
/// file system, because a network drive has its own clock.
#[derive(Debug)]
pub(crate) struct Clocks {
    /// The time of the file system of the cache.
    own: Clock,
    /// The newest stamp of each other one, to which the generator writes nothing. What is changed from now on is not older.
    others: Vec<Stamp>,
}

impl Clocks {
    /// Finds the times in the stamps of all files and folders. `own` was taken before.
    ///
    /// A stamp that is later than `own` is no time that has passed for sure: a drive may have been used with a computer whose clock
    /// was fast.
    pub(super) fn of(own: Clock, stamps: impl Iterator<Item = Stamp>) -> Clocks {
        let mut others: Vec<Stamp> = Vec::new();
        let is_past = |stamp: &Stamp| stamp.is_elsewhere(own.stamp()) && !stamp.is_later(own.stamp());
        for stamp in stamps.filter(is_past) {
            match others.iter_mut().find(|newest| !newest.is_elsewhere(stamp)) {
                Some(newest) if newest.is_before(stamp) => *newest = stamp,
                Some(_) => {}
                None => others.push(stamp),
            }
        }
        Clocks { own, others }
    }

    /// Returns the time of the file system of the cache.
    pub(super) fn own(&self) -> Clock {
        self.own
    }

    /// Returns whether a file with this stamp has another one after its next change.
    pub(super) fn are_after(&self, stamp: Stamp) -> bool {
        stamp.is_before(self.own.stamp()) || self.others.iter().any(|newest| stamp.is_before(*newest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_system_has_the_time_of_its_newest_file() {
        let (own, drive, stick) = (1, 2, 3);
        let files = [(own, 90), (drive, 20), (drive, 40), (drive, 30), (stick, 50)];
        let stamps = files.into_iter().map(|(device, seconds)| Stamp::example(device, seconds));
        let clocks = Clocks::of(Clock::at(Stamp::example(own, 100)), stamps);
        let at = |device, seconds| clocks.are_after(Stamp::example(device, seconds));
        assert!(at(own, 99) && !at(own, 100));
        assert!(at(drive, 39) && !at(drive, 40));
        assert!(at(stick, 49) && !at(stick, 50));
        assert!(!at(4, 0), "nothing is known of its clock");
    }

    #[test]
    fn a_time_in_the_future_has_not_passed() {
        let clocks = |files: &[i64]| {
            let files = files.iter().map(|seconds| Stamp::example(2, *seconds));
            Clocks::of(Clock::at(Stamp::example(1, 100)), files)
        };
        assert!(!clocks(&[500]).are_after(Stamp::example(2, 100)));
        let known = clocks(&[500, 99, 40]);
        assert!(known.are_after(Stamp::example(2, 98)) && !known.are_after(Stamp::example(2, 99)));
    }
}
