//! `Listing`: files and folders as they are now.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::stamp::Stamp;

/// A file with its stamp.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SeenFile {
    /// The path by which it is recorded.
    pub(crate) path: String,
    location: Location,
    pub(crate) stamp: Stamp,
}

/// Where a file is.
#[derive(Debug, PartialEq, Eq)]
enum Location {
    /// At its path below this folder, as nearly all files.
    Below(Arc<Path>),
    Elsewhere(Box<Path>),
}

impl SeenFile {
    /// Returns a file at a location, which may be its path below `folder`.
    pub(crate) fn new(path: String, location: PathBuf, stamp: Stamp, folder: &Arc<Path>) -> SeenFile {
        let bytes = location.as_os_str().as_encoded_bytes();
        let before = bytes.strip_suffix(path.as_bytes()).and_then(|before| before.strip_suffix(b"/"));
        let location = match before == Some(folder.as_os_str().as_encoded_bytes()) {
            true => Location::Below(Arc::clone(folder)),
            false => Location::Elsewhere(location.into()),
        };
        SeenFile { path, location, stamp }
    }

    /// Returns where the file is.
    pub(crate) fn location(&self) -> PathBuf {
        match &self.location {
            Location::Below(folder) => folder.join(&self.path),
            Location::Elsewhere(location) => location.to_path_buf(),
        }
    }
}

/// Files and folders, always in the same order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) files: Vec<SeenFile>,
    pub(crate) folders: Vec<String>,
}

impl Listing {
    /// Adds the files and folders of another listing.
    pub(crate) fn add(&mut self, other: Listing) {
        self.files.extend(other.files);
        self.folders.extend(other.folders);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_where_it_was_seen() {
        let (root, stamp) = (Arc::from(Path::new("/sites/club")), Stamp::example(1, 1));
        let seen = |location: &str| SeenFile::new("content/a".to_owned(), location.into(), stamp, &root);
        for location in ["/sites/club/content/a", "/sites/club/else/content/a", "/usr/share/a", "content/a"] {
            assert_eq!(seen(location).location(), Path::new(location));
        }
        assert_eq!(seen("/sites/club/content/a").location, Location::Below(Arc::clone(&root)));
    }
}
