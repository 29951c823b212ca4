//! What files there are at a moment, as far as two moments can be told apart by it: names, sizes, times and which file it
//! is, also behind links. Their contents are not read.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

/// The files at a moment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Look(BTreeMap<PathBuf, Seen>);

/// What is seen of a file or folder.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    length: u64,
    modified: Option<SystemTime>,
    identity: Option<(u64, u64)>,
}

impl Look {
    /// Looks at everything in these folders now. What cannot be read is not there.
    pub(super) fn at(folders: &[PathBuf]) -> Look {
        Look(folders.iter().flat_map(|folder| look(folder)).collect())
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
            // That of a folder depends on the file system, and its files are looked at anyway.
            length: if metadata.is_dir() { 0 } else { metadata.len() },
            modified: metadata.modified().ok(),
            identity: identity(metadata),
        }
    }
}

/// What tells a file from another one in its place.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;

    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}
