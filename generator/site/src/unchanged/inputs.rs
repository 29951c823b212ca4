//! `Inputs`: everything that a build reads. `content::load`, `theme::load` and `images` read these files and no others.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use content::load::Tree;
use content::{history, load};
use diagnostics::Diagnostics;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::clocks::Clocks;
use super::recorded::{Comparison, Recorded, content};
use crate::build_record::Against;
use crate::clock::Clock;
use crate::fingerprint::Fingerprint;
use crate::listing::{Listing, SeenFile};
use crate::options::BuildOptions;
use crate::stamp::Stamp;

/// The inputs of a build at one moment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Inputs {
    listing: Listing,
    /// A file that is added and removed again while a build reads leaves no other trace than the stamp of its folder.
    folders: Vec<Stamp>,
    /// The state of the history in git.
    history: String,
}

/// The contents of the newest files in other file systems than that of the cache, by the paths by which they are recorded. Their
/// next change may leave the same stamp, so that contents are compared instead, before and after a build and with the next one.
pub(super) type Elsewhere = HashMap<String, Fingerprint>;

/// The inputs of a recorded build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordedInputs {
    files: Recorded,
    history: String,
}

impl Inputs {
    /// Looks at the inputs of a build; `None` if something cannot be listed or has no stamp.
    pub(super) fn look(options: &BuildOptions) -> Option<Inputs> {
        let BuildOptions { root, against, .. } = options;
        let (listed, history) = rayon::join(|| listed(root, against), || history::state(root));
        let (listing, folders) = listed?;
        Some(Inputs { listing, folders, history })
    }

    /// Iterates over the files of the content, by path below `content/`.
    pub(super) fn content(&self) -> impl Iterator<Item = (&str, &SeenFile)> {
        let files = self.listing.files.iter();
        files.filter_map(|file| Some((file.path.strip_prefix("content/")?, file)))
    }

    /// Returns the times of all file systems before these inputs were looked at, which was after `own`.
    pub(super) fn clocks(&self, own: Clock) -> Clocks {
        Clocks::of(own, self.stamps())
    }

    /// Returns whether every change after `clock` in its file system changes these inputs.
    pub(super) fn are_before(&self, clock: Clock) -> bool {
        self.stamps().all(|stamp| stamp.is_before(clock.stamp()) || stamp.is_elsewhere(clock.stamp()))
    }

    /// Reads the files in other file systems whose stamps cannot be relied on. Those that cannot be read are omitted.
    pub(super) fn elsewhere(&self, clocks: &Clocks) -> Elsewhere {
        let newest = self.listing.files.par_iter().filter(|file| is_newest_elsewhere(file, clocks));
        newest.filter_map(|file| Some((file.path.clone(), content(&file.location())?))).collect()
    }

    /// Returns whether one was changed in the instant of `clock`.
    pub(super) fn have_one_at(&self, clock: Clock) -> bool {
        self.stamps().any(|stamp| stamp.is_at(clock.stamp()))
    }

    fn stamps(&self) -> impl Iterator<Item = Stamp> {
        self.listing.files.iter().map(|file| file.stamp).chain(self.folders.iter().copied())
    }

    /// Records these inputs, which were seen after `clocks`; `None` if one cannot be read or has other contents than those
    /// `elsewhere`. Files that have the same stamps as in the earlier record, or that a build since then has read, are not read.
    pub(super) fn recorded(
        &self,
        earlier: Option<&RecordedInputs>,
        elsewhere: &Elsewhere,
        read: &HashMap<String, Fingerprint>,
        clocks: &Clocks,
    ) -> Option<RecordedInputs> {
        let known = earlier.map(|earlier| earlier.files.contents()).unwrap_or_default();
        let of_file = |file: &SeenFile| {
            if is_newest_elsewhere(file, clocks) {
                return content(&file.location())
                    .filter(|content| elsewhere.get(&file.path) == Some(content));
            }
            let same = known.get(file.path.as_str()).filter(|(stamp, _)| *stamp == file.stamp);
            let has = same.map(|(_, content)| content).or_else(|| read.get(&file.path)).copied();
            has.or_else(|| content(&file.location()))
        };
        let contents: Option<Vec<Fingerprint>> = self.listing.files.par_iter().map(of_file).collect();
        let files = Recorded::of(&self.listing, contents?, clocks);
        Some(RecordedInputs { files, history: self.history.clone() })
    }
}

impl RecordedInputs {
    /// Compares these inputs with those of now.
    pub(super) fn compare(&self, now: &Inputs) -> Comparison {
        match self.history == now.history {
            true => self.files.compare(&now.listing),
            false => Comparison::Different,
        }
    }

    /// Returns the files of now that have other contents; `None` if anything else is different.
    pub(super) fn changed<'l>(&self, now: &'l Inputs) -> Option<Vec<&'l SeenFile>> {
        (self.history == now.history).then(|| self.files.changed(&now.listing)).flatten()
    }

    /// Returns the same inputs with these contents of files, and the stamps of all others.
    pub(super) fn with_contents(
        &self,
        now: &Inputs,
        contents: &BTreeMap<String, Fingerprint>,
        clocks: &Clocks,
    ) -> RecordedInputs {
        let files = self.files.with_contents(&now.listing, contents, clocks);
        RecordedInputs { files, history: self.history.clone() }
    }

    /// Returns the same inputs with the stamps of now, as far as these can be relied on after `clocks`.
    pub(super) fn with_stamps_of(&self, now: &Inputs, clocks: &Clocks) -> RecordedInputs {
        let files = self.files.with_stamps_of(&now.listing, clocks);
        RecordedInputs { files, history: self.history.clone() }
    }
}

