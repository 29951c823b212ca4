//! Writes new files, all or none, and never over a file that exists.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// Files to be written.
pub(super) struct NewFiles<'a> {
    root: &'a Path,
    /// Folders that must not exist yet.
    folders: Vec<String>,
    files: Vec<NewFile>,
}

struct NewFile {
    path: String,
    content: Vec<u8>,
}

impl<'a> NewFiles<'a> {
    /// Returns an empty list for a site.
    pub(super) fn below(root: &'a Path) -> NewFiles<'a> {
        NewFiles { root, folders: Vec::new(), files: Vec::new() }
    }

    /// Adds a folder that must not exist yet, by its path below the site's root.
    pub(super) fn add_folder(&mut self, path: &str) {
        self.folders.push(path.to_owned());
    }

    /// Adds a file, by its path below the site's root.
    pub(super) fn add(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.files.push(NewFile { path: path.to_owned(), content: content.into() });
    }

    /// Writes the files and returns their paths, followed by what to do next.
    pub(super) fn write(self, next: &str) -> anyhow::Result<String> {
        let content = self.root.join("content");
        if !content.is_dir() {
            bail!("{} is not a folder; `--root` names the folder that contains `content`", content.display());
        }
        let paths = self.folders.iter().chain(self.files.iter().map(|file| &file.path));
        if let Some(path) = paths.into_iter().find(|path| self.root.join(path).exists()) {
            bail!("`{path}` already exists and was not changed; give another `--slug`");
        }
        let mut lines = String::new();
        for NewFile { path, content } in &self.files {
            create(&self.root.join(path), content)?;
            lines.push_str(&format!("{path}\n"));
        }
        Ok(format!("{lines}{next}"))
    }
}

/// Writes a file that does not exist yet, and its folder.
fn create(location: &PathBuf, content: &[u8]) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", location.display());
    fs::create_dir_all(location.parent().unwrap_or(location)).with_context(cannot)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(location).with_context(cannot)?;
    file.write_all(content).with_context(cannot)
}

/// Replaces the text of a file at once, so that it is never half written.
pub(super) fn replace(location: &Path, text: &str) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", location.display());
    let beside = location.with_extension("yaml.tmp");
    create(&beside, text.as_bytes())?;
    fs::rename(&beside, location).with_context(cannot)
}

/// Adds the line with which editors find the schema of a workshop's YAML file, if the site has schemas.
pub(super) fn with_schema(root: &Path, kind: &str, text: String) -> String {
    let schema = format!("{}/{kind}.json", schema::FOLDER);
    if root.join("content").join(&schema).is_file() {
        format!("# yaml-language-server: $schema=../../{schema}\n{text}")
    } else {
        text
    }
}
