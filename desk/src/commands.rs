//! The command line: the subcommands and the options that select a database.

mod absent;
mod approve;
mod attendance_sheet;
mod cancel;
mod completions;
mod correct;
mod erase;
mod export;
mod extract;
mod invoice;
mod list;
mod notice;
mod promote;
mod purge;
mod refuse;
mod release;
mod show;
mod stats;
mod verify;

use std::future::ready;
use std::pin::Pin;

use clap::{Parser, Subcommand};

use crate::Exit;
use crate::connection::ConnectionArguments;
use crate::console::Console;
use crate::desk::Desk;

/// Manages the registrations for a club's workshops.
///
/// Uses the preview's database (`cargo run`) unless you pass `--aws`.
#[derive(Debug, Parser)]
#[command(name = "registrations", version = version::VERSION, max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    List(list::List),
    Show(show::Show),
    Export(export::Export),
    Approve(approve::Approve),
    Refuse(refuse::Refuse),
    Cancel(cancel::Cancel),
    Release(release::Release),
    Promote(promote::Promote),
    Correct(correct::Correct),
    Invoice(invoice::Invoice),
    Absent(absent::Absent),
    Notice(notice::NoticeCommand),
    AttendanceSheet(attendance_sheet::AttendanceSheet),
    Stats(stats::Stats),
    Extract(extract::Extract),
    Erase(erase::Erase),
    Purge(purge::Purge),
    Verify(verify::Verify),
    Completions(completions::Completions),
}

/// The run of a command.
type Run<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Exit>> + 'a>>;

impl Command {
    /// Returns the run of the command. It is on the heap: as part of one future, the runs of all commands together would
    /// take more of the stack than threads of tests have.
    pub(crate) fn run<'a>(self, desk: &'a Desk, console: &'a mut Console<'_>) -> Run<'a> {
        match self {
            Command::List(command) => Box::pin(command.run(desk, console)),
            Command::Show(command) => Box::pin(command.run(desk, console)),
            Command::Export(command) => Box::pin(command.run(desk, console)),
            Command::Approve(command) => Box::pin(command.run(desk, console)),
            Command::Refuse(command) => Box::pin(command.run(desk, console)),
            Command::Cancel(command) => Box::pin(command.run(desk, console)),
            Command::Release(command) => Box::pin(command.run(desk, console)),
            Command::Promote(command) => Box::pin(command.run(desk, console)),
            Command::Correct(command) => Box::pin(command.run(desk, console)),
            Command::Invoice(command) => Box::pin(command.run(desk, console)),
            Command::Absent(command) => Box::pin(command.run(desk, console)),
            Command::Notice(command) => Box::pin(command.run(desk, console)),
            Command::AttendanceSheet(command) => Box::pin(command.run(desk, console)),
            Command::Stats(command) => Box::pin(command.run(desk, console)),
            Command::Extract(command) => Box::pin(command.run(desk, console)),
            Command::Erase(command) => Box::pin(command.run(desk, console)),
            Command::Purge(command) => Box::pin(command.run(desk, console)),
            Command::Verify(command) => Box::pin(command.run(desk, console)),
            Command::Completions(command) => Box::pin(ready(command.run(console))),
        }
    }
}
