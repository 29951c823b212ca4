//! Where a database answers that a program has open: its address, in a file beside it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;
use handler::store::{self, Store};

use crate::database::TABLE;

/// An address that others may read for as long as this lives.
#[derive(Debug)]
pub struct Announcement {
    path: PathBuf,
    endpoint: String,
}

/// Tells other programs where the database in `file` answers.
///
/// # Errors
///
/// When nothing can be written beside the file.
pub fn announce(file: &Path, endpoint: &str) -> anyhow::Result<Announcement> {
    let path = path(file);
    fs::write(&path, endpoint).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(Announcement { path, endpoint: endpoint.to_owned() })
}

/// The store in the database in `file`, if a program has it open. An address that a program left behind when it was
/// killed is no such program: somebody must answer there, and know the table.
pub async fn running(file: &Path) -> Option<Store> {
    let endpoint = fs::read_to_string(path(file)).ok()?;
    let endpoint = endpoint.trim();
    // Personal data goes to this machine only, whatever stands in the file.
    if !endpoint.starts_with("http://127.0.0.1:") {
        return None;
    }
    let store = Store::new(store::local_client(endpoint), TABLE);
    store.warm_up().await.is_ok().then_some(store)
}

/// `registrations.endpoint` beside `registrations.sqlite`: a folder may hold several databases.
fn path(file: &Path) -> PathBuf {
    file.with_extension("endpoint")
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // Another preview may have opened the same file since, and told its own address.
        match fs::read_to_string(&self.path) {
            Ok(text) if text == self.endpoint => {
                // Nothing depends on its being gone: it is tried before it is believed.
                let _ = fs::remove_file(&self.path);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            _ => {}
        }
    }
}
