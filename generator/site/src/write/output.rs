//! Lists the files that a build left in `dist`, without following links.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::FOLDERS;
use crate::clock::Clock;
use crate::listing::{Listing, SeenFile};
use crate::stamp::Stamp;

/// The files and folders of the generator in `dist`, with a time before they were looked at.
#[derive(Debug)]
pub(crate) struct SeenOutput {
    pub(crate) listing: Listing,
    pub(crate) clock: Clock,
}

impl SeenOutput {
    /// Looks at `dist`; `None` as for [`look`], or if `beside`, a folder in the same file system, cannot be written. Waits
    /// until the next change of each file changes its stamp, unless that takes too long.
    pub(super) fn look(dist: &Path, beside: &Path) -> Option<SeenOutput> {
        let clock = Clock::now(beside)?;
        let mut seen = SeenOutput { clock, listing: look(dist)? };
        let files = seen.listing.files.iter_mut();
        let recent: Vec<_> = files.filter(|file| file.stamp.is_at(clock.stamp())).collect();
        if let Some(later) = (!recent.is_empty()).then(|| clock.next(beside)).flatten() {
            for file in recent {
                file.stamp = Stamp::of(&fs::symlink_metadata(&file.location).ok()?)?;
            }
            seen.clock = later;
        }
        Some(seen)
    }

    /// Returns whether there are no other files than those at these paths below `dist`, and no empty folders.
    pub(super) fn has_nothing_but<'p>(&self, paths: impl Iterator<Item = &'p str>) -> bool {
        let (mut wanted, mut folders) = (HashSet::new(), HashSet::new());
        for path in paths {
            wanted.insert(path);
            let mut below = path;
            while let Some((folder, _)) = below.rsplit_once('/')
                && folders.insert(folder)
            {
                below = folder;
            }
        }
        let Listing { files, folders: found } = &self.listing;
        files.iter().all(|file| wanted.contains(file.path.as_str()))
            && found.iter().all(|folder| folders.contains(folder.as_str()))
    }

    /// Returns the first of these paths below `dist` at which there is no file.
    pub(super) fn missing<'p>(&self, mut paths: impl Iterator<Item = &'p str>) -> Option<&'p str> {
        let found: HashSet<_> = self.listing.files.iter().map(|file| file.path.as_str()).collect();
        paths.find(|path| !found.contains(path))
    }

    /// Returns whether a file with this stamp has another one after its next change.
    pub(super) fn is_old(&self, stamp: Stamp) -> bool {
        stamp.is_before(self.clock.stamp())
    }
}

/// Returns the files and folders of the generator in `dist`; `None` if there is something else, such as a link, or if
/// something cannot be listed.
pub(crate) fn look(dist: &Path) -> Option<Listing> {
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
