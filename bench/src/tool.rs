//! The generators: where each is found, how it builds a site, and where it writes it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};

use crate::corpus::TODAY;

/// A generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tool {
    /// Our own.
    Ateliers,
    /// <https://gohugo.io>
    Hugo,
    /// <https://www.getzola.org>
    Zola,
    /// <https://www.11ty.dev>
    Eleventy,
}

/// A generator on this machine.
#[derive(Clone, Debug)]
pub(crate) struct Installed {
    /// Which one it is.
    pub(crate) tool: Tool,
    /// Its program.
    pub(crate) program: PathBuf,
    /// Its version, such as `0.168.0`.
    pub(crate) version: String,
}

impl Tool {
    /// Returns its name: that of the folder in `bench/sites` and, except for our own, of the program.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Tool::Ateliers => "ateliers",
            Tool::Hugo => "hugo",
            Tool::Zola => "zola",
            Tool::Eleventy => "eleventy",
        }
    }

    /// Returns its name as its makers write it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Tool::Ateliers => "Ateliers",
            Tool::Hugo => "Hugo",
            Tool::Zola => "Zola",
            Tool::Eleventy => "Eleventy",
        }
    }

    /// Returns the folder with the site that it built, below that of the sources.
    pub(crate) fn output(self) -> &'static str {
        match self {
            Tool::Ateliers => "dist/site",
            Tool::Hugo | Tool::Zola => "public",
            Tool::Eleventy => "_site",
        }
    }

    /// Returns the folders that an earlier build leaves, the output first.
    pub(crate) fn leftovers(self) -> &'static [&'static str] {
        match self {
            Tool::Ateliers => &["dist", ".cache"],
            Tool::Hugo => &["public", "resources"],
            Tool::Zola => &["public"],
            Tool::Eleventy => &["_site", ".cache"],
        }
    }

    /// Returns the program that was named, or else the first of its name in the folders of `PATH`.
    fn find(self, named: Option<&Path>) -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        let mut programs = env::split_paths(&path).map(|folder| folder.join(self.name()));
        named.map(Path::to_owned).or_else(|| programs.find(|program| program.is_file()))
    }
}

impl Installed {
    /// Finds a generator of others. Returns `None` if it is neither named nor in `PATH`.
    ///
    /// # Errors
    ///
    /// Returns an error if the program cannot be started.
    pub(crate) fn find(tool: Tool, named: Option<&Path>) -> anyhow::Result<Option<Installed>> {
        tool.find(named).map(|program| Installed::new(tool, program)).transpose()
    }

    /// Asks a program for its version.
    ///
    /// # Errors
    ///
    /// Returns an error if the program cannot be started.
    pub(crate) fn new(tool: Tool, program: PathBuf) -> anyhow::Result<Installed> {
        let program = std::path::absolute(program)?;
        let argument = if tool == Tool::Hugo { "version" } else { "--version" };
        let output = Command::new(&program).arg(argument).output();
        let output = output.with_context(|| format!("cannot start {}", program.display()))?;
        ensure!(output.status.success(), "`{} {argument}` fails", program.display());
        let text = String::from_utf8_lossy(&output.stdout);
        let version = version(&text).with_context(|| format!("no version in `{}`", text.trim()))?;
        Ok(Installed { tool, version, program })
    }

    /// Returns the command that builds the site in a folder.
    pub(crate) fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(folder);
        match self.tool {
            Tool::Ateliers => command.arg("build").arg("--today").arg(TODAY.to_string()),
            Tool::Hugo | Tool::Eleventy => command.arg("--quiet"),
            Tool::Zola => command.arg("build"),
        };
        command
    }
}

/// Returns the first word that is a version, without a commit behind it.
fn version(text: &str) -> Option<String> {
    let words = text.split_whitespace().map(|word| word.trim_start_matches('v'));
    let mut versions =
        words.filter(|word| word.starts_with(|it: char| it.is_ascii_digit()) && word.contains('.'));
    versions.next()?.split(['-', '+']).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_found_in_what_programs_print() {
        for (text, expected) in [
            ("hugo v0.168.0-e27a67+extended linux/amd64 BuildDate=2026-10-13T16:42:50Z", "0.168.0"),
            ("zola 0.22.1\n", "0.22.1"),
            ("3.1.8", "3.1.8"),
            ("generator 0.2.0 (1234567)", "0.2.0"),
        ] {
            assert_eq!(version(text).as_deref(), Some(expected));
        }
        assert_eq!(version("none"), None);
    }
}
