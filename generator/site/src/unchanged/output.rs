//! Lists the files that a build left in `dist`, without following links.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::listing::{Listing, SeenFile};
use crate::stamp::Stamp;
use crate::write::FOLDERS;

/// Returns the files and folders of the generator in `dist`; `None` if there is something else, such as a link, or if
/// something cannot be listed.
pub(super) fn look(dist: &Path) -> Option<Listing> {
    let mut found = Listing::default();
    for name in FOLDERS {
        let folder = dist.join(name);
        match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => found.add(below(&folder, name)?),
            Ok(_) => return None,
            Err(_) => {}
        }
    }
    Some(found)
}

fn below(folder: &Path, path: &str) -> Option<Listing> {
    let mut entries: Vec<_> = fs::read_dir(folder).ok()?.collect::<Result<_, _>>().ok()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let listed = entries.par_iter().map(|entry| {
        let path = format!("{path}/{}", entry.file_name().into_string().ok()?);
        let (location, metadata) = (entry.path(), entry.metadata().ok()?);
        if metadata.is_dir() {
            return below(&location, &path);
        }
        let stamp = Stamp::of(&metadata)?;
        Some(Listing { files: vec![SeenFile { path, location, stamp }], folders: Vec::new() })
    });
    let listed: Option<Vec<_>> = listed.collect();
    let mut found = Listing { files: Vec::new(), folders: vec![path.to_owned()] };
    listed?.into_iter().for_each(|listing| found.add(listing));
    Some(found)
}

impl Listing {
    fn add(&mut self, other: Listing) {
        self.files.extend(other.files);
        self.folders.extend(other.folders);
    }
}
