//! The organiser's command line over the stored registrations.
//!
//! In reading order:
//!
//! 1. [`Arguments`]: what may be typed; each command has a file in `commands`, with its arguments and what it does
//! 2. `connection`: which database is worked on: the preview's or AWS's
//! 3. `desk`: what every command works with: catalogue, words, store and the time
//! 4. `lookup`: the workshop of a name, the registration of a reference
//! 5. `unknown`: what is stored and no workshop of the catalogue has
//! 6. `decision`: what approving, refusing, cancelling and releasing have in common
//! 7. `person`: what is stored about one person
//! 8. `export` and `report`: tables and figures, as files that are handed on
//! 9. `record`: registrations as JSON
//! 10. `console`, `table`, `output`: the terminal, and files that are whole or not there
//!
//! What organisers type and read at the terminal is English, like the other tools of this project; what they hand
//! on (exports, attendance sheets, reports) is in the site's language, with the words of `words/`. Those are not
//! among a theme's words, as no theme draws these documents and the handler need not carry them.

mod alike;
mod commands;
mod connection;
mod console;
mod decision;
mod desk;
mod export;
mod lookup;
mod output;
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

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what it was asked to, and all is well.
    Done,
    /// It did what it was asked to, and found something that is not well, such as a record that cannot be read.
    Found,
}

/// Carries out a command.
///
/// # Errors
///
/// When it cannot be done: what is wrong and what to do about it.
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
        writeln!(console.notes, "Left out, as it cannot be read: {record}")?;
    }
    Ok(if unreadable.is_empty() { exit } else { Exit::Found })
}
