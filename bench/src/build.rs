//! Builds of a site, each after a different preparation.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::TempDir;

use crate::corpus::Corpus;
use crate::pages::Pages;
use crate::process::{Usage, run};
use crate::results::After;
use crate::source;
use crate::tool::{Installed, Tool};

/// A site that a generator builds.
pub(crate) struct Site {
    /// The generator.
    pub(crate) by: Installed,
    /// The folder of the sources.
    pub(crate) folder: PathBuf,
    /// The text that is edited.
    pub(crate) text: PathBuf,
    /// The style sheet that is edited.
    pub(crate) style: PathBuf,
    /// Where the results of earlier builds are, because removing them would slow down the next one: ext4 does not give the
    /// number of a file to another one for minutes, and passes over each of them whenever a file is created.
    pub(crate) aside: TempDir,
}

impl Site {
    /// Writes the lean site for a generator into a folder.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be written.
    pub(crate) fn lean(by: &Installed, corpus: &Corpus, folder: PathBuf) -> anyhow::Result<Site> {
        source::write(by.tool, corpus, &folder)?;
        let text = folder.join(source::text(by.tool, corpus.edited()));
        let style = folder.join(source::style_sheet(by.tool));
        Ok(Site { by: by.clone(), text, style, folder, aside: TempDir::new()? })
    }

    /// Builds the site after a preparation, and returns what it took and printed.
    ///
    /// # Errors
    ///
    /// Returns an error if the preparation or the build fails.
    pub(crate) fn build(&self, after: After) -> anyhow::Result<(Usage, String)> {
        match after {
            After::Clean => self.set_aside(self.by.tool.leftovers())?,
            After::Pictures => self.set_aside(&self.by.tool.leftovers()[..1])?,
            After::Nothing => {}
            After::Text => append(&self.text, |_| "\nUne phrase de plus.\n".to_owned())?,
            // Minifying would remove a rule that is there already.
            After::Style => append(&self.style, |length| format!(".rule-{length} {{ margin: 0; }}\n"))?,
        }
        run(&mut self.by.command(&self.folder))
    }

    /// Reads the pages of the last build.
    ///
    /// # Errors
    ///
    /// Returns an error if a page cannot be read.
    pub(crate) fn pages(&self) -> anyhow::Result<Pages> {
        Pages::read(&self.folder.join(self.by.tool.output()))
    }

    /// Reads all sources and copies the last build, which must be ours: the least that any build from scratch has to do.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be read or written.
    pub(crate) fn floor(&self) -> anyhow::Result<Usage> {
        debug_assert_eq!(self.by.tool, Tool::Ateliers, "only ours has these folders");
        let copy = self.folder.join("copy");
        let mut floor = std::process::Command::new(std::env::current_exe()?);
        floor.arg("floor").args(["content", "themes"].map(|name| self.folder.join(name)));
        floor.arg("--copy").arg(self.folder.join(self.by.tool.output())).arg("--to").arg(&copy);
        let (usage, _) = run(&mut floor)?;
        self.set_aside(&["copy"])?;
        Ok(usage)
    }

    /// Moves folders of the site away, if they exist.
    fn set_aside(&self, names: &[&str]) -> anyhow::Result<()> {
        let place = TempDir::new_in(&self.aside)?.keep();
        for name in names {
            let folder = self.folder.join(name);
            match fs::rename(&folder, place.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("cannot move {}", folder.display()));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Appends a text, which may depend on the length of the file.
fn append(path: &Path, text: impl Fn(u64) -> String) -> anyhow::Result<()> {
    let edited = OpenOptions::new().append(true).open(path).and_then(|mut file| {
        let length = file.metadata()?.len();
        file.write_all(text(length).as_bytes())
    });
    edited.with_context(|| format!("cannot edit {}", path.display()))
}
