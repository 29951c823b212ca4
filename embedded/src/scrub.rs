//! Removes deleted data from the database file. SQLite only marks deleted pages as free and keeps their bytes, both in
//! the file and in the write-ahead log beside it.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use rusqlite::{Connection, OpenFlags};

/// The longest wait for another program's write to finish.
const PATIENCE: Duration = Duration::from_secs(10);

/// The number of attempts to truncate the write-ahead log while a reader still uses it.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// Rewrites the database without deleted data and truncates its write-ahead log. A preview may have it open.
///
/// # Errors
///
/// Fails if another program keeps the file busy, or if the file cannot be written.
pub fn scrub(file: &Path) -> anyhow::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    let context = || format!("cannot remove deleted data from `{}`", file.display());
    connection.execute_batch("VACUUM").with_context(context)?;
    for _ in 0..ATTEMPTS {
        let busy: i64 = connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .with_context(context)?;
        if busy == 0 {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
    bail!("{}: another program is using it", context())
}
