//! The only writer of `dist/`: pages, static files, catalogue and theme; removes what is stale.
//!
//! Everything that differs from what is there is written beside it first, and put in its place by renaming once all of
//! it is on the disk: a build that fails or is killed before leaves the last one as it was. What others refer to comes
//! first and what is stale is removed last, so that no reader ever meets a page without its style sheet. Builds of
//! several programs wait for each other (`lock`), and the last one is there in the end, whole.

mod lock;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use images::{Contents, OutputFile, photograph};
use walkdir::WalkDir;

use self::lock::Lock;

/// The folders below `dist` that belong to the generator. Nothing else there is ever touched.
const FOLDERS: [&str; 3] = ["site", "handler", "deployment"];

/// Where files are written before they are put in their places.
const STAGE: &str = ".new";

/// The file that stands in `dist` while files are put in their places. One that stays tells of a build that was killed
/// in this moment, and what is there may be of two builds.
const INCOMPLETE: &str = ".incomplete";

/// What is in that file.
const INCOMPLETE_TEXT: &str =
    "A build was interrupted here, so files of two builds may be mixed. Build again.\n";

/// What writing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Files that are new or changed.
    pub(crate) written: usize,
    /// Files that were stale.
    pub(crate) removed: usize,
    /// Files that were as they should be.
    pub(crate) unchanged: usize,
}

/// Refuses a folder in which writing and removing files would touch the sources.
///
/// # Errors
///
/// When `dist` is the folder of the content or the themes, contains one of them or lies in one of them.
pub(crate) fn check_folder(dist: &Path, root: &Path) -> anyhow::Result<()> {
    let dist = absolute(dist)?;
    for name in ["content", "themes", ".cache"] {
        let source = absolute(&root.join(name))?;
        if dist.starts_with(&source) || source.starts_with(&dist) {
            bail!(
                "cannot write to {}: it holds {} or lies in it; choose another folder with `--dist`",
                dist.display(),
                source.display()
            );
        }
    }
    Ok(())
}

/// Makes `dist` hold exactly these files in the generator's folders, in the given order.
///
/// # Errors
///
/// When a file cannot be read, written or removed; the error names it. `dist` is as it was then, unless putting the files
/// in their places failed.
pub(crate) fn write(dist: &Path, files: &[OutputFile]) -> anyhow::Result<Changes> {
    let _lock = Lock::wait(dist)?;
    let stage = dist.join(STAGE);
    clear(&stage)?;
    let staged = stage_files(dist, &stage, files).inspect_err(|_| {
        // The next build would do it, too.
        let _ = clear(&stage);
    })?;
    let wanted: BTreeSet<_> = files.iter().map(|file| dist.join(&file.path)).collect();
    let mut changes = Changes { written: staged.len(), removed: 0, unchanged: files.len() - staged.len() };
    let incomplete = dist.join(INCOMPLETE);
    if !staged.is_empty() {
        fs::write(&incomplete, INCOMPLETE_TEXT)
            .with_context(|| format!("cannot write {}", incomplete.display()))?;
    }
    for (staged, target) in &staged {
        place(dist, staged, target).with_context(|| format!("cannot write {}", target.display()))?;
    }
    for folder in FOLDERS {
        changes.removed += remove_stale(&dist.join(folder), &wanted)?;
    }
    clear(&stage)?;
    if incomplete.exists() {
        fs::remove_file(&incomplete).with_context(|| format!("cannot remove {}", incomplete.display()))?;
    }
    Ok(changes)
}

/// Writes what differs from what is there into the stage, a number for each file; with the places they belong to.
fn stage_files(dist: &Path, stage: &Path, files: &[OutputFile]) -> anyhow::Result<Vec<(PathBuf, PathBuf)>> {
    let mut staged = Vec::new();
    for file in files {
        let target = dist.join(&file.path);
        let wanted = match &file.contents {
            Contents::Bytes(bytes) => bytes,
            Contents::CopyOf(source) => &read(source)?,
            Contents::BareCopyOf(source) => &photograph::bare(read(source)?)
                .map_err(|reason| anyhow!("cannot read {}: {reason}", source.display()))?,
        };
        if !is_file_with(&target, wanted) {
            if staged.is_empty() {
                fs::create_dir(stage).with_context(|| format!("cannot make {}", stage.display()))?;
            }
            let place = stage.join(staged.len().to_string());
            fs::write(&place, wanted).with_context(|| format!("cannot write {}", target.display()))?;
            staged.push((place, target));
        }
    }
    Ok(staged)
}

/// Removes the stage with what a build that was killed left in it.
fn clear(stage: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(stage) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", stage.display()))
        }
        _ => Ok(()),
    }
}

fn read(source: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(source).with_context(|| format!("cannot read {}", source.display()))
}

fn is_file_with(path: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::symlink_metadata(path)
        .is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|present| present == bytes)
}

/// Puts a file that was staged in its place, whole.
fn place(dist: &Path, staged: &Path, target: &Path) -> io::Result<()> {
    make_folder(dist, target.parent().unwrap_or(dist))?;
    // A folder cannot be replaced by renaming a file.
    if fs::symlink_metadata(target).is_ok_and(|metadata| metadata.is_dir()) {
        fs::remove_dir_all(target)?;
    }
    match fs::rename(staged, target) {
        // A folder below `dist` may be a drive of its own.
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let beside = target.with_file_name(format!(".new-{}", std::process::id()));
            fs::copy(staged, &beside)?;
            fs::rename(&beside, target)
        }
        renamed => renamed,
    }
}

/// Makes a folder below `dist`; a file or link that stands in its way is stale.
fn make_folder(dist: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(dist)?;
    let mut path = dist.to_owned();
    for part in folder.strip_prefix(dist).unwrap_or(folder).components() {
        path.push(part);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => continue,
            Ok(_) => fs::remove_file(&path)?,
            Err(_) => {}
        }
        fs::create_dir(&path)?;
    }
    Ok(())
}

/// Removes files that are not wanted and folders that are empty then; how many files that were.
fn remove_stale(folder: &Path, wanted: &BTreeSet<PathBuf>) -> anyhow::Result<usize> {
    let mut removed = 0;
    if !folder.is_dir() {
        return Ok(removed);
    }
    // Contents before their folder, so that the folder is empty when its turn comes.
    for entry in WalkDir::new(folder).contents_first(true).min_depth(1) {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type().is_dir() {
            // It fails for a folder that is not empty, which is to stay.
            let _ = fs::remove_dir(path);
        } else if !wanted.contains(path) {
            fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The path without links, `.` and `..`, also of a folder that does not exist yet.
fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    let full = std::path::absolute(path).with_context(|| format!("cannot find {}", path.display()))?;
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
            _ => bail!("cannot find {}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> OutputFile {
        OutputFile { path: path.to_owned(), contents: Contents::Bytes(text.into()) }
    }

    #[test]
    fn only_what_differs_is_written_and_what_is_stale_goes_away() {
        let dist = tempfile::tempdir().unwrap();
        let dist = dist.path();
        let first = [file("site/a/index.html", "a"), file("site/b/index.html", "b")];
        assert_eq!(write(dist, &first).unwrap().written, 2);
        fs::write(dist.join("notes.txt"), "mine").unwrap();
        let second = [file("site/a/index.html", "a"), file("site/c", "c")];
        let changes = write(dist, &second).unwrap();
        assert_eq!((changes.written, changes.removed, changes.unchanged), (1, 1, 1));
        assert!(!dist.join("site/b").exists() && dist.join("notes.txt").exists());
    }

    #[test]
    fn files_and_folders_give_way_to_each_other() {
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
