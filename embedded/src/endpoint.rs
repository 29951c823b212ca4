//! How a command reaches the database while the preview has it open: its address and its token, in a file beside it
//! that only its owner can read.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use registry::Store;
use registry::config::AwsConfig;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::door::Token;
use crate::hold::{Attempt, Hold, lock_path};

/// How long a preview that is being started or stopped is waited for.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// An address that commands may read for as long as this lives.
#[derive(Debug)]
pub(crate) struct Announcement {
    path: PathBuf,
}

/// The table that plays the part of the deployed one.
pub(crate) const TABLE: &str = "ateliers";

/// Where a database answers, and to whom.
#[derive(Serialize, Deserialize)]
struct Endpoint {
    address: String,
    token: String,
}

/// Writes down where the database in `file` answers.
pub(crate) fn announce(file: &Path, address: &str, token: &Token) -> anyhow::Result<Announcement> {
    let path = path(file);
    let endpoint = Endpoint { address: address.to_owned(), token: token.as_str().to_owned() };
    write(&path, &serde_json::to_vec(&endpoint)?)
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(Announcement { path })
}

/// Writes a file that only its owner can read, which appears whole.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Temporary files are private from the start.
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// The store in the database in `file`, if a preview has it open. An address that was left behind by a preview that was
/// killed is never asked, as by now another program may listen there: a preview that runs holds the file.
///
/// # Errors
///
/// When a preview has the database open and does not answer.
pub async fn running(file: &Path) -> anyhow::Result<Option<Store>> {
    let lock = lock_path(file);
    if !lock.is_file() {
        return Ok(None);
    }
    let mut holder = None;
    for _ in 0..ATTEMPTS {
        match Hold::try_shared(&lock)? {
            Attempt::Held(_) => return Ok(None),
            Attempt::Taken(taken) => holder = taken.or(holder),
        }
        if let Some(store) = announced(file)
            && store.warm_up().await.is_ok()
        {
            return Ok(Some(store));
        }
        tokio::time::sleep(PAUSE).await;
    }
    let holder =
        holder.map_or_else(|| "another program".to_owned(), |holder| format!("the preview at {holder}"));
    bail!("{holder} has `{}` open and does not answer; stop it, then do this again", file.display())
}

fn announced(file: &Path) -> Option<Store> {
    let endpoint: Endpoint = serde_json::from_str(&fs::read_to_string(path(file)).ok()?).ok()?;
    // Personal data goes to this machine only, whatever is in the file.
    endpoint.address.starts_with("http://127.0.0.1:").then(|| {
        let token = Token::read(&endpoint.token);
        Store::new(registry::aws_client(&credentials(&endpoint.address, &token)), TABLE)
    })
}

/// How the SDK reaches a database behind our door.
pub(crate) fn credentials(address: &str, token: &Token) -> AwsConfig {
    AwsConfig { access_key_id: token.as_str().to_owned(), ..AwsConfig::emulator(address) }
}

/// `registrations.endpoint` beside `registrations.sqlite`: a folder may hold several databases.
fn path(file: &Path) -> PathBuf {
    file.with_extension("endpoint")
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // It is this program's: the database is still held. Nothing depends on its being gone.
        let _ = fs::remove_file(&self.path);
    }
}
