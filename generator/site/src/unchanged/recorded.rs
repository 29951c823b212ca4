//! `Recorded`: files and folders as they were when a build was recorded.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::clocks::Clocks;
use crate::clock::Clock;
use crate::fingerprint::Fingerprint;
use crate::listing::{Listing, SeenFile};
use crate::stamp::Stamp;

/// The files and folders of a recorded build, in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Recorded {
    files: Vec<RecordedFile>,
    folders: Vec<String>,
}

/// A file of a recorded build. It has a stamp, a content or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct RecordedFile {
    path: String,
    /// The stamp, if it changes whenever the content does.
    stamp: Option<Stamp>,
    content: Option<Fingerprint>,
}

/// The result of comparing recorded files with those of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Comparison {
    /// All have the same stamps.
    Same,
    /// Some have other stamps, or none that can be relied on, but all have the same content.
    SameContent,
    /// A file or folder was added, removed or changed.
    Different,
}

impl Recorded {
    /// Records files with these contents, in the same order, and with their stamps, as far as these can be relied on after
    /// `clocks`.
    pub(super) fn of(listing: &Listing, contents: Vec<Fingerprint>, clocks: &Clocks) -> Recorded {
        let file = |(file, content): (&SeenFile, Fingerprint)| RecordedFile {
            path: file.path.clone(),
            stamp: Some(file.stamp).filter(|stamp| clocks.are_after(*stamp)),
            content: Some(content),
        };
        Recorded {
            files: listing.files.iter().zip(contents).map(file).collect(),
            folders: listing.folders.clone(),
        }
    }

    /// Records files that have just been written: by their stamps, and those of the instant of `clock`, which may still
    /// change without changing their stamps, by their content. Returns `None` if one of these cannot be read.
    pub(super) fn of_output(listing: &Listing, clock: &Clock) -> Option<Recorded> {
        let file = |file: &SeenFile| {
            let stamp = Some(file.stamp).filter(|stamp| stamp.is_before(clock.stamp()));
            let content = if stamp.is_some() { None } else { Some(content(&file.location())?) };
            Some(RecordedFile { path: file.path.clone(), stamp, content })
        };
        let files: Option<Vec<_>> = listing.files.par_iter().map(file).collect();
        Some(Recorded { files: files?, folders: listing.folders.clone() })
    }

    /// Compares these files with those of now.
    pub(super) fn compare(&self, now: &Listing) -> Comparison {
        if !self.has_names_of(now) {
            return Comparison::Different;
        }
        let pairs = self.files.par_iter().zip(&now.files);
        // An error ends the comparison.
        let compared = pairs.map(|(recorded, seen)| recorded.compare(seen).ok_or(()));
        compared
            .try_reduce(|| Comparison::Same, |one, other| Ok(one.max(other)))
            .unwrap_or(Comparison::Different)
    }

    fn has_names_of(&self, now: &Listing) -> bool {
        self.files.len() == now.files.len()
            && self.folders == now.folders
            && self.files.iter().zip(&now.files).all(|(recorded, seen)| recorded.path == seen.path)
    }

    /// Returns the files of now that have other contents; `None` if one was added or removed.
    pub(super) fn changed<'l>(&self, now: &'l Listing) -> Option<Vec<&'l SeenFile>> {
        if !self.has_names_of(now) {
            return None;
        }
        let pairs = self.files.par_iter().zip(&now.files);
        Some(
            pairs.filter(|(recorded, seen)| recorded.compare(seen).is_none()).map(|(_, seen)| seen).collect(),
        )
    }

    /// Returns the same files with these contents, which are recorded without stamps, and with the stamps of now for all others,
    /// as far as these can be relied on.
    pub(super) fn with_contents(
        &self,
        now: &Listing,
        contents: &BTreeMap<String, Fingerprint>,
        clocks: &Clocks,
    ) -> Recorded {
        let mut recorded = self.with_stamps_of(now, clocks);
        for file in &mut recorded.files {
            if let Some(content) = contents.get(&file.path) {
                (file.stamp, file.content) = (None, Some(*content));
            }
        }
        recorded
    }

    /// Returns what these files became when those with these contents were written and `removed` ones removed; `None` if that is
    /// not what there is now.
    pub(super) fn after_writing(
        &self,
        now: &Listing,
        contents: &BTreeMap<String, Fingerprint>,
        removed: &BTreeSet<String>,
        clock: &Clock,
    ) -> Option<Recorded> {
        let known: HashMap<_, _> = self.files.iter().map(|file| (file.path.as_str(), file)).collect();
        let file = |seen: &SeenFile| {
            let recorded = match contents.get(&seen.path) {
                Some(content) => {
                    RecordedFile { path: seen.path.clone(), stamp: None, content: Some(*content) }
                }
                None => (*known.get(seen.path.as_str())?).clone(),
            };
            recorded.compare(seen)?;
            let stamp = Some(seen.stamp).filter(|stamp| stamp.is_before(clock.stamp()));
            Some(RecordedFile {
                stamp: recorded.stamp.filter(|stamp| *stamp == seen.stamp).or(stamp),
                ..recorded
            })
        };
        let files: Option<Vec<_>> = now.files.par_iter().map(file).collect();
        let added = contents.keys().filter(|path| !known.contains_key(path.as_str())).count();
        let is_complete = now.files.len() + removed.len() == self.files.len() + added;
        (is_complete && self.folders == now.folders)
            .then_some(())
            .and(files)
            .map(|files| Recorded { files, folders: self.folders.clone() })
    }

    /// Returns the same files with the stamps of now, as far as these can be relied on. They have the same content.
    pub(super) fn with_stamps_of(&self, now: &Listing, clocks: &Clocks) -> Recorded {
        let file = |(recorded, seen): (&RecordedFile, &SeenFile)| {
            let known = recorded.stamp.filter(|stamp| *stamp == seen.stamp);
            let stamp = known.or(Some(seen.stamp).filter(|stamp| clocks.are_after(*stamp)));
            RecordedFile { stamp, ..recorded.clone() }
        };
        Recorded {
            files: self.files.iter().zip(&now.files).map(file).collect(),
            folders: self.folders.clone(),
        }
    }

    /// Returns the contents of the files that have both, with the stamps for which they are right.
    pub(super) fn contents(&self) -> HashMap<&str, (Stamp, Fingerprint)> {
        let mut contents = HashMap::with_capacity(self.files.len());
        for RecordedFile { path, stamp, content } in &self.files {
            if let (Some(stamp), Some(content)) = (stamp, content) {
                contents.insert(path.as_str(), (*stamp, *content));
            }
        }
        contents
    }
}

impl RecordedFile {
    /// Returns `None` if the file is a different one.
    fn compare(&self, now: &SeenFile) -> Option<Comparison> {
        if self.stamp == Some(now.stamp) {
            return Some(Comparison::Same);
        }
        (self.content.is_some() && self.content == content(&now.location()))
            .then_some(Comparison::SameContent)
    }
}

/// Returns the content of a file; `None` if it cannot be read.
pub(super) fn content(location: &Path) -> Option<Fingerprint> {
    fs::read(location).ok().map(|bytes| Fingerprint::of_bytes(&bytes))
}
