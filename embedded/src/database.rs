//! The embedded DynamoDB while it is open, and the secret key of identifiers.

use std::fs;
use std::io::{ErrorKind, Write};
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, anyhow};
use handler::identifier::IdentifierKey;
use handler::store::{self, Store};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The table that plays the part of the deployed one.
pub(crate) const TABLE: &str = "ateliers";

/// Longest wait for requests that are still being answered when the program stops.
const LAST_REQUESTS: Duration = Duration::from_secs(2);

/// The embedded DynamoDB. It serves until it is closed.
pub struct Database {
    /// The store in it.
    pub store: Store,
    /// The key of its identifiers.
    pub identifier_key: IdentifierKey,
    /// Where it answers on the loopback interface, such as `http://127.0.0.1:49152`.
    pub endpoint: String,
    close: oneshot::Sender<()>,
    server: JoinHandle<Result<(), String>>,
}

impl Database {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    ///
    /// When the file, or the key beside it, cannot be read or made.
    pub async fn open(file: &Path) -> anyhow::Result<Database> {
        let folder = file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
        let identifier_key = identifier_key(&folder.join("identifier-key"))?;
        let name = file.to_str().context("the name of the database is not UTF-8")?;
        let database = dynoxide::Database::new(name)
            .map_err(|error| anyhow!("{error}"))
            .with_context(|| format!("cannot open `{name}`"))?;

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let (close, closed) = oneshot::channel();
        let server = tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database, async {
            // An error means that nobody can close it any more.
            let _ = closed.await;
        }));
        let store = Store::new(store::local_client(&endpoint), TABLE.to_owned());
        store.create_table_if_missing().await.context("cannot make the table")?;
        Ok(Database { store, identifier_key, endpoint, close, server })
    }

    /// Lets the requests end that are being answered, then closes the file.
    pub async fn close(self) {
        drop(self.store);
        let _ = self.close.send(());
        // Whatever was acknowledged is on the disk already, so there is no harm in not waiting any longer.
        let _ = tokio::time::timeout(LAST_REQUESTS, self.server).await;
    }
}

/// Reads the key, or makes one. It belongs to the database: with another key every registrant would be a
/// stranger, and could register twice.
fn identifier_key(file: &Path) -> anyhow::Result<IdentifierKey> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).context("the system has no random numbers")?;
            let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            write_secret(file, &text).with_context(|| format!("cannot write `{}`", file.display()))?;
            text
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", file.display())),
    };
    text.trim().parse().with_context(|| format!("`{}` is no key", file.display()))
}

fn write_secret(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
