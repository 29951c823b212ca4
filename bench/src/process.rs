//! What a program takes: a process from its start to its end, with the processes that it starts itself.

use std::io::{Read as _, Seek as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};
use wait4::Wait4 as _;

/// What a process took.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// Seconds from its start to its end.
    pub(crate) wall: f64,
    /// Seconds of all cores outside the kernel.
    pub(crate) user: f64,
    /// Seconds of all cores in the kernel.
    pub(crate) system: f64,
    /// The most memory that it had at once, in bytes.
    pub(crate) memory: u64,
}

/// Runs a command to its end, and returns what it took and printed.
///
/// # Errors
///
/// Returns an error, with what it printed, if it cannot be started or fails.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<(Usage, String)> {
    let mut output = tempfile::tempfile()?;
    command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output.try_clone()?);
    let program = command.get_program().to_owned();
    let began = Instant::now();
    let child = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
    let ended = child.wait4()?;
    let wall = began.elapsed().as_secs_f64();
    let mut printed = String::new();
    output.rewind()?;
    output.read_to_string(&mut printed)?;
    ensure!(ended.status.success(), "{} fails:\n{printed}", program.display());
    let (user, system) = (ended.rusage.utime.as_secs_f64(), ended.rusage.stime.as_secs_f64());
    Ok((Usage { wall, user, system, memory: ended.rusage.maxrss }, printed))
}
