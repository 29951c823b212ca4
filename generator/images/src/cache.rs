//! `.cache/` below the site's root: what took long to make is kept there from one build to the next. All of it may be
//! deleted at any time.
//!
//! What a build used is marked by the time of the file's last change; what none has used for 30 days is removed. Not at
//! once: builds of other branches, of another day's content or of a draft may share the folder. The time is that of the
//! disk, as a new file in the folder tells it: the generator has no clock.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use crate::file::{Contents, OutputFile};

/// For how long a file is kept that no build uses.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// How old a mark may be: marking every file in every build would write to the disk for nothing.
const MARKED_EVERY: Duration = Duration::from_hours(24);

/// The file below the cache that builds hold together while they use it.
const LOCK: &str = ".lock";

/// The cache while a build uses it: no other build removes what this one may find there.
#[derive(Debug)]
pub struct InUse {
    /// `None` where it cannot be locked: the folder may be there to be read only. Nothing is removed from it then.
    lock: Option<File>,
}

/// A folder of the cache.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Drawn pictures.
    OpenGraph,
    /// Images in the sizes that pages offer.
    Images,
}

impl Kind {
    /// The folder for the site at `root`.
    pub fn folder(self, root: &Path) -> PathBuf {
        let name = match self {
            Kind::OpenGraph => "open-graph",
            Kind::Images => "images",
        };
        root.join(".cache").join(name)
    }
}

/// Writes a file, which appears whole, as another build may look for it at the same time; where it is.
///
/// # Errors
///
/// When it cannot be written; the error names it.
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
    /// Uses the cache of the site at `root`, together with other builds.
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

    /// Marks what a build used, of which these are the files, and removes what none has used for long. What cannot be
    /// marked or removed stays as it is: the site is written by then, another build may be using it, the folder may be
    /// there to be read only, and what is too old today still is tomorrow.
    pub fn tidy(self, root: &Path, files: &[OutputFile]) {
        let used: BTreeSet<&Path> = files.iter().filter_map(copied).collect();
        // Unlocked first: what becomes of a lock that is held already depends on the system.
        let alone = self.lock.filter(|lock| lock.unlock().is_ok() && lock.try_lock().is_ok());
        for folder in [Kind::OpenGraph, Kind::Images].map(|kind| kind.folder(root)) {
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
            let _ = fs::remove_file(&path);
        }
    }
    Ok(())
}

fn mark(path: &Path, now: SystemTime) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.set_modified(now)
}
