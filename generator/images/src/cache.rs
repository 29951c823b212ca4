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

use anyhow::Context as _;
use tempfile::NamedTempFile;

use crate::file::{Contents, OutputFile};

/// Time for which unused files are kept.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// Maximum age of a mark. Marking every file in every build would cause unnecessary writes.
const MARKED_EVERY: Duration = Duration::from_hours(24);

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
    /// What each build leaves for the next one into the same folder; a folder for each.
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
pub fn keep(folder: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<PathBuf> {
    let location = folder.join(name);
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.persist(&location).map_err(|error| error.error)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", location.display()))?;
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

    /// Marks the files that a build used and removes old ones. Errors are ignored: the site is already written,
    /// another build may be using a file, the folder may be read-only, and old files can be removed by the next
    /// build.
    pub fn tidy(self, root: &Path, files: &[OutputFile]) {
        let used: BTreeSet<&Path> = files.iter().filter_map(copied).collect();
        // Unlock first: the effect of locking a locked file again depends on the system.
        let alone = self.lock.filter(|lock| lock.unlock().is_ok() && lock.try_lock().is_ok());
        let folders = [CacheFolder::OpenGraph, CacheFolder::Images, CacheFolder::Builds];
        for folder in folders.map(|folder| folder.path(root)) {
            if folder.is_dir() {
                let _ = tidy_folder(&folder, &used, alone.is_some());
            }
        }
    }
}

fn copied(file: &OutputFile) -> Option<&Path> {
    match &file.contents {
        Contents::CopyOf(location) => Some(location),
        Contents::Bytes(_) | Contents::BareCopyOf(_) => None,
    }
}

fn tidy_folder(folder: &Path, used: &BTreeSet<&Path>, remove: bool) -> io::Result<()> {
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
            // A build replaces its files in a folder, which marks that.
            let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
    }
    Ok(())
}

fn mark(path: &Path, now: SystemTime) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.set_modified(now)
}
