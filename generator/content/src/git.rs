//! Runs git.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs git in a folder, whether or not it succeeds, with messages in English. `index` replaces the index of the repository.
///
/// # Errors
///
/// Returns an error if git cannot be started.
pub(crate) fn run(folder: &Path, arguments: &[&str], index: Option<&Path>) -> io::Result<Output> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).env("LC_ALL", "C").stdin(Stdio::null());
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    command.output()
}
