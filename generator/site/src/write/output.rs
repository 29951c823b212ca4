//! Lists the files that a build left in `dist`, without following links.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

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
    /// Looks at `dist`; `None` as for [`look`], or if `beside`, a folder in the same file system, cannot be written.
    pub(super) fn look(dist: &Path, beside: &Path) -> Option<SeenOutput> {
        Some(SeenOutput { clock: Clock::now(beside)?, listing: look(dist)? })
    }

    /// Waits until the next change of each file changes its stamp, unless that takes too long. Returns `None` if another
    /// program changed one meanwhile.
    pub(super) fn settled(mut self, beside: &Path) -> Option<SeenOutput> {
        let clock = self.clock;
        let mut recent = self.listing.files.iter().filter(|file| file.stamp.is_at(clock.stamp())).peekable();
        if let Some(later) = recent.peek().and_then(|_| clock.next(beside)) {
            let is_same = |file: &SeenFile| {
                fs::symlink_metadata(file.location()).is_ok_and(|now| Stamp::of(&now) == Some(file.stamp))
            };
            if !recent.all(is_same) {
                return None;
            }
            self.clock = later;
        }
        Some(self)
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
    let dist: &Arc<Path> = &Arc::from(dist);
    for name in FOLDERS {
        let folder = dist.join(name);
        match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => found.add(below(&folder, name, dist)?),
            Ok(_) => return None,
            Err(_) => {}
        }
    }
    Some(found)
}

/// Returns the files and folders in a folder, by its path below `dist`.
fn below(folder: &Path, path: &str, dist: &Arc<Path>) -> Option<Listing> {
    let mut entries: Vec<_> = fs::read_dir(folder).ok()?.collect::<Result<_, _>>().ok()?;
    entries.sort_by_cached_key(fs::DirEntry::file_name);
    let listed = entries.par_iter().map(|entry| {
        let path = format!("{path}/{}", entry.file_name().into_string().ok()?);
        let (location, metadata) = (entry.path(), entry.metadata().ok()?);
        if metadata.is_dir() {
            return below(&location, &path, dist);
        }
        let file = SeenFile::new(path, location, Stamp::of(&metadata)?, dist);
        Some(Listing { files: vec![file], folders: Vec::new() })
    });
    let listed: Option<Vec<_>> = listed.collect();
    let mut found = Listing { files: Vec::new(), folders: vec![path.to_owned()] };
    listed?.into_iter().for_each(|listing| found.add(listing));
    Some(found)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_changed_while_waiting_is_not_the_one_that_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path();
        fs::create_dir(dist.join("site")).unwrap();
        fs::write(dist.join("site/a"), "1").unwrap();
        let look_at_once = || {
            let listing = look(dist).unwrap();
            SeenOutput { clock: Clock::at(listing.files[0].stamp), listing }
        };
        let settled = look_at_once().settled(dist).unwrap();
        assert!(settled.is_old(settled.listing.files[0].stamp));
        let seen = look_at_once();
        fs::write(dist.join("site/a"), "12").unwrap();
        assert!(seen.settled(dist).is_none());
        let seen = look_at_once();
        fs::remove_file(dist.join("site/a")).unwrap();
        assert!(seen.settled(dist).is_none());
    }
}
