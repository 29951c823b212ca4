//! The folders below `dist`. A link in the place of one may lead out of `dist`, so nothing is compared, written or removed
//! through it.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folders that a build has looked at, so that it looks at each once.
#[derive(Debug)]
pub(super) struct Folders<'a> {
    dist: &'a Path,
    /// Whether each is a folder below `dist` that no link leads to.
    known: HashMap<PathBuf, bool>,
}

impl<'a> Folders<'a> {
    /// Looks at these folders, which are below `dist`. `dist` itself may be a link.
    pub(super) fn look(dist: &'a Path, folders: impl IntoIterator<Item = PathBuf>) -> Folders<'a> {
        let known = HashMap::from([(dist.to_owned(), dist.is_dir())]);
        let mut found = Folders { dist, known };
        for folder in folders {
            found.look_at(&folder);
        }
        found
    }

    fn look_at(&mut self, folder: &Path) -> bool {
        if let Some(exists) = self.known.get(folder) {
            return *exists;
        }
        let exists = folder.parent().is_some_and(|parent| self.look_at(parent)) && is_folder(folder);
        self.known.insert(folder.to_owned(), exists);
        exists
    }

    /// Returns whether a folder existed when the build looked, and no link leads to it.
    pub(super) fn exist(&self, folder: &Path) -> bool {
        self.known.get(folder).is_some_and(|exists| *exists)
    }

    /// Creates a folder, unless it exists. A file or link at its path is stale and is replaced.
    pub(super) fn make(&mut self, folder: &Path) -> io::Result<()> {
        if self.exist(folder) {
            return Ok(());
        }
        if folder == self.dist {
            fs::create_dir_all(folder)?;
        } else {
            self.make(folder.parent().unwrap_or(self.dist))?;
            if !is_folder(folder) {
                if fs::symlink_metadata(folder).is_ok() {
                    fs::remove_file(folder)?;
                }
                fs::create_dir(folder)?;
            }
        }
        self.known.insert(folder.to_owned(), true);
        Ok(())
    }
}

/// Returns whether a path is a folder and not a link to one.
pub(super) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}
