//! `Stamp`: length, number and times of a file, from which a later build knows whether it was changed.
//!
//! As in git's index, a file with the same stamp has the same content. That only holds if the file was last changed before
//! the stamp was taken, by the clock of its file system: a change in the same instant would leave the same stamp. So
//! [`Stamp::is_before`] compares it with a file that is written before the stamp is taken.

use std::fs::Metadata;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Length, number and times of a file. A change of its content changes at least the last one, which programs cannot set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    length: u64,
    /// The file system. Another one may have another clock.
    device: u64,
    /// The number of the file in its file system; another file in its place has another one.
    inode: u64,
    modified: Instant,
    /// When anything about the file was changed, including its times.
    changed: Instant,
}

/// A time of a file system's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Instant {
    seconds: i64,
    nanoseconds: i64,
}

impl Stamp {
    /// Returns the stamp of a file; `None` if it is none, or on a system that does not say when anything about a file was
    /// changed.
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Option<Stamp> {
        metadata.is_file().then(|| Stamp::of_any(metadata))
    }

    /// Returns the stamp of a folder, which changes when a file in it is added, removed or renamed; `None` as for a file.
    #[cfg(unix)]
    pub(crate) fn of_folder(metadata: &Metadata) -> Option<Stamp> {
        metadata.is_dir().then(|| Stamp::of_any(metadata))
    }

    #[cfg(unix)]
    fn of_any(metadata: &Metadata) -> Stamp {
        use std::os::unix::fs::MetadataExt as _;
        Stamp {
            length: metadata.len(),
            device: metadata.dev(),
            inode: metadata.ino(),
            modified: Instant { seconds: metadata.mtime(), nanoseconds: metadata.mtime_nsec() },
            changed: Instant { seconds: metadata.ctime(), nanoseconds: metadata.ctime_nsec() },
        }
    }

    /// Returns `None`: this system does not say when anything about a file was changed.
    #[cfg(not(unix))]
    pub(crate) fn of(_: &Metadata) -> Option<Stamp> {
        None
    }

    /// Returns `None`, as for a file.
    #[cfg(not(unix))]
    pub(crate) fn of_folder(_: &Metadata) -> Option<Stamp> {
        None
    }

    /// Returns whether the file was last changed before `now` was written in the same file system, so that every change
    /// since changes its stamp.
    pub(crate) fn is_before(self, now: Stamp) -> bool {
        self.device == now.device && self.changed < now.changed
    }

    /// Returns whether the file was last changed in the same instant as `now`, so that waiting helps.
    pub(crate) fn is_at(self, now: Stamp) -> bool {
        self.device == now.device && self.changed == now.changed
    }

    /// Returns whether the file is in another file system than `other`, which may have another clock.
    pub(crate) fn is_elsewhere(self, other: Stamp) -> bool {
        self.device != other.device
    }

    /// Returns whether the file was last changed after `now` was written, if both file systems have the same clock.
    pub(crate) fn is_later(self, now: Stamp) -> bool {
        self.changed > now.changed
    }

    /// Returns the time since an earlier file was written; zero if it is later.
    pub(crate) fn since(self, earlier: Stamp) -> Duration {
        let seconds = self.modified.seconds.saturating_sub(earlier.modified.seconds);
        Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
    }
}

#[cfg(test)]
impl Stamp {
    /// Returns the stamp of a file that was last changed at this second of the clock of this file system.
    pub(crate) fn example(device: u64, seconds: i64) -> Stamp {
        let changed = Instant { seconds, nanoseconds: 0 };
        Stamp { length: 1, device, inode: 1, modified: changed, changed }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn stamp(path: &Path) -> Stamp {
        let metadata = fs::symlink_metadata(path).expect("the file was written");
        Stamp::of(&metadata).expect("it is a file")
    }

    #[test]
    fn a_change_that_keeps_length_and_time_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let (path, clock) = (folder.path().join("a"), folder.path().join("now"));
        fs::write(&path, "1").unwrap();
        let before = stamp(&path);
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        // The clock of a file system advances in steps.
        while !before.is_before(stamp_of_new(&clock)) {}
        assert_eq!(stamp(&path), before);
        fs::write(&path, "2").unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        assert_ne!(stamp(&path), before);
        assert!(Stamp::of(&fs::metadata(folder.path()).unwrap()).is_none());
    }

    fn stamp_of_new(path: &Path) -> Stamp {
        fs::write(path, "").expect("the folder exists");
        stamp(path)
    }
}
