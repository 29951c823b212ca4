//! What was deleted leaves the file: SQLite marks its pages as free but keeps their bytes, in the file and in the log of
//! writes beside it.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use rusqlite::{Connection, OpenFlags};

/// How long another program may write before this gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often the log of writes is emptied again because somebody was still reading in it.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// Writes the database anew without what was deleted, and empties its log of writes. A preview may have it open.
///
/// # Errors
///
/// When another program keeps the file busy, or it cannot be written.
pub fn scrub(file: &Path) -> anyhow::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    let context = || format!("cannot remove what was deleted from `{}`", file.display());
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
