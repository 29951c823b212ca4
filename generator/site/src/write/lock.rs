//! Lets only one build at a time write to a folder, with an advisory lock that the system releases when the program
//! ends, for whatever reason.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};

/// The file below `dist` that a build locks. It is never removed, because two builds could then lock two files with
/// that name.
const NAME: &str = ".lock";

/// Number of attempts to get the lock: ten minutes. A build of thousands of pages holds it for as long as it renders them.
const ATTEMPTS: u32 = 6000;
const PAUSE: Duration = Duration::from_millis(100);

/// The locked folder while this build writes to it.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other build writes to `dist`.
    ///
    /// # Errors
    ///
    /// Returns an error if another build keeps the lock for ten minutes, or if the lock file cannot be created.
    pub(super) fn wait(dist: &Path) -> anyhow::Result<Lock> {
        Lock::wait_for(dist, ATTEMPTS)
    }

    fn wait_for(dist: &Path, attempts: u32) -> anyhow::Result<Lock> {
        fs::create_dir_all(dist).with_context(|| format!("cannot create {}", dist.display()))?;
        let path = dist.join(NAME);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).with_context(|| format!("cannot write {}", path.display()))?;
        for _ in 0..attempts {
            match file.try_lock() {
                Ok(()) => return Lock::held(file, &path),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                // Some network drives do not support locks. Each file is still written atomically there.
                Err(TryLockError::Error(_)) => return Ok(Lock { _file: file }),
            }
        }
        bail!(
            "another build{} has been writing to {} for ten minutes; wait for it or stop it, then build again",
            holder(file).map(|process| format!(" (process {process})")).unwrap_or_default(),
            dist.display()
        )
    }

    fn held(mut file: File, path: &Path) -> anyhow::Result<Lock> {
        let write = |file: &mut File| {
            file.set_len(0)?;
            write!(file, "{}", std::process::id())
        };
        write(&mut file).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Lock { _file: file })
    }
}

/// Returns the process that wrote its number into the lock file.
fn holder(mut file: File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_that_holds_the_lock_is_named() {
        let dist = tempfile::tempdir().unwrap();
        let held = Lock::wait(dist.path()).unwrap();
        let error = Lock::wait_for(dist.path(), 2).unwrap_err().to_string();
        assert!(error.contains(&format!("another build (process {})", std::process::id())), "{error}");
        assert!(error.contains("build again"), "{error}");
        drop(held);
        Lock::wait_for(dist.path(), 1).unwrap();
    }
}
