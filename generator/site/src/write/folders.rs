//! The folders below `dist`. A link in the place of one may lead out of `dist`, so nothing is compared, written or removed
//! through it.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The folders that a build has looked at, so that it looks at each once.
#[derive(Debug)]
pub(super) struct Folders {
    dist: PathBuf,
    /// Whether each is a folder below `dist` that no link leads to.
    known: Mutex<HashMap<PathBuf, bool>>,
}

impl Folders {
    /// Returns the folders below `dist`, which itself may be a link.
    pub(super) fn new(dist: &Path) -> Folders {
        let known = HashMap::from([(dist.to_owned(), dist.is_dir())]);
        Folders { dist: dist.to_owned(), known: Mutex::new(known) }
    }

    /// Returns whether a folder below `dist` exists, or did when the build first looked, and no link leads to it.
    pub(super) fn exist(&self, folder: &Path) -> bool {
        if let Some(exists) = self.known().get(folder) {
            return *exists;
        }
        let exists = folder.parent().is_some_and(|parent| self.exist(parent)) && is_folder(folder);
        self.known().insert(folder.to_owned(), exists);
        exists
    }

    /// Creates a folder, unless it exists. A file or link at its path is stale and is replaced.
    pub(super) fn make(&self, folder: &Path) -> io::Result<()> {
        if self.exist(folder) {
            return Ok(());
        }
        if folder == self.dist {
            fs::create_dir_all(folder)?;
        } else {
            self.make(folder.parent().unwrap_or(&self.dist))?;
            if !is_folder(folder) {
                if fs::symlink_metadata(folder).is_ok() {
                    fs::remove_file(folder)?;
                }
                fs::create_dir(folder)?;
            }
        }
        self.known().insert(folder.to_owned(), true);
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, HashMap<PathBuf, bool>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns whether a path is a folder and not a link to one.
pub(super) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}
