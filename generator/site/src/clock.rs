//! `Clock`: the time of the file system, because the generator has no clock of its own and drives may have another one.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use tempfile::NamedTempFile;

use crate::stamp::Stamp;

/// The clock of a file system advances in steps of up to 10 milliseconds, on some old ones in seconds.
const STEP: Duration = Duration::from_millis(4);

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

    /// Waits for a step.
    pub(crate) fn wait() {
        thread::sleep(STEP);
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
