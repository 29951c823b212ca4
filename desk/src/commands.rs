//! The command line: the subcommands and the options that select a database.

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
    Notice(notice::NoticeCommand),
    AttendanceSheet(attendance_sheet::AttendanceSheet),
    Stats(stats::Stats),
    Extract(extract::Extract),
    Erase(erase::Erase),
    Purge(purge::Purge),
    Verify(verify::Verify),
    Completions(completions::Completions),
}

impl Command {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        match self {
            Command::List(command) => command.run(desk, console).await,
            Command::Show(command) => command.run(desk, console).await,
            Command::Export(command) => command.run(desk, console).await,
            Command::Approve(command) => command.run(desk, console).await,
            Command::Refuse(command) => command.run(desk, console).await,
            Command::Cancel(command) => command.run(desk, console).await,
            Command::Release(command) => command.run(desk, console).await,
            Command::Promote(command) => command.run(desk, console).await,
            Command::Correct(command) => command.run(desk, console).await,
            Command::Invoice(command) => command.run(desk, console).await,
            Command::Notice(command) => command.run(desk, console).await,
            Command::AttendanceSheet(command) => command.run(desk, console).await,
            Command::Stats(command) => command.run(desk, console).await,
            Command::Extract(command) => command.run(desk, console).await,
            Command::Erase(command) => command.run(desk, console).await,
            Command::Purge(command) => command.run(desk, console).await,
            Command::Verify(command) => command.run(desk, console).await,
            Command::Completions(command) => command.run(console),
        }
    }
}
