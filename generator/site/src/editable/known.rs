//! `KnownEditable`: the pages of an earlier build, which an edit of a text can change.

use std::fmt;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::Arc;

use diagnostics::SourceFile;
use serde::de::DeserializeOwned;
use view::edition::Editions;

use super::{EditableFile, EditablePage, Frame, INDEX, Index, PARTS, Part, Shared, front};
use crate::build_cache::BuildCache;
use crate::fingerprint::Fingerprint;
use crate::stamp::Stamp;

/// What all pages share, with the renderers of each language.
pub(crate) struct SharedByPages {
    pub(crate) shared: Shared,
    pub(crate) editions: Editions,
}

/// The pages of an earlier build.
pub(crate) struct KnownEditable {
    index: Index,
    /// The stamp of the index in the cache.
    stamp: Option<Stamp>,
    fingerprint: Fingerprint,
    file: File,
    /// What the pages share, once it was read.
    shared: Option<Arc<SharedByPages>>,
}

impl KnownEditable {
    /// Opens the pages with this fingerprint; `None` if those in the cache are of another build.
    pub(crate) fn open(cache: &BuildCache, fingerprint: Fingerprint) -> Option<KnownEditable> {
        // Before the index is read, so that a later one has another stamp.
        let stamp = cache.stamp(INDEX);
        let index: Index = cache.read(INDEX)?;
        let is_same = Fingerprint::of(&index).is_ok_and(|of_index| of_index == fingerprint);
        let file = File::open(cache.folder().join(PARTS)).ok()?;
        is_same.then_some(KnownEditable { index, stamp, fingerprint, file, shared: None })
    }

    /// Returns whether these are the pages with this fingerprint, and the cache still has them.
    pub(crate) fn are(&self, cache: &BuildCache, fingerprint: Fingerprint) -> bool {
        self.fingerprint == fingerprint && self.stamp.is_some() && self.stamp == cache.stamp(INDEX)
    }

    /// Returns the pages with the text of a file; `None` if there are none, or if something else of the file was changed.
    pub(crate) fn pages(&mut self, file: &Arc<SourceFile>) -> Option<Vec<EditablePage<'static>>> {
        let EditableFile { front: known, pages } = self.index.files.get(&file.path)?;
        let parts = (*known == front(file)?).then(|| pages.clone())?;
        parts.into_iter().map(|part| self.read(part)).collect()
    }

    /// Returns what all pages share, which is read once.
    pub(crate) fn shared(&mut self) -> Option<Arc<SharedByPages>> {
        if let Some(shared) = &self.shared {
            return Some(Arc::clone(shared));
        }
        let shared: Shared = self.read(self.index.shared)?;
        let editions = Editions::new([], &shared.theme).ok()?;
        Some(Arc::clone(self.shared.insert(Arc::new(SharedByPages { shared, editions }))))
    }

    /// Returns the search page of an edition, by its place.
    pub(crate) fn search(&mut self, edition: usize) -> Option<Frame<'static>> {
        let part = *self.index.searches.get(&edition)?;
        self.read(part)
    }

    fn read<T: DeserializeOwned>(&mut self, part: Part) -> Option<T> {
        let mut bytes = vec![0; part.length];
        self.file.seek(SeekFrom::Start(part.at)).ok()?;
        self.file.read_exact(&mut bytes).ok()?;
        let is_same = Fingerprint::of_bytes(&bytes) == part.content;
        is_same.then(|| serde_json::from_slice(&bytes).ok()).flatten()
    }
}

impl fmt::Debug for KnownEditable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("KnownEditable").field("index", &self.index).finish_non_exhaustive()
    }
}