/// Returns the files that a build reads, and the stamps of their folders; `None` if something cannot be listed or has no stamp.
fn listed(root: &Path, against: &Against) -> Option<(Listing, Vec<Stamp>)> {
    let [content, themes] = trees(root)?;
    let members = Some(root.join(load::MEMBERS)).filter(|members| members.exists());
    let earlier = match against {
        Against::File(path) => Some(("published.json".to_owned(), path.clone())),
        Against::Nothing | Against::Previous => None,
    };
    let others = members.map(|members| (load::MEMBERS.to_owned(), members)).into_iter().chain(earlier);
    let below = |name, files: Vec<(String, PathBuf)>| {
        files.into_par_iter().map(move |(path, location)| (format!("{name}/{path}"), location))
    };
    let files = below("content", content.files).chain(below("themes", themes.files));
    let files = files.chain(others.collect::<Vec<_>>());
    let site = Arc::from(root);
    let files: Option<Vec<_>> = files.map(|(path, location)| seen(path, location, &site)).collect();
    let folders = [content.folders, themes.folders].concat();
    let stamp = |folder: &PathBuf| Stamp::of_folder(&fs::metadata(folder).ok()?);
    let stamps: Option<Vec<_>> = folders.par_iter().map(stamp).collect();
    let name = |folder: &PathBuf| folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().into_owned();
    Some((Listing { files: files?, folders: folders.iter().map(name).collect() }, stamps?))
}

/// Returns the files and folders of content and themes; `None` if something cannot be listed.
fn trees(root: &Path) -> Option<[Tree; 2]> {
    let mut problems = Diagnostics::default();
    let content = load::tree(&root.join("content"), "content", &mut problems).ok()?;
    let themes = theme::tree(root, &mut problems).ok()?;
    problems.is_empty().then_some([content, themes])
}

/// Returns whether a file is in another file system than that of the cache, and its next change may leave the same stamp.
fn is_newest_elsewhere(file: &SeenFile, clocks: &Clocks) -> bool {
    file.stamp.is_elsewhere(clocks.own().stamp()) && !clocks.are_after(file.stamp)
}

/// Returns a file of the site in the folder `site` with its stamp, following links.
fn seen(path: String, location: PathBuf, site: &Arc<Path>) -> Option<SeenFile> {
    let stamp = Stamp::of(&fs::metadata(&location).ok()?)?;
    Some(SeenFile::new(path, location, stamp, site))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// Files in another file system, one of which has just been changed. Whatever is written to them, these are their stamps.
    struct Drive(TempDir);

    impl Drive {
        fn new() -> Drive {
            let drive = Drive(TempDir::new().unwrap());
            drive.write("old", "1");
            drive.write("new", "1");
            drive
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.0.path().join(name), text).unwrap();
        }

        fn look(&self) -> (Inputs, Clocks) {
            let folder = Arc::from(self.0.path());
            let file = |(name, seconds): (&str, i64)| {
                let location = self.0.path().join(name);
                SeenFile::new(name.to_owned(), location, Stamp::example(2, seconds), &folder)
            };
            let files = [("old", 40), ("new", 50)].map(file).into();
            let listing = Listing { files, folders: Vec::new() };
            let inputs = Inputs { listing, folders: Vec::new(), history: String::new() };
            let clocks = inputs.clocks(Clock::at(Stamp::example(1, 100)));
            (inputs, clocks)
        }
    }

    #[test]
    fn only_the_newest_files_elsewhere_are_read() {
        let drive = Drive::new();
        let (inputs, clocks) = drive.look();
        let elsewhere = inputs.elsewhere(&clocks);
        assert_eq!(elsewhere.keys().collect::<Vec<_>>(), ["new"]);
        let recorded = inputs.recorded(None, &elsewhere, &HashMap::new(), &clocks).unwrap();
        assert_eq!(recorded.compare(&inputs), Comparison::SameContent);
        assert_eq!(recorded.with_stamps_of(&inputs, &clocks), recorded, "it has no stamp later either");
        drive.write("old", "2");
        assert_eq!(recorded.compare(&inputs), Comparison::SameContent, "it has the same stamp");
        drive.write("new", "2");
        assert_eq!(recorded.compare(&inputs), Comparison::Different);
    }

    #[test]
    fn a_build_is_not_recorded_if_the_newest_file_elsewhere_was_changed_meanwhile() {
        let drive = Drive::new();
        let (inputs, clocks) = drive.look();
        let elsewhere = inputs.elsewhere(&clocks);
        drive.write("new", "2");
        // As the build has read it, before or after the change.
        for text in ["1", "2"] {
            let read = HashMap::from([("new".to_owned(), Fingerprint::of_bytes(text.as_bytes()))]);
            assert!(inputs.recorded(None, &elsewhere, &read, &clocks).is_none(), "{text}");
        }
    }
}
