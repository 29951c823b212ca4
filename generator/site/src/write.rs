//! The only writer of `dist/`: writes pages, static files, catalogue and theme, and removes stale files.
//!
//! A [`Stage`] takes files as they are made. Those that differ are first written to a staging folder and renamed into place
//! once all of them are on the disk, whole folders at once if `dist` has none, so a build that fails or is killed earlier
//! leaves the last one unchanged. Referenced files are placed first and stale files removed last, so that no visitor sees a
//! page without its style sheet. Concurrent builds wait for each other (`lock`), and the last one wins as a whole.
//!
//! What was written can be kept in the cache (`written`), so that a file whose content is known is neither made nor read
//! if the one in `dist` is still the same.

mod content;
mod folders;
mod lock;
mod output;
mod stage;
mod stale;
mod written;

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use diagnostics::failure::cannot_find;
use diagnostics::{Failure, OrFail as _, phrase};

pub(crate) use self::content::FileContent;
pub(crate) use self::output::{SeenOutput, look};
pub(crate) use self::stage::{Stage, StagedFile, is_settled};
pub(crate) use self::written::Written;

/// The folders below `dist` that belong to the generator. Nothing else in `dist` is changed.
pub(crate) const FOLDERS: [&str; 3] = ["site", "handler", "deployment"];

/// The results of writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WriteSummary {
    /// Number of new or changed files.
    pub(crate) written: usize,
    /// Number of stale files.
    pub(crate) removed: usize,
    /// Number of unchanged files.
    pub(crate) unchanged: usize,
}

/// A site after its files were placed.
#[derive(Debug)]
pub(crate) struct PlacedSite {
    pub(crate) summary: WriteSummary,
    /// What is in `dist` now; `None` if that is something else or cannot be known.
    pub(crate) output: Option<SeenOutput>,
    /// What the next build may know of it.
    pub(crate) written: Written,
}

/// Rejects a folder in which writing and removing files would affect the sources.
///
/// # Errors
///
/// Returns an error if `dist` is, contains or is inside the folder of the content, the themes or the cache.
pub(crate) fn check_folder(dist: &Path, root: &Path) -> Result<(), Failure> {
    let dist = absolute(dist)?;
    for name in ["content", "themes", ".cache"] {
        let source = absolute(&root.join(name))?;
        if dist.starts_with(&source) || source.starts_with(&dist) {
            let (dist, source) = (dist.display(), source.display());
            return Err(Failure::new(phrase! {
                en: "cannot write to `{dist}`: it contains `{source}` or is inside it; choose another folder with `--dist`",
                fr: "impossible d’écrire dans `{dist}`, qui contient `{source}` ou s’y trouve ; choisissez un autre dossier \
                     avec `--dist`"
            }));
        }
    }
    Ok(())
}

