//! Writes new files, all or none, and never over a file that exists.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use diagnostics::failure::cannot_write;
use diagnostics::{Failure, OrFail as _, phrase};
use site::no_content;

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

/// The files and folders that were created, in order.
#[derive(Default)]
struct Created {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
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

    /// Writes the files and returns their paths, followed by what to do next. If a file cannot be written, none is left.
    pub(super) fn write(self, next: &str) -> Result<String, Failure> {
        let content = self.root.join("content");
        if !content.is_dir() {
            return Err(no_content(&content));
        }
        let paths = self.folders.iter().chain(self.files.iter().map(|file| &file.path));
        if let Some(path) = paths.into_iter().find(|path| self.root.join(path).exists()) {
            let message = phrase! {
                en: "`{path}` already exists and was not changed; give another `--slug`",
                fr: "`{path}` existe déjà et n’a pas été modifié ; donnez un autre `--slug`"
            };
            return Err(Failure::new(message));
        }
        let mut created = Created::default();
        let mut lines = String::new();
        for NewFile { path, content } in &self.files {
            let location = self.root.join(path);
            if let Err(error) = created.add(&location, content) {
                created.remove();
                return Err(error).or_fail(|| cannot_write(&location));
            }
            lines.push_str(&format!("{path}\n"));
        }
        Ok(format!("{lines}{next}"))
    }
}

impl Created {
    /// Writes a file that does not exist yet, and the folders that contain it.
    fn add(&mut self, location: &Path, content: &[u8]) -> io::Result<()> {
        let folder = location.parent().unwrap_or(location);
        let missing: Vec<_> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            self.folders.push(folder.to_owned());
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(location)?;
        self.files.push(location.to_owned());
        file.write_all(content)
    }

    /// Removes what was created. What cannot be removed stays: the first error is the one to report.
    fn remove(&self) {
        for file in &self.files {
            fs::remove_file(file).unwrap_or_default();
        }
        for folder in self.folders.iter().rev() {
            fs::remove_dir(folder).unwrap_or_default();
        }
    }
}

/// Replaces the text of a file at once, so that it is never half written.
pub(super) fn replace(location: &Path, text: &str) -> Result<(), Failure> {
    let replaced = || -> io::Result<()> {
        let folder = location.parent().unwrap_or(location);
        // Its name is hidden, so that neither the preview nor a build takes it for content.
        let mut beside = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
        beside.write_all(text.as_bytes())?;
        beside.as_file().set_permissions(fs::metadata(location)?.permissions())?;
        beside.persist(location).map_err(|error| error.error)?;
        Ok(())
    };
    replaced().or_fail(|| cannot_write(location))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_a_file_cannot_be_written_none_is_left() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("content")).unwrap();
        let mut files = NewFiles::below(root.path());
        files.add("content/workshops/a/index.md", "a");
        files.add("content/workshops/a/plans/b.txt", "b");
        // A file cannot be a folder, too.
        files.add("content/workshops/a/index.md/c.txt", "c");
        let error = files.write("").unwrap_err().to_string();
        assert!(error.starts_with("cannot write "), "{error}");
        assert_eq!(fs::read_dir(root.path().join("content")).unwrap().count(), 0);
    }

    #[test]
    fn a_file_is_replaced_without_leftovers() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("sessions.yaml");
        fs::write(&file, "a").unwrap();
        let before = fs::metadata(&file).unwrap().permissions();
        replace(&file, "b").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "b");
        assert_eq!(fs::metadata(&file).unwrap().permissions(), before);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
