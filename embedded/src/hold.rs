//! Files that one program locks at a time. The lock is advisory, and the system releases it when the program ends, for
//! whatever reason. The file names the program that holds it.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::private::private_file;

/// The number of attempts to take a lock, with [`PAUSE`] between them: a command holds it only briefly, and a preview
/// that is stopping releases it soon.
const ATTEMPTS: u32 = 30;
const PAUSE: Duration = Duration::from_millis(100);

/// A locked file. Dropping this value releases the lock.
#[derive(Debug)]
pub struct Hold {
    file: File,
}

/// The program that holds a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process ID.
    pub process: u32,
    /// The URL of its pages, once they are available.
    pub address: Option<String>,
}

/// The result of an attempt to lock a file.
#[derive(Debug)]
pub(crate) enum Attempt {
    Held(Hold),
    /// Another program holds the lock. `None` if several do, or if its name cannot be read.
    Taken(Option<Holder>),
}

/// Returns the lock file of a database.
pub(crate) fn lock_path(database: &Path) -> PathBuf {
    database.with_extension("lock")
}

impl Hold {
    /// Locks the file exclusively and writes this program's name into it. If another program keeps the lock, returns
    /// that program.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be opened, locked or written.
    pub async fn alone(path: &Path) -> anyhow::Result<Result<Hold, Option<Holder>>> {
        let mut attempts = 1;
        loop {
            match Hold::try_alone(path)? {
                Attempt::Held(hold) => return Ok(Ok(hold)),
                Attempt::Taken(holder) if attempts == ATTEMPTS => return Ok(Err(holder)),
                Attempt::Taken(_) => tokio::time::sleep(PAUSE).await,
            }
            attempts += 1;
        }
    }

    fn try_alone(path: &Path) -> anyhow::Result<Attempt> {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => {
                let mut hold = Hold { file };
                hold.describe(None)?;
                Ok(Attempt::Held(hold))
            }
            Err(TryLockError::WouldBlock) => Ok(Attempt::Taken(holder(file))),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| failed(path)),
        }
    }

    /// Locks the file together with other commands.
    pub(crate) fn try_shared(path: &Path) -> anyhow::Result<Attempt> {
        let file = open(path)?;
        match file.try_lock_shared() {
            Ok(()) => {
                // Removes the name of a program that was killed while it held the exclusive lock.
                file.set_len(0)?;
                Ok(Attempt::Held(Hold { file }))
            }
            Err(TryLockError::WouldBlock) => Ok(Attempt::Taken(holder(file))),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| failed(path)),
        }
    }

    /// Writes the URL of this program's pages into the file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn describe(&mut self, address: Option<String>) -> anyhow::Result<()> {
        let holder = Holder { process: std::process::id(), address };
        let text = serde_json::to_string(&holder)?;
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(text.as_bytes())?;
        Ok(())
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.address {
            Some(address) => write!(formatter, "{address} (process {})", self.process),
            None => write!(formatter, "process {}", self.process),
        }
    }
}

fn open(path: &Path) -> anyhow::Result<File> {
    private_file(path).with_context(|| format!("cannot open `{}`", path.display()))
}

fn failed(path: &Path) -> String {
    format!("cannot lock `{}`", path.display())
}

/// Reads the holder's name from the file. Returns `None` on systems whose locks prevent reading.
fn holder(mut file: File) -> Option<Holder> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}
