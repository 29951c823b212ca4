//! The embedded DynamoDB while it is open, and the secret key of identifiers.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use data_encoding::HEXLOWER;
use registry::Store;
use registry::identifier::IdentifierKey;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::door::{self, Token};
use crate::endpoint::{self, Announcement, TABLE};
use crate::hold::{Attempt, Hold, Holder, lock_path};
use crate::private::{folder_of_database, private_file};

/// Longest wait for requests that are still being answered when the program stops.
const LAST_REQUESTS: Duration = Duration::from_secs(2);

/// What SQLite keeps beside a database, by the end of its name.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The embedded DynamoDB. It answers this program until it is closed.
pub struct Database {
    /// The store in it.
    pub store: Store,
    /// The key of its identifiers.
    pub identifier_key: IdentifierKey,
    close: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
    announcement: Option<Announcement>,
    hold: Hold,
}

impl Database {
    /// Opens the file for a command, or makes it. Other commands may have it open at the same time.
    ///
    /// # Errors
    ///
    /// When a preview has it open, or the file, or the key beside it, cannot be read or made.
    pub async fn open(file: &Path) -> anyhow::Result<Database> {
        folder_of_database(folder(file))?;
        match Hold::try_shared(&lock_path(file))? {
            Attempt::Held(hold) => Database::with(file, hold, false).await,
            Attempt::Taken(holder) => bail!("{}", taken(file, holder)),
        }
    }

    /// Opens the file for the preview, or makes it, and lets commands reach it for as long as the preview runs at
    /// `address`.
    ///
    /// # Errors
    ///
    /// When another program has it open, or the file, or the key beside it, cannot be read or made.
    pub async fn open_for_commands(file: &Path, address: &str) -> anyhow::Result<Database> {
        folder_of_database(folder(file))?;
        match Hold::alone(&lock_path(file)).await? {
            Ok(mut hold) => {
                hold.describe(Some(address.to_owned()))?;
                Database::with(file, hold, true).await
            }
            Err(holder) => bail!("{}", taken(file, holder)),
        }
    }

    async fn with(file: &Path, hold: Hold, announced: bool) -> anyhow::Result<Database> {
        let identifier_key = identifier_key(&folder(file).join("identifier-key"))?;
        let database = open(file)?;
        let token = Token::random()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let router = door::router(database, token.clone(), address);
        let (close, closed) = oneshot::channel();
        let server = axum::serve(listener, router).with_graceful_shutdown(async {
            // An error means that nobody can close it any more.
            let _ = closed.await;
        });
        let server = tokio::spawn(server.into_future());
        let address = format!("http://{address}");
        let store = Store::new(registry::aws_client(&endpoint::credentials(&address, &token)), TABLE);
        store.create_table_if_missing().await.context("cannot make the table")?;
        let announcement = if announced { Some(endpoint::announce(file, &address, &token)?) } else { None };
        Ok(Database { store, identifier_key, close, server, announcement, hold })
    }

    /// Lets the requests end that are being answered, then closes the file.
    pub async fn close(self) {
        drop(self.announcement);
        drop(self.store);
        let _ = self.close.send(());
        // Whatever was acknowledged is on the disk already, so there is no harm in not waiting any longer.
        let _ = tokio::time::timeout(LAST_REQUESTS, self.server).await;
        drop(self.hold);
    }
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn taken(file: &Path, holder: Option<Holder>) -> String {
    let file = file.display();
    match holder {
        Some(holder) => format!(
            "a preview has `{file}` open: {holder}; use that one, stop it, or name another file with `--database`"
        ),
        None => format!("a `registrations` command has `{file}` open; do this again when it has ended"),
    }
}

/// Opens the database in a file that only its owner can read; SQLite gives what it keeps beside it the same rights.
fn open(file: &Path) -> anyhow::Result<dynoxide::Database> {
    let name = file.to_str().context("the name of the database is not UTF-8")?;
    let context = || format!("cannot open `{name}`");
    private_file(file).with_context(context)?;
    for ending in BESIDE {
        let beside = PathBuf::from(format!("{name}{ending}"));
        if beside.is_file() {
            private_file(&beside).with_context(context)?;
        }
    }
    dynoxide::Database::new(name).map_err(|error| anyhow!("{error}")).with_context(context)
}

/// Reads the key, or makes one. It belongs to the database: with another key every registrant would be a
/// stranger, and could register twice.
fn identifier_key(file: &Path) -> anyhow::Result<IdentifierKey> {
    let text = match fs::read_to_string(file) {
        Ok(text) => {
            private_file(file).with_context(|| format!("cannot open `{}`", file.display()))?;
            text
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).context("the system has no random numbers")?;
            let text = HEXLOWER.encode(&bytes);
            write_secret(file, &text).with_context(|| format!("cannot write `{}`", file.display()))?;
            text
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", file.display())),
    };
    text.trim().parse().with_context(|| format!("`{}` is no key", file.display()))
}

fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
