//! Connects commands to the database while the preview has it open. Its address and token are in a file beside it that
//! only the owner can read.

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
use crate::key::TABLE;

/// The number of attempts while a preview starts or stops, with [`PAUSE`] between them: 5 seconds in total.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// The file with the address and token, which is deleted when this value is dropped.
#[derive(Debug)]
pub(crate) struct Announcement {
    path: PathBuf,
}

/// The address of a running database and the token for access.
#[derive(Serialize, Deserialize)]
struct Endpoint {
    address: String,
    token: String,
}

/// Writes the file that announces the database in `file`.
pub(crate) fn announce(file: &Path, address: &str, token: &Token) -> anyhow::Result<Announcement> {
    let path = path(file);
    let endpoint = Endpoint { address: address.to_owned(), token: token.as_str().to_owned() };
    write(&path, &serde_json::to_vec(&endpoint)?)
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(Announcement { path })
}

/// Atomically writes a file that only its owner can read.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Temporary files are created private.
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// Returns a store for the database in `file` if a preview has it open. The address that a killed preview left behind
/// is never used, because another program may listen there by now: a running preview holds the lock.
///
/// # Errors
///
/// Fails if a preview has the database open but does not answer.
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
    bail!("{holder} has `{}` open but does not answer; stop it and try again", file.display())
}

fn announced(file: &Path) -> Option<Store> {
    let endpoint: Endpoint = serde_json::from_str(&fs::read_to_string(path(file)).ok()?).ok()?;
    // Personal data must not leave this machine, whatever the file contains.
    endpoint.address.starts_with("http://127.0.0.1:").then(|| {
        let token = Token::read(&endpoint.token);
        Store::new(registry::aws_client(&credentials(&endpoint.address, &token)), TABLE)
    })
}

/// Returns the SDK's configuration for a database behind this access control.
pub(crate) fn credentials(address: &str, token: &Token) -> AwsConfig {
    AwsConfig { access_key_id: token.as_str().to_owned(), ..AwsConfig::emulator(address) }
}

/// `registrations.endpoint` beside `registrations.sqlite`: a folder may contain several databases.
fn path(file: &Path) -> PathBuf {
    file.with_extension("endpoint")
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // The file is still this program's own, because the lock is held. Nothing depends on the deletion.
        let _ = fs::remove_file(&self.path);
    }
}
