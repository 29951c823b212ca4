//! Files that one program holds at a time: an advisory lock, which ends with the program however it ends, and in the
//! file who holds it.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::private::private_file;

/// How long a lock is waited for: a command holds it for a moment, and a preview that is being stopped finishes first.
const ATTEMPTS: u32 = 30;
const PAUSE: Duration = Duration::from_millis(100);

/// A file that this program holds for as long as this lives.
#[derive(Debug)]
pub struct Hold {
    file: File,
}

/// The program that holds a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The number of its process.
    pub process: u32,
    /// Where its pages are, once they can be reached.
    pub address: Option<String>,
}

/// What came of an attempt to hold a file.
#[derive(Debug)]
pub(crate) enum Attempt {
    Held(Hold),
    /// Another program has it, or several do, of which none can be named.
    Taken(Option<Holder>),
}

/// The file that a program holds while it has a database open.
pub(crate) fn lock_path(database: &Path) -> PathBuf {
    database.with_extension("lock")
}

impl Hold {
    /// Holds the file for this program alone, which is written into it. Returns who has it where another program does
    /// and keeps it.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened, locked or written.
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

    /// Holds the file with others that do the same.
    pub(crate) fn try_shared(path: &Path) -> anyhow::Result<Attempt> {
        let file = open(path)?;
        match file.try_lock_shared() {
            Ok(()) => {
                // The name of a program that was killed while it held the file alone.
                file.set_len(0)?;
                Ok(Attempt::Held(Hold { file }))
            }
            Err(TryLockError::WouldBlock) => Ok(Attempt::Taken(holder(file))),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| failed(path)),
        }
    }

    /// Writes into the file where this program's pages are.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
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

/// Who wrote its name into the file. Where locks keep others from reading, nobody is named.
fn holder(mut file: File) -> Option<Holder> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}
