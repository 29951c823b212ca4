//! One build at a time writes to a folder: an advisory lock, which ends with the program however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};

/// The file below `dist` that a build holds. It stays, as removing it would let two builds hold two files of that name.
const NAME: &str = ".lock";

/// For how long another build is waited for. Writing takes a second or two.
const ATTEMPTS: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);

/// The folder while this build writes to it.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other build writes to `dist`.
    ///
    /// # Errors
    ///
    /// When another build goes on for a minute, or the lock cannot be made.
    pub(super) fn wait(dist: &Path) -> anyhow::Result<Lock> {
        Lock::wait_for(dist, ATTEMPTS)
    }

    fn wait_for(dist: &Path, attempts: u32) -> anyhow::Result<Lock> {
        fs::create_dir_all(dist).with_context(|| format!("cannot make {}", dist.display()))?;
        let path = dist.join(NAME);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).with_context(|| format!("cannot write {}", path.display()))?;
        for _ in 0..attempts {
            match file.try_lock() {
                Ok(()) => return Lock::held(file, &path),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                // Some network drives know no locks. Each file is whole there, too.
                Err(TryLockError::Error(_)) => return Ok(Lock { _file: file }),
            }
        }
        bail!(
            "another build{} has been writing to {} for a minute; wait for it, or end it, and build again",
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

/// The process that wrote its number into the lock.
fn holder(mut file: File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_that_keeps_others_waiting_is_named() {
        let dist = tempfile::tempdir().unwrap();
        let held = Lock::wait(dist.path()).unwrap();
        let error = Lock::wait_for(dist.path(), 2).unwrap_err().to_string();
        assert!(error.contains(&format!("another build (process {})", std::process::id())), "{error}");
        assert!(error.contains("build again"), "{error}");
        drop(held);
        Lock::wait_for(dist.path(), 1).unwrap();
    }
}
