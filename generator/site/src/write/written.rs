//! `Written`: what the last build wrote to `dist`, so that the next one need not read it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::content::FileContent;
use crate::build_cache::BuildCache;
use crate::fingerprint::Fingerprint;
use crate::stamp::Stamp;

/// The name of the record.
const NAME: &str = "written.json";

/// The files that a build left in `dist`, by their path below it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Written(HashMap<String, WrittenFile>);

/// A file that is in `dist`, or was.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct WrittenFile {
    pub(super) content: FileContent,
    /// Its stamp, which changes whenever its content does.
    pub(super) stamp: Stamp,
    /// The file that it is a copy of; `None` if that was not looked at, or may have changed since.
    pub(super) source: Option<Fingerprint>,
}

impl Written {
    /// Reads what the last build kept.
    pub(super) fn read(cache: &BuildCache) -> Written {
        cache.read(NAME).unwrap_or_default()
    }

    /// Keeps it for the next build.
    pub(crate) fn keep(&self, cache: &BuildCache) {
        cache.keep(NAME, self);
    }

    /// Returns the file at a path, if it still has the stamp that it had.
    pub(super) fn get(&self, path: &str, stamp: Stamp) -> Option<WrittenFile> {
        self.0.get(path).copied().filter(|file| file.stamp == stamp)
    }
}

impl FromIterator<(String, WrittenFile)> for Written {
    fn from_iter<I: IntoIterator<Item = (String, WrittenFile)>>(files: I) -> Written {
        Written(files.into_iter().collect())
    }
}
