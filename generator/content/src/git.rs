//! Runs git.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use diagnostics::{Phrase, phrase};

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

/// Returns the reason for which git failed, from what it wrote to standard error.
pub(crate) fn complaint(written: &[u8]) -> Phrase {
    let written = String::from_utf8_lossy(written);
    let line = written.lines().next().unwrap_or("no answer").trim();
    let reason = match line.contains("not a git repository") {
        true => phrase! { en: "{line}", fr: "ce dossier n’est pas dans un dépôt" },
        false => Phrase::in_english(line),
    };
    phrase! { en: "git: {reason}", fr: "git : {reason}"; reason }
}
