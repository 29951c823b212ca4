//! `Listing`: files and folders as they are now.

use std::path::PathBuf;

use crate::stamp::Stamp;

/// A file with its stamp.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SeenFile {
    /// The path by which it is recorded.
    pub(crate) path: String,
    pub(crate) location: PathBuf,
    pub(crate) stamp: Stamp,
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
