//! The organiser's commands on many registrations: how long each takes, and how much memory.
//!
//! What takes linear time takes 5 times as long with 5 times as many, so compare the ratio of two numbers of registrations.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use tests::many_registrations::ManyRegistrations;

use crate::process::{Usage, run};
use crate::results::{CommandRun, Measurement, Results};

/// The commands; `{reference}` stands for the reference of a registration, `{file}` for a new file.
const COMMANDS: [&str; 8] = [
    "list",
    "list --workshop groupe --json",
    "show {reference}",
    "export --output {file}.csv",
    "export --output {file}.xlsx",
    "stats --output {file}.html",
    "attendance-sheet --workshop groupe --output {file}.html",
    "verify",
];

/// Measures each command of a program with each of these numbers of registrations.
///
/// # Errors
///
/// Returns an error if a database cannot be filled, or a command fails.
pub(crate) fn measure(
    program: &Path,
    numbers: &[u32],
    rounds: usize,
    results: &mut Results,
) -> anyhow::Result<()> {
    for registrations in numbers.iter().copied() {
        let site = tokio::runtime::Runtime::new()?.block_on(ManyRegistrations::with(registrations))?;
        // The counter has only the first registration so far.
        run_on(&site, program, "verify --repair")?;
        for _ in 0..rounds {
            for command in COMMANDS {
                let usage = run_on(&site, program, command)?;
                let command = command.to_owned();
                results.add(Measurement::Command(CommandRun { command, registrations, usage }))?;
            }
        }
    }
    Ok(())
}

/// Runs a command on the registrations of a site, and returns what it took.
fn run_on(site: &ManyRegistrations, program: &Path, command: &str) -> anyhow::Result<Usage> {
    let file = site.folder().join("out");
    let file = file.to_str().context("the folder is UTF-8")?;
    let typed = command.replace("{reference}", &site.reference).replace("{file}", file);
    let mut command = Command::new(program);
    command.arg("--root").arg(site.folder()).args(typed.split(' '));
    Ok(run(&mut command)?.0)
}