/// Returns the path without links, `.` and `..`, even if it does not exist yet.
///
/// # Errors
///
/// Returns an error if the path is empty, or if the working directory is unknown.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let full = std::path::absolute(path).or_fail(|| cannot_find(path))?;
    let mut existing = full.as_path();
    let mut rest: Vec<&OsStr> = Vec::new();
    loop {
        if let Ok(found) = existing.canonicalize() {
            return Ok(rest.iter().rev().fold(found, |path, part| path.join(part)));
        }
        match (existing.components().next_back(), existing.parent()) {
            (Some(Component::Normal(name)), Some(parent)) => {
                rest.push(name);
                existing = parent;
            }
            _ => return Err(Failure::new(cannot_find(path))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use images::{Contents, OutputFile};

    use super::folders::is_folder;
    use super::*;
    use crate::build_cache::BuildCache;

    /// Writes files with the memory of an earlier build.
    fn write(dist: &Path, files: &[OutputFile]) -> Result<WriteSummary, Failure> {
        let cache = BuildCache::new(&dist.join("root"), dist);
        let stage = Stage::begin(dist, &cache)?;
        let taken = stage.take_all(files)?;
        let PlacedSite { summary, written, .. } = stage.place(&taken)?;
        written.keep(&cache);
        Ok(summary)
    }

    fn file(path: &str, text: &str) -> OutputFile {
        OutputFile { path: path.to_owned(), contents: Contents::Bytes(text.into()) }
    }

    #[test]
    fn only_changed_files_are_written_and_stale_ones_are_removed() {
        let dist = tempfile::tempdir().unwrap();
        let dist = dist.path();
        let first = [file("site/a/index.html", "a"), file("site/b/index.html", "b")];
        assert_eq!(write(dist, &first).unwrap().written, 2);
        fs::write(dist.join("notes.txt"), "mine").unwrap();
        let second = [file("site/a/index.html", "a"), file("site/c", "c")];
        let summary = write(dist, &second).unwrap();
        assert_eq!((summary.written, summary.removed, summary.unchanged), (1, 1, 1));
        assert!(!dist.join("site/b").exists() && dist.join("notes.txt").exists());
    }

    #[test]
    fn nothing_is_published_before_all_of_it_is() {
        let dist = tempfile::tempdir().unwrap();
        let dist = dist.path();
        let stage = Stage::begin(dist, &BuildCache::new(&dist.join("root"), dist)).unwrap();
        let taken = stage.take_all(&[file("site/a/b", "1"), file("handler/c", "2")]).unwrap();
        for folder in FOLDERS {
            assert!(!dist.join(folder).exists(), "{folder}");
        }
        // One that is no longer wanted, as after a problem.
        drop(stage.take(&file("site/d", "3")).unwrap());
        let PlacedSite { summary, output, .. } = stage.place(&taken).unwrap();
        assert_eq!((summary.written, summary.removed), (2, 0));
        assert!(!dist.join("site/d").exists());
        let found: Vec<_> = output.unwrap().listing.files.into_iter().map(|file| file.path).collect();
        assert_eq!(found, ["site/a/b", "handler/c"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_next_change_of_each_file_changes_its_stamp() {
        let dist = tempfile::tempdir().unwrap();
        let dist = dist.path();
        let stage = Stage::begin(dist, &BuildCache::new(&dist.join("root"), dist)).unwrap();
        let files: Vec<_> = (0..20).map(|number| file(&format!("site/{number}"), "1")).collect();
        let taken = stage.take_all(&files).unwrap();
        let output = stage.place(&taken).unwrap().output.unwrap();
        assert_eq!(output.listing.files.len(), 20);
        assert!(output.listing.files.iter().all(|file| output.is_old(file.stamp)));
    }

    /// Another program removes what is not placed yet.
    #[test]
    fn files_that_are_lost_before_they_are_placed_are_an_error() {
        for lost in ["", "site", "site/a/b"] {
            let dist = tempfile::tempdir().unwrap();
            let dist = dist.path();
            let stage = Stage::begin(dist, &BuildCache::new(&dist.join("root"), dist)).unwrap();
            let taken = stage.take_all(&[file("site/a/b", "1"), file("site/c", "2")]).unwrap();
            let area = fs::read_dir(dist.join(".new")).unwrap().next().unwrap().unwrap().path();
            let lost_path = area.join(lost);
            match lost_path.is_dir() {
                true => fs::remove_dir_all(&lost_path).unwrap(),
                false => fs::remove_file(&lost_path).unwrap(),
            }
            assert_eq!(stage.take(&file("site/d/e", "3")).is_err(), lost.is_empty(), "{lost}");
            assert!(stage.place(&taken).is_err(), "{lost}");
            assert!(dist.join(".incomplete").exists(), "{lost}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn folders_that_do_not_exist_are_moved_as_a_whole() {
        use std::os::unix::fs::MetadataExt as _;
        let dist = tempfile::tempdir().unwrap();
        let dist = dist.path();
        let inode = |path: &Path| fs::metadata(path).unwrap().ino();
        write(dist, &[file("handler/a", "1")]).unwrap();
        let handler = inode(&dist.join("handler"));
        let stage = Stage::begin(dist, &BuildCache::new(&dist.join("root"), dist)).unwrap();
        let taken = stage.take_all(&[file("site/b/c", "2"), file("handler/a", "1"), file("handler/d", "3")]);
        let area = fs::read_dir(dist.join(".new")).unwrap().next().unwrap().unwrap().path();
        let site = inode(&area.join("site/b"));
        stage.place(&taken.unwrap()).unwrap();
        assert_eq!(inode(&dist.join("site/b")), site);
        assert_eq!(inode(&dist.join("handler")), handler);
        assert!(dist.join("handler/d").exists());
    }

    #[test]
    fn the_last_of_two_files_at_one_path_stays() {
        for _ in 0..8 {
            let dist = tempfile::tempdir().unwrap();
            let files = [file("site/a", "1"), file("site/b", "2"), file("site/a", "3")];
            write(dist.path(), &files).unwrap();
            assert_eq!(fs::read_to_string(dist.path().join("site/a")).unwrap(), "3");
        }
    }

    #[test]
    fn a_copy_follows_its_source() {
        let folder = tempfile::tempdir().unwrap();
        let (source, dist) = (folder.path().join("source"), folder.path().join("dist"));
        let copy = || OutputFile { path: "site/a".to_owned(), contents: Contents::CopyOf(source.clone()) };
        for text in ["1", "1", "2", "2", "3"] {
            fs::write(&source, text).unwrap();
            fs::File::options()
                .write(true)
                .open(&source)
                .unwrap()
                .set_modified(SystemTime::UNIX_EPOCH)
                .unwrap();
            write(&dist, &[copy()]).unwrap();
            assert_eq!(fs::read_to_string(dist.join("site/a")).unwrap(), text);
            assert_eq!(write(&dist, &[copy()]).unwrap().unchanged, 1);
        }
        fs::write(dist.join("site/a"), "x").unwrap();
        assert_eq!(write(&dist, &[copy()]).unwrap().written, 1);
    }

    #[test]
    fn files_and_folders_replace_each_other() {
        let dist = tempfile::tempdir().unwrap();
        let dist = dist.path();
        write(dist, &[file("site/a/b/c", "1"), file("site/d", "2")]).unwrap();
        write(dist, &[file("site/a", "3"), file("site/d/e", "4")]).unwrap();
        assert_eq!(fs::read_to_string(dist.join("site/a")).unwrap(), "3");
        assert_eq!(fs::read_to_string(dist.join("site/d/e")).unwrap(), "4");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let elsewhere = tempfile::tempdir().unwrap();
        let dist = tempfile::tempdir().unwrap();
        fs::create_dir(dist.path().join("site")).unwrap();
        fs::write(elsewhere.path().join("precious"), "x").unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), dist.path().join("site/a")).unwrap();
        write(dist.path(), &[file("site/a/b", "1")]).unwrap();
        assert!(elsewhere.path().join("precious").exists() && !elsewhere.path().join("b").exists());
    }

    #[cfg(unix)]
    #[test]
    fn files_behind_a_link_do_not_count_as_unchanged() {
        for place in ["site", "site/a"] {
            let elsewhere = tempfile::tempdir().unwrap();
            let files = [file("site/a/b", "1"), file("site/a/c", "2")];
            write(elsewhere.path(), &files).unwrap();
            fs::write(elsewhere.path().join(place).join("precious"), "x").unwrap();
            let dist = tempfile::tempdir().unwrap();
            let link = dist.path().join(place);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(elsewhere.path().join(place), &link).unwrap();
            assert_eq!(write(dist.path(), &files).unwrap().written, 2, "{place}");
            assert!(is_folder(&link) && dist.path().join("site/a/c").exists(), "{place}");
            assert!(elsewhere.path().join(place).join("precious").exists(), "{place}");
        }
    }

    #[test]
    fn the_sources_are_never_written_to() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        for folder in ["content", "themes"] {
            fs::create_dir(root.join(folder)).unwrap();
        }
        for dist in ["", ".", "content", "content/new", "themes/../themes/x", "content/../content"] {
            assert!(check_folder(&root.join(dist), root).is_err(), "{dist}");
        }
        for dist in ["dist", "a/b/c", "contents"] {
            assert!(check_folder(&root.join(dist), root).is_ok(), "{dist}");
        }
    }
}
