//! `BuildCache`: what the last build into a folder left in `.cache/builds` for the next one. All of it may be deleted at any
//! time: it only says what need not be done again.

use std::fs;
use std::path::{Path, PathBuf};

use images::cache::{self, CacheFolder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use crate::fingerprint::Fingerprint;
use crate::stamp::Stamp;

/// The folder with the records of builds into one folder.
#[derive(Clone, Debug)]
pub(crate) struct BuildCache {
    folder: PathBuf,
    /// `None` if the program is unknown; then nothing is read or kept.
    program: Option<Fingerprint>,
    /// Whether nothing is read.
    anew: bool,
}

impl BuildCache {
    /// Returns the cache of the site at `root` for builds into the folder `dist`, given by its path without links.
    pub(crate) fn new(root: &Path, dist: &Path) -> BuildCache {
        let name = Fingerprint::of_bytes(dist.as_os_str().as_encoded_bytes()).to_string();
        let folder = CacheFolder::Builds.path(root).join(name);
        BuildCache { folder, program: Fingerprint::of_program(), anew: false }
    }

    /// Returns the cache for a build of everything, which reads nothing if it is `anew`.
    pub(crate) fn for_build(self, anew: bool) -> BuildCache {
        BuildCache { anew, ..self }
    }

    /// Returns the folder, which may not exist yet.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the record with this name; `None` if there is none, or one that is damaged or of another program.
    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        if self.anew {
            return None;
        }
        let text = fs::read(self.folder.join(name)).ok()?;
        let (first, record) = text.split_at_checked(text.iter().position(|byte| *byte == b'\n')?)?;
        let is_own = first == self.program?.to_string().as_bytes();
        is_own.then(|| serde_json::from_slice(record).ok()).flatten()
    }

    /// Returns a new file in the folder, which [`BuildCache::keep_file`] names; `None` if that is not possible.
    pub(crate) fn new_file(&self) -> Option<NamedTempFile> {
        fs::create_dir_all(&self.folder).ok()?;
        NamedTempFile::new_in(&self.folder).ok()
    }

    /// Replaces the file with this name; `None` if that is not possible.
    pub(crate) fn keep_file(&self, name: &str, file: NamedTempFile) -> Option<()> {
        file.persist(self.folder.join(name)).ok().map(|_| ())
    }

    /// Returns the stamp of the record with this name.
    pub(crate) fn stamp(&self, name: &str) -> Option<Stamp> {
        Stamp::of(&fs::metadata(self.folder.join(name)).ok()?)
    }

    /// Replaces the record with this name. Errors are ignored, because the folder may be read-only: the next build does more
    /// than it needs to.
    pub(crate) fn keep(&self, name: &str, record: &impl Serialize) {
        let Some(program) = self.program else { return };
        let mut bytes = format!("{program}\n").into_bytes();
        if serde_json::to_writer(&mut bytes, record).is_ok() {
            let _ = cache::keep(&self.folder, name, &bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_by_the_program_that_kept_it() {
        let root = tempfile::tempdir().unwrap();
        let cache = BuildCache::new(root.path(), Path::new("/dist"));
        assert_eq!(cache.read::<Vec<String>>("list"), None);
        cache.keep("list", &["a", "b"]);
        assert_eq!(cache.read("list"), Some(vec!["a".to_owned(), "b".to_owned()]));

        let other_folder = BuildCache::new(root.path(), Path::new("/elsewhere"));
        assert_eq!(other_folder.read::<Vec<String>>("list"), None);
        let other_program = BuildCache { program: Some(Fingerprint::of_bytes(b"later")), ..cache.clone() };
        assert_eq!(other_program.read::<Vec<String>>("list"), None);

        let path = cache.folder.join("list");
        let text = fs::read(&path).unwrap();
        for damaged in [&text[..text.len() - 1], b"", b"\n", b"null"] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(cache.read::<Vec<String>>("list"), None);
        }
    }
}
