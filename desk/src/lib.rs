//! The organiser's command line over the stored registrations.
//!
//! In reading order:
//!
//! 1. [`Arguments`]: the command line; each command has a file in `commands` with its arguments and its code
//! 2. `connection`: opens the database, the preview's or a table on AWS
//! 3. `desk`: the context of every command: catalogue, words, store and time
//! 4. `lookup`: finds a workshop by name and a registration by reference; `participant_code` names its participants
//! 5. `unknown`: finds items whose workshop is not in the catalogue
//! 6. `decision`: the steps shared by approving, refusing, cancelling and releasing
//! 7. `person`: everything stored about one person
//! 8. `export` and `report`: exported tables and statistics
//! 9. `record`: registrations as JSON
//! 10. `console`, `table`, `output`: the terminal, and files written atomically
//!
//! The terminal is in English, like the other tools of this project. Exported documents (tables, attendance sheets,
//! reports) are in the site's language, with the words in `words/`. A theme does not contain these words because themes
//! do not render these documents and the handler does not need them.

mod commands;
mod connection;
mod console;
mod decision;
mod desk;
mod duplicates;
mod export;
mod lookup;
mod mails;
mod output;
mod participant_code;
mod person;
mod record;
mod report;
mod table;
mod unknown;
mod words;

use jiff::Timestamp;

pub use crate::commands::Arguments;
use crate::commands::Command;
pub use crate::console::Console;
use crate::desk::Desk;

/// The result of a command that ran to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The command succeeded and found no problems.
    Done,
    /// The command succeeded but found problems, such as an unreadable record.
    Found,
}

/// Runs a command.
///
/// # Errors
///
/// Returns an error with its cause and a fix if the command fails.
pub async fn run(arguments: Arguments, now: Timestamp, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let Arguments { connection, command } = arguments;
    if let Command::Completions(completions) = command {
        return completions.run(console);
    }
    let desk = Desk::open(&connection, now).await?;
    let exit = command.run(&desk, console).await;
    let unreadable = desk.store().unreadable();
    desk.close().await;
    console.out.flush()?;
    let exit = exit?;
    for record in &unreadable {
        writeln!(console.notes, "Omitted, cannot be read: {record}")?;
    }
    Ok(if unreadable.is_empty() { exit } else { Exit::Found })
}
