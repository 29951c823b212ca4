//! A snapshot of the files that is cheap to compare: names, sizes, modification times and file identity, following
//! links. It does not read contents.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

/// The files at one moment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Look(BTreeMap<PathBuf, Seen>);

/// The attributes of a file or folder.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    length: u64,
    modified: Option<SystemTime>,
    identity: Option<(u64, u64)>,
}

impl Look {
    /// Takes a snapshot of these folders. Unreadable files are treated as missing.
    pub(crate) fn at(folders: &[PathBuf]) -> Look {
        Look(folders.iter().flat_map(|folder| look(folder)).collect())
    }

    /// Looks again at a file, or at a folder with everything in it, below one of the folders.
    pub(super) fn look_again_at(&mut self, path: &Path) {
        let below = |known: &Path| known.starts_with(path);
        let known: Vec<_> = self
            .0
            .range(path.to_owned()..)
            .map(|(known, _)| known.clone())
            .take_while(|known| below(known))
            .collect();
        known.iter().for_each(|known| {
            self.0.remove(known);
        });
        self.0.extend(look(path));
        // A file that was added or removed changes the times of its folder.
        if let Some(folder) = path.parent()
            && let Some(seen) = self.0.get_mut(folder)
            && let Ok(metadata) = folder.metadata()
        {
            *seen = Seen::of(&metadata);
        }
    }

    /// Iterates over the files and folders that are new or different.
    pub(crate) fn changed_since<'a>(&'a self, earlier: &'a Look) -> impl Iterator<Item = &'a Path> {
        let is_changed = |entry: &(&'a PathBuf, &Seen)| earlier.0.get(entry.0) != Some(entry.1);
        self.0.iter().filter(is_changed).map(|(path, _)| path.as_path())
    }
}

fn look(folder: &Path) -> impl Iterator<Item = (PathBuf, Seen)> {
    let entries = WalkDir::new(folder).follow_links(true).into_iter().flatten();
    entries.filter_map(|entry| {
        let seen = Seen::of(&entry.metadata().ok()?);
        Some((entry.into_path(), seen))
    })
}

impl Seen {
    fn of(metadata: &Metadata) -> Seen {
        Seen {
            // A folder's time depends on the file system, and its files are compared anyway.
            length: if metadata.is_dir() { 0 } else { metadata.len() },
            modified: metadata.modified().ok(),
            identity: identity(metadata),
        }
    }
}

/// Distinguishes a file from another one that replaced it.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;

    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}
