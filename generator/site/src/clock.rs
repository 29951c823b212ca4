//! `Clock`: the time of the file system, because the generator has no clock of its own and drives may have another one.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use tempfile::NamedTempFile;

use crate::stamp::Stamp;

/// The clock of a file system advances in steps of up to 10 milliseconds, on some old ones in seconds. This is how long to wait
/// for one at most, in pauses.
const PAUSES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(1);

/// A time of the file system of a folder: the stamp of a file that was written then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock(Stamp);

impl Clock {
    /// Returns the present time; `None` if the folder cannot be written, or on a system without stamps.
    pub(crate) fn now(folder: &Path) -> Option<Clock> {
        fs::create_dir_all(folder).ok()?;
        let file = NamedTempFile::new_in(folder).ok()?;
        Stamp::of(&file.as_file().metadata().ok()?).map(Clock)
    }

    /// Waits until the time of the same folder is later; `None` if that takes too long, or as for [`Clock::now`].
    pub(crate) fn next(self, folder: &Path) -> Option<Clock> {
        for _ in 0..PAUSES {
            thread::sleep(PAUSE);
            let now = Clock::now(folder)?;
            if self.0.is_before(now.0) {
                return Some(now);
            }
        }
        None
    }

    /// Returns the time at which a file with this stamp was last changed.
    #[cfg(test)]
    pub(crate) fn at(stamp: Stamp) -> Clock {
        Clock(stamp)
    }

    /// Returns the time.
    pub(crate) fn stamp(self) -> Stamp {
        self.0
    }

    /// Returns the time since an earlier one.
    pub(crate) fn since(self, earlier: Stamp) -> Duration {
        self.0.since(earlier)
    }
}
