//! Lets only one build at a time write to a folder, with an advisory lock that the system releases when the program
//! ends, for whatever reason.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use diagnostics::failure::{cannot_create, cannot_write};
use diagnostics::{Failure, OrFail as _, Phrase, phrase};

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
    pub(super) fn wait(dist: &Path) -> Result<Lock, Failure> {
        Lock::wait_for(dist, ATTEMPTS)
    }

    fn wait_for(dist: &Path, attempts: u32) -> Result<Lock, Failure> {
        fs::create_dir_all(dist).or_fail(|| cannot_create(dist))?;
        let path = dist.join(NAME);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).or_fail(|| cannot_write(&path))?;
        for _ in 0..attempts {
            match file.try_lock() {
                Ok(()) => return Lock::held(file, &path),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                // Some network drives do not support locks. Each file is still written atomically there.
                Err(TryLockError::Error(_)) => return Ok(Lock { _file: file }),
            }
        }
        let dist = dist.display();
        let process = match holder(file) {
            Some(process) => phrase! { en: " (process {process})", fr: " (processus {process})" },
            None => Phrase::default(),
        };
        Err(Failure::new(phrase! {
            en: "another build{process} has been writing to `{dist}` for ten minutes; wait for it or stop it, then build again",
            fr: "une autre construction du site{process} écrit dans `{dist}` depuis dix minutes ; attendez sa fin ou \
                 arrêtez-la, puis recommencez";
            process
        }))
    }

    fn held(mut file: File, path: &Path) -> Result<Lock, Failure> {
        let write = |file: &mut File| -> io::Result<()> {
            file.set_len(0)?;
            write!(file, "{}", std::process::id())
        };
        write(&mut file).or_fail(|| cannot_write(path))?;
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
