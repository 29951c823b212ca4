//! `Area`: the folder with the files of a build before they are placed.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use diagnostics::failure::cannot_create;
use diagnostics::{Failure, OrFail as _};

use super::{StagedFile, State};
use crate::write::FOLDERS;

/// The files of a build before they are placed.
///
/// A folder of the generator that `dist` does not have yet is made here as it will be there and moved as a whole, which is
/// one step for those who see `dist`, and takes no time. All other files have numbers as names.
#[derive(Debug)]
pub(super) struct Area {
    folder: PathBuf,
    new: Vec<NewFolder>,
    /// The number of the next file that is in none of the new folders.
    next: AtomicUsize,
}

/// Where a file is in the area.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In a new folder, at its path.
    AtItsPath,
    /// At this number.
    Numbered(usize),
}

/// One of [`FOLDERS`] that `dist` does not have.
#[derive(Debug)]
struct NewFolder {
    name: &'static str,
    /// The number of files in it so far.
    files: AtomicUsize,
}

impl Area {
    /// Creates the area for `dist` in its staging folder. On a drive without locks, another build may empty the staging folder
    /// meanwhile, so the area has a random name.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder cannot be created.
    pub(super) fn create(dist: &Path, stage: &Path) -> Result<Area, Failure> {
        let created = tempfile::Builder::new().prefix("build-").tempdir_in(stage);
        let is_new = |name: &&str| {
            let found = fs::symlink_metadata(dist.join(name));
            found.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        let new =
            FOLDERS.into_iter().filter(is_new).map(|name| NewFolder { name, files: AtomicUsize::new(0) });
        Ok(Area {
            folder: created.or_fail(|| cannot_create(stage))?.keep(),
            new: new.collect(),
            next: AtomicUsize::new(0),
        })
    }

    /// Writes a file, given by its path below `dist`, and returns where it is.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be written.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> io::Result<Place> {
        if let Some(folder) = self.new.iter().find(|folder| folder.has(path)) {
            // If something else has its path, the order of the files decides which of them stays.
            if let Ok(mut file) = self.create_file(&self.location(path, Place::AtItsPath)) {
                file.write_all(bytes)?;
                folder.files.fetch_add(1, Ordering::Relaxed);
                return Ok(Place::AtItsPath);
            }
        }
        let place = Place::Numbered(self.next.fetch_add(1, Ordering::Relaxed));
        fs::write(self.location(path, place), bytes)?;
        Ok(place)
    }

    /// Returns the location of a file, given by its path below `dist`.
    pub(super) fn location(&self, path: &str, place: Place) -> PathBuf {
        match place {
            Place::AtItsPath => self.folder.join(path),
            Place::Numbered(number) => self.folder.join(number.to_string()),
        }
    }

    /// Creates a file that does not exist, with the folders above it. The area itself is not created again: if another program
    /// has removed it, the files before this one are lost.
    fn create_file(&self, place: &Path) -> io::Result<File> {
        let folder = place.parent().unwrap_or(&self.folder);
        // A page has a folder of its own, which is made without looking for it.
        if place.file_name().is_some_and(|name| name == "index.html") {
            self.create_folder(folder)?;
        }
        match File::create_new(place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.create_folder(folder)?;
                File::create_new(place)
            }
            created => created,
        }
    }

    /// Creates a folder below the area, with those above it.
    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        match (fs::create_dir(folder), folder.parent()) {
            (Err(error), _) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            (Err(error), Some(parent))
                if error.kind() == io::ErrorKind::NotFound && parent != self.folder =>
            {
                self.create_folder(parent)?;
                self.create_folder(folder)
            }
            (created, _) => created,
        }
    }

    /// Moves each new folder into `dist` that has exactly those of these files that belong there, and returns their names.
    pub(super) fn move_folders(&self, dist: &Path, files: &[StagedFile]) -> Vec<&'static str> {
        let mut moved = Vec::new();
        // The site comes last, because visitors see it.
        for folder in self.new.iter().rev() {
            let mut wanted = files.iter().filter(|file| folder.has(&file.path)).peekable();
            let is_filled = wanted.peek().is_some();
            // Of two files with the same path, one has a number.
            let is_in_place = |file: &StagedFile| matches!(file.state, State::New(Place::AtItsPath));
            let is_complete = is_filled && wanted.clone().all(is_in_place);
            let is_complete = is_complete && wanted.count() == folder.files.load(Ordering::Relaxed);
            if is_complete && fs::rename(self.folder.join(folder.name), dist.join(folder.name)).is_ok() {
                moved.push(folder.name);
            }
        }
        moved
    }
}

impl NewFolder {
    fn has(&self, path: &str) -> bool {
        is_below(path, self.name)
    }
}

/// Returns whether a path below `dist` is in one of [`FOLDERS`], by its name.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
