//! The only writer of `dist/`: writes pages, static files, catalogue and theme, and removes stale files.
//!
//! Files that differ are first written to a staging folder and renamed into place once all of them are on the disk,
//! so a build that fails or is killed earlier leaves the last one unchanged. Referenced files are placed first and
//! stale files removed last, so that no visitor sees a page without its style sheet. Concurrent builds wait for each
//! other (`lock`), and the last one wins as a whole.

mod folders;
mod lock;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use images::{Contents, OutputFile, photograph};
use rayon::prelude::*;
use walkdir::WalkDir;

use self::folders::{Folders, is_folder};
use self::lock::Lock;

/// The folders below `dist` that belong to the generator. Nothing else in `dist` is changed.
const FOLDERS: [&str; 3] = ["site", "handler", "deployment"];

/// The staging folder for files before they are renamed into place.
const STAGE: &str = ".new";

/// The file that exists in `dist` while files are being placed. If it stays, a build was killed at that moment and
/// `dist` may contain files of two builds.
const INCOMPLETE: &str = ".incomplete";

/// The contents of that file.
const INCOMPLETE_TEXT: &str =
    "A build was interrupted here, so files of two builds may be mixed. Build again.\n";

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

/// Rejects a folder in which writing and removing files would affect the sources.
///
/// # Errors
///
/// Returns an error if `dist` is, contains or is inside the folder of the content, the themes or the cache.
pub(crate) fn check_folder(dist: &Path, root: &Path) -> anyhow::Result<()> {
    let dist = absolute(dist)?;
    for name in ["content", "themes", ".cache"] {
        let source = absolute(&root.join(name))?;
        if dist.starts_with(&source) || source.starts_with(&dist) {
            bail!(
                "cannot write to {}: it contains {} or is inside it; choose another folder with `--dist`",
                dist.display(),
                source.display()
            );
        }
    }
    Ok(())
}

/// Makes the generator's folders in `dist` contain exactly these files, written in the given order.
///
/// # Errors
///
/// Returns an error that names the file if one cannot be read, written or removed. In that case `dist` is unchanged,
/// unless placing the files failed.
pub(crate) fn write(dist: &Path, files: &[OutputFile]) -> anyhow::Result<WriteSummary> {
    let _lock = Lock::wait(dist)?;
    let stage = dist.join(STAGE);
    clear(&stage)?;
    let parents = files.iter().filter_map(|file| Some(dist.join(&file.path).parent()?.to_owned()));
    let mut folders = Folders::look(dist, parents);
    let staged = stage_files(dist, &stage, files, &folders).inspect_err(|_| {
        // The next build would also remove it.
        let _ = clear(&stage);
    })?;
    let wanted: HashSet<_> = files.iter().map(|file| dist.join(&file.path)).collect();
    let mut summary =
        WriteSummary { written: staged.len(), removed: 0, unchanged: files.len() - staged.len() };
    let incomplete = dist.join(INCOMPLETE);
    if !staged.is_empty() {
        fs::write(&incomplete, INCOMPLETE_TEXT)
            .with_context(|| format!("cannot write {}", incomplete.display()))?;
    }
    for (staged, target) in &staged {
        let placed = folders.make(target.parent().unwrap_or(dist)).and_then(|()| place(staged, target));
        placed.with_context(|| format!("cannot write {}", target.display()))?;
    }
    for folder in FOLDERS {
        summary.removed += remove_stale(&dist.join(folder), &wanted)?;
    }
    clear(&stage)?;
    if incomplete.exists() {
        fs::remove_file(&incomplete).with_context(|| format!("cannot remove {}", incomplete.display()))?;
    }
    Ok(summary)
}

/// Writes changed files to the staging folder, numbered, and returns them with their final paths, in order.
fn stage_files(
    dist: &Path,
    stage: &Path,
    files: &[OutputFile],
    folders: &Folders<'_>,
) -> anyhow::Result<Vec<(PathBuf, PathBuf)>> {
    fs::create_dir_all(stage).with_context(|| format!("cannot create {}", stage.display()))?;
    let staged = files.par_iter().enumerate().map(|(number, file)| {
        let target = dist.join(&file.path);
        let wanted = contents(file)?;
        if target.parent().is_some_and(|folder| folders.exist(folder)) && is_file_with(&target, &wanted) {
            return Ok(None);
        }
        let place = stage.join(number.to_string());
        fs::write(&place, &wanted).with_context(|| format!("cannot write {}", target.display()))?;
        Ok(Some((place, target)))
    });
    // Of several errors, report that of the first file.
    let staged: Vec<anyhow::Result<_>> = staged.collect();
    staged.into_iter().filter_map(Result::transpose).collect()
}

fn contents(file: &OutputFile) -> anyhow::Result<Cow<'_, [u8]>> {
    match &file.contents {
        Contents::Bytes(bytes) => Ok(bytes.into()),
        Contents::CopyOf(source) => Ok(read(source)?.into()),
        Contents::BareCopyOf(source) => match photograph::bare(read(source)?) {
            Ok(bytes) => Ok(bytes.into()),
            Err(reason) => Err(anyhow!("cannot read {}: {reason}", source.display())),
        },
    }
}

/// Removes the staging folder, which a killed build may have left.
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

/// Moves a staged file into place atomically.
fn place(staged: &Path, target: &Path) -> io::Result<()> {
    match fs::rename(staged, target) {
        // A folder below `dist` may be on another drive.
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let beside = target.with_file_name(format!(".new-{}", std::process::id()));
            fs::copy(staged, &beside)?;
            place(&beside, target).inspect_err(|_| {
                let _ = fs::remove_file(&beside);
            })
        }
        // Renaming a file cannot replace a folder.
        Err(_) if is_folder(target) => {
            fs::remove_dir_all(target)?;
            place(staged, target)
        }
        renamed => renamed,
    }
}

/// Removes stale files and the folders that become empty, and returns the number of files.
fn remove_stale(folder: &Path, wanted: &HashSet<PathBuf>) -> anyhow::Result<usize> {
    let mut removed = 0;
    if !is_folder(folder) {
        return Ok(removed);
    }
    // Visit contents before their folder, so that it is empty when it is visited.
    for entry in WalkDir::new(folder).contents_first(true).min_depth(1) {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type().is_dir() {
            // This fails for folders that are not empty, which must stay.
            let _ = fs::remove_dir(path);
        } else if !wanted.contains(path) {
            fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Returns the path without links, `.` and `..`, even if it does not exist yet.
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
