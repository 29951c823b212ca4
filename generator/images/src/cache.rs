//! `.cache/` below the site's root keeps slowly generated files for the next build. All of it may be deleted at any
//! time.
//!
//! A build marks the files that it used by their modification time, and removes files that no build has used for 30
//! days. They are not removed at once, because builds of other branches, dates or drafts may share the folder. The
//! current time is that of a new file in the folder, because the generator has no clock.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use diagnostics::failure::cannot_write;
use diagnostics::{Failure, OrFail as _};
use tempfile::NamedTempFile;

use crate::file::{Contents, OutputFile};

/// Time for which unused files are kept.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// Maximum age of a mark. Marking every file in every build would cause unnecessary writes.
pub const MARKED_EVERY: Duration = Duration::from_hours(24);

/// Maximum number of folders for builds; a folder that was only built into once should not stay for ever.
const MAX_BUILDS: usize = 16;

/// The beginning of the name of a file that is still being written, as [`NamedTempFile`] chooses it.
const UNFINISHED: &str = ".tmp";

/// The file in the cache that all builds lock (shared) while they use the cache.
const LOCK: &str = ".lock";

/// A cache in use: no other build removes files that this one may use.
#[derive(Debug)]
pub struct InUse {
    /// `None` if the cache cannot be locked, for example because it is read-only. Nothing is removed then.
    lock: Option<File>,
}

/// A folder of the cache.
#[derive(Clone, Copy, Debug)]
pub enum CacheFolder {
    /// Pictures for sharing.
    OpenGraph,
    /// Images in the sizes that pages offer.
    Images,
    /// What the last build into each folder left for the next one, in a folder each.
    Builds,
}

impl CacheFolder {
    /// Returns the folder for the site at `root`.
    pub fn path(self, root: &Path) -> PathBuf {
        let name = match self {
            CacheFolder::OpenGraph => "open-graph",
            CacheFolder::Images => "images",
            CacheFolder::Builds => "builds",
        };
        root.join(".cache").join(name)
    }
}

/// Writes a file atomically, because another build may read it at the same time, and returns its path.
///
/// # Errors
///
/// Returns an error that names the file if it cannot be written.
pub fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let location = folder.join(name);
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.persist(&location).map_err(|error| error.error)?;
        Ok(())
    };
    write().or_fail(|| cannot_write(&location))?;
    Ok(location)
}

impl InUse {
    /// Starts using the cache of the site at `root`, together with other builds.
    pub fn start(root: &Path) -> InUse {
        let folder = root.join(".cache");
        let open = || {
            fs::create_dir_all(&folder).ok()?;
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let file = options.open(folder.join(LOCK)).ok()?;
            file.lock_shared().ok().map(|()| file)
        };
        InUse { lock: open() }
    }

    /// Marks the cached pictures that a build used and removes old files. Errors are ignored: the site is already written,
    /// another build may be using a file, the folder may be read-only, and old files can be removed by the next
    /// build.
    pub fn tidy(&self, root: &Path, used: &BTreeSet<PathBuf>) {
        // Unlock first: the effect of locking a locked file again depends on the system.
        let alone = self.lock.as_ref().filter(|lock| lock.unlock().is_ok() && lock.try_lock().is_ok());
        for folder in [CacheFolder::OpenGraph, CacheFolder::Images].map(|folder| folder.path(root)) {
            if folder.is_dir() {
                let _ = tidy_folder(&folder, used, alone.is_some());
            }
        }
        if alone.is_some() {
            let _ = tidy_builds(&CacheFolder::Builds.path(root));
        }
    }
}

/// Returns the cached pictures that the files of a site are copies of.
pub fn used(files: &[OutputFile]) -> BTreeSet<PathBuf> {
    let copied = |file: &OutputFile| match &file.contents {
        Contents::CopyOf(location) => Some(location.clone()),
        Contents::Bytes(_) | Contents::BareCopyOf(_) => None,
    };
    files.iter().filter_map(copied).collect()
}

fn tidy_folder(folder: &Path, used: &BTreeSet<PathBuf>, remove: bool) -> io::Result<()> {
    let now = NamedTempFile::new_in(folder)?.as_file().metadata()?.modified()?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Ok(modified) = fs::metadata(&path).and_then(|metadata| metadata.modified()) else { continue };
        let age = now.duration_since(modified).unwrap_or_default();
        if used.contains(path.as_path()) {
            if age > MARKED_EVERY {
                let _ = mark(&path, now);
            }
        } else if remove && age > KEPT {
            let _ = fs::remove_file(&path);
        }
    }
    Ok(())
}

/// Removes the records of builds into other folders than the latest, and what killed builds did not finish writing.
fn tidy_builds(folder: &Path) -> io::Result<()> {
    let mut builds = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        builds.push((entry.metadata()?.modified()?, entry.path()));
    }
    for entry in builds.iter().filter_map(|(_, path)| fs::read_dir(path).ok()).flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            let _ = fs::remove_file(entry.path());
        }
    }
    builds.sort();
    let others = builds.iter().rev().skip(MAX_BUILDS);
    others.for_each(|(_, path)| drop(fs::remove_dir_all(path)));
    Ok(())
}

fn mark(path: &Path, now: SystemTime) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.set_modified(now)
}
