//! The embedded DynamoDB while it is open, and the secret identifier key.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow};
use data_encoding::HEXLOWER;
use registry::Store;
use registry::identifier::IdentifierKey;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::changes::{Changes, changes};
use crate::door::{self, Token};
use crate::endpoint::{self, Announcement};
use crate::hold::{Attempt, Hold, Holder, lock_path};
use crate::key::TABLE;
use crate::private::{folder_of_database, private_file};
use crate::stored_text::Reader;

/// The longest wait for unfinished requests when the program stops.
const LAST_REQUESTS: Duration = Duration::from_secs(2);

/// Suffixes of the files that SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The embedded DynamoDB. It serves this program until it is closed.
pub struct Database {
    /// A store connected to it.
    pub store: Store,
    /// The identifier key of its registrations.
    pub identifier_key: IdentifierKey,
    close: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
    announcement: Option<Announcement>,
    hold: Hold,
}

/// The reason why a database cannot be opened: another program has it open.
#[derive(Debug)]
pub struct InUse {
    /// The database.
    pub file: PathBuf,
    /// The preview that has it open; `None` if it is a command.
    pub holder: Option<Holder>,
}

impl Database {
    /// Opens the file for a command, or creates it. Other commands may open it at the same time.
    ///
    /// # Errors
    ///
    /// Fails if a preview has the file open, or if the file or the key beside it cannot be read or created.
    pub async fn open(file: &Path) -> anyhow::Result<Database> {
        folder_of_database(folder(file))?;
        match Hold::try_shared(&lock_path(file))? {
            Attempt::Held(hold) => Ok(Database::with(file, hold, false).await?.0),
            Attempt::Taken(holder) => Err(InUse { file: file.to_owned(), holder }.into()),
        }
    }

    /// Opens the file for the preview, or creates it, and returns it with the changes to come. Commands can connect to it
    /// while the preview runs at `address`.
    ///
    /// # Errors
    ///
    /// Fails if another program has the file open, or if the file or the key beside it cannot be read or created.
    pub async fn open_for_commands(file: &Path, address: &str) -> anyhow::Result<(Database, Changes)> {
        folder_of_database(folder(file))?;
        match Hold::alone(&lock_path(file)).await? {
            Ok(mut hold) => {
                hold.describe(Some(address.to_owned()))?;
                Database::with(file, hold, true).await
            }
            Err(holder) => Err(InUse { file: file.to_owned(), holder }.into()),
        }
    }

    async fn with(file: &Path, hold: Hold, announced: bool) -> anyhow::Result<(Database, Changes)> {
        let identifier_key = identifier_key(&folder(file).join("identifier-key"))?;
        let (database, reader) = open(file)?;
        let token = Token::random()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (reporter, changes) = changes();
        let router = door::router(database, reader, token.clone(), address, reporter);
        let (close, closed) = oneshot::channel();
        let server = axum::serve(listener, router).with_graceful_shutdown(async {
            // An error means that the sender was dropped, so the server must stop as well.
            let _ = closed.await;
        });
        let server = tokio::spawn(server.into_future());
        let address = format!("http://{address}");
        let store = Store::new(registry::aws_client(&endpoint::credentials(&address, &token)), TABLE);
        store.create_table_if_missing().await.context("cannot create the table")?;
        let announcement = if announced { Some(endpoint::announce(file, &address, &token)?) } else { None };
        Ok((Database { store, identifier_key, close, server, announcement, hold }, changes))
    }

    /// Waits for unfinished requests, then closes the file.
    pub async fn close(self) {
        drop(self.announcement);
        drop(self.store);
        let _ = self.close.send(());
        // All acknowledged data is already on disk, so giving up after a while loses nothing.
        let _ = tokio::time::timeout(LAST_REQUESTS, self.server).await;
        drop(self.hold);
    }
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Display for InUse {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.holder {
            Some(holder) => write!(
                formatter,
                "a preview has `{file}` open: {holder}; use that one, stop it, or pass another file with `--database`"
            ),
            None => write!(
                formatter,
                "a `registrations` command has `{file}` open; try again when it has finished"
            ),
        }
    }
}

impl Error for InUse {}

/// Opens the database in a file that only its owner can read, and its reader. SQLite gives its files beside it the same
/// permissions.
fn open(file: &Path) -> anyhow::Result<(dynoxide::Database, Reader)> {
    let name = file.to_str().context("the name of the database is not UTF-8")?;
    let context = || format!("cannot open `{name}`");
    private_file(file).with_context(context)?;
    for ending in BESIDE {
        let beside = PathBuf::from(format!("{name}{ending}"));
        if beside.is_file() {
            private_file(&beside).with_context(context)?;
        }
    }
    let opened = dynoxide::Database::new(name).and_then(|database| Ok((database, Reader::open(name)?)));
    opened.map_err(|error| anyhow!("{error}")).with_context(context)
}

/// Reads the key, or creates one. It belongs to the database: with another key every registrant would seem new and
/// could register twice.
fn identifier_key(file: &Path) -> anyhow::Result<IdentifierKey> {
    let text = match fs::read_to_string(file) {
        Ok(text) => {
            private_file(file).with_context(|| format!("cannot open `{}`", file.display()))?;
            text
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).context("the system's random number generator failed")?;
            let text = HEXLOWER.encode(&bytes);
            write_secret(file, &text).with_context(|| format!("cannot write `{}`", file.display()))?;
            text
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", file.display())),
    };
    text.trim().parse().with_context(|| format!("`{}` is not a valid key", file.display()))
}

fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
