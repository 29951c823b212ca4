//! Walks over the files and folders below a folder, on all cores, and follows links.

use std::fs::{self, FileType};
use std::path::{Path, PathBuf};
use std::{io, mem};

use diagnostics::failure;
use diagnostics::{Diagnostic, Diagnostics, composed, message, phrase};
use rayon::prelude::*;

use super::hidden::has_hidden_name;

/// The fewest entries of folders that a core takes: a file takes less time than handing it to another core.
const FEWEST: usize = 8;

/// The visible files and folders below a folder, sorted, each with its location.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files, by their relative paths with slashes.
    pub files: Vec<(String, PathBuf)>,
    /// The folder itself and the folders below it.
    pub folders: Vec<PathBuf>,
}

/// What is below a folder, and problems with it, those of outer folders first.
#[derive(Default)]
pub(super) struct Found {
    pub(super) tree: Tree,
    pub(super) problems: Diagnostics,
    /// What is in the folders and was not looked at yet.
    entries: Vec<Entry>,
}

/// An entry of a folder, which is no longer open.
struct Entry {
    location: PathBuf,
    kind: io::Result<FileType>,
}

/// A walk over the files of a folder.
struct Walk<'a> {
    folder: &'a Path,
    /// The path of the folder below the site's root.
    path: &'a str,
}

/// The reason why an entry of a folder cannot be read.
enum Unreadable {
    /// It is a link to a folder above it.
    Loop,
    Error(io::Error),
}

/// Returns the visible files and folders below a folder, and the folder itself, in the order of names. `path` is its path below the
/// site's root.
///
/// All folders at the same depth are listed before those in them, so that no depth of folders needs a deep stack.
///
/// # Errors
///
/// Returns an error if the folder itself cannot be listed.
pub(super) fn below(folder: &Path, path: &str) -> io::Result<Found> {
    let walk = Walk { folder, path };
    let mut found = Found::of_folder(folder)?;
    while !found.entries.is_empty() {
        let entries = mem::take(&mut found.entries).into_par_iter().with_min_len(FEWEST);
        let below: Vec<_> = entries.map(|entry| walk.entry(entry)).collect();
        below.into_iter().for_each(|below| found.add(below));
    }
    // Paths are compared name by name. Those of each depth are in order already.
    found.tree.files.sort_by(|(_, one), (_, other)| one.cmp(other));
    found.tree.folders.sort();
    Ok(found)
}

impl Walk<'_> {
    /// Returns what an entry of a folder is, and what is in it; nothing if it is hidden.
    fn entry(&self, Entry { location, kind }: Entry) -> Found {
        // Before links are followed: Emacs locks `index.md` with a broken link `.#index.md`.
        if has_hidden_name(&location) {
            return Found::default();
        }
        match self.is_folder(kind, &location) {
            Ok(true) => Found::of_folder(&location).unwrap_or_else(|error| {
                let mut found = self.unreadable(&location, &Unreadable::Error(error));
                found.tree.folders.push(location);
                found
            }),
            Ok(false) => self.file(location),
            Err(reason) => self.unreadable(&location, &reason),
        }
    }

    /// Returns whether an entry of a folder is a folder or a link to one.
    fn is_folder(&self, kind: io::Result<FileType>, location: &Path) -> Result<bool, Unreadable> {
        let kind = kind.map_err(Unreadable::Error)?;
        if !kind.is_symlink() {
            return Ok(kind.is_dir());
        }
        let is_folder = fs::metadata(location).map_err(Unreadable::Error)?.is_dir();
        if is_folder && self.leads_back(location) { Err(Unreadable::Loop) } else { Ok(is_folder) }
    }

    /// Returns whether a link leads to a folder above it in this walk.
    fn leads_back(&self, link: &Path) -> bool {
        let Ok(target) = link.canonicalize() else { return false };
        let mut above = link.ancestors().skip(1).take_while(|above| above.starts_with(self.folder));
        above.any(|above| above.canonicalize().is_ok_and(|location| location == target))
    }

    fn file(&self, location: PathBuf) -> Found {
        let mut found = Found::default();
        match self.relative(&location).to_str() {
            Some(name) => found.tree.files.push((composed(name.replace('\\', "/")), location)),
            None => {
                let message = message! {
                    NotUtf8,
                    en: "the name of this file is not UTF-8",
                    fr: "le nom de ce fichier n’est pas en UTF-8"
                };
                let hint = phrase! {
                    en: "rename it, preferably with lower-case letters and hyphens",
                    fr: "renommez-le, de préférence avec des minuscules et des traits d’union"
                };
                found.problems.push(Diagnostic::of_file(self.path(&location), message).with_hint(hint));
            }
        }
        found
    }

    fn unreadable(&self, location: &Path, reason: &Unreadable) -> Found {
        let path = self.path(location);
        let problem = match reason {
            Unreadable::Loop => {
                let message = message! {
                    UnreadableFile,
                    en: "this symbolic link points to a folder that contains it",
                    fr: "ce lien symbolique mène à un dossier qui le contient"
                };
                let hint = phrase! { en: "remove the link", fr: "supprimez le lien" };
                Diagnostic::of_file(path, message).with_hint(hint)
            }
            Unreadable::Error(error) if error.kind() == io::ErrorKind::NotFound && location.is_symlink() => {
                let message = message! {
                    UnreadableFile,
                    en: "this symbolic link points to a missing file",
                    fr: "ce lien symbolique mène à un fichier qui manque"
                };
                Diagnostic::of_file(path, message).with_hint(phrase! {
                    en: "remove it, or create the file that it points to",
                    fr: "supprimez-le, ou créez le fichier auquel il mène"
                })
            }
            Unreadable::Error(error) => {
                let reason = failure::reason(error);
                let message = message! {
                    UnreadableFile,
                    en: "this cannot be read: {reason}",
                    fr: "ceci est illisible : {reason}";
                    reason
                };
                Diagnostic::of_file(path, message)
            }
        };
        let mut found = Found::default();
        found.problems.push(problem);
        found
    }

    /// Returns the path of an entry below the site's root, to be shown.
    fn path(&self, location: &Path) -> String {
        format!("{}/{}", self.path, self.relative(location).display())
    }

    fn relative<'l>(&self, location: &'l Path) -> &'l Path {
        location.strip_prefix(self.folder).unwrap_or(location)
    }
}

impl Found {
    /// Returns a folder, with what is in it.
    fn of_folder(folder: &Path) -> io::Result<Found> {
        let entry = |entry: fs::DirEntry| Entry { location: entry.path(), kind: entry.file_type() };
        let mut entries: Vec<_> = folder.read_dir()?.map(|it| it.map(entry)).collect::<io::Result<_>>()?;
        entries.sort_by(|one, other| one.location.cmp(&other.location));
        let tree = Tree { folders: vec![folder.to_owned()], ..Tree::default() };
        Ok(Found { tree, entries, ..Found::default() })
    }

    fn add(&mut self, other: Found) {
        self.tree.files.extend(other.tree.files);
        self.tree.folders.extend(other.tree.folders);
        self.problems.append(other.problems);
        self.entries.extend(other.entries);
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    /// Returns the files, the folders and the problems below a folder, by their paths below it.
    fn walk(folder: &Path) -> (Vec<String>, Vec<String>, Vec<String>) {
        let Found { tree: Tree { files, folders }, problems, .. } =
            below(folder, "content").expect("the folder can be listed");
        let below = |path: &PathBuf| path.strip_prefix(folder).expect("it is below").display().to_string();
        (
            files.into_iter().map(|(path, _)| path).collect(),
            folders.iter().map(below).collect(),
            problems.iter().map(|problem| problem.path().to_owned()).collect(),
        )
    }

    #[test]
    fn files_are_in_the_order_of_names_on_any_number_of_cores() {
        let folder = TempDir::new().unwrap();
        for name in ["b/2", "b/1/z", "b-1/x", "a", "c", "é"] {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        for number in 0..100 {
            fs::write(folder.path().join(format!("b/1/{number:02}")), "").unwrap();
        }
        let numbered = (0..100).map(|number| format!("b/1/{number:02}"));
        let expected: Vec<_> = ["a".to_owned()]
            .into_iter()
            .chain(numbered)
            .chain(["b/1/z", "b/2", "b-1/x", "c", "é"].map(str::to_owned))
            .collect();
        for cores in [1, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().unwrap();
            let (files, folders, problems) = pool.install(|| walk(folder.path()));
            assert_eq!(files, expected);
            assert_eq!(folders, ["", "b", "b/1", "b-1"]);
            assert!(problems.is_empty());
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn no_depth_is_too_deep() {
        const DEPTH: usize = 1_900;
        let folder = TempDir::new().unwrap();
        let mut location = folder.path().to_owned();
        for _ in 0..DEPTH {
            location.push("a");
            fs::create_dir(&location).unwrap();
        }
        fs::write(location.join("x"), "").unwrap();
        symlink("..", location.join("y")).unwrap();
        let (files, folders, problems) = walk(folder.path());
        let deepest = ["a"; DEPTH].join("/");
        assert_eq!(files, [format!("{deepest}/x")]);
        assert_eq!((folders.len(), folders.last()), (DEPTH + 1, Some(&deepest)));
        assert_eq!(problems, [format!("content/{deepest}/y")]);
        // Folder by folder, because the system has a limit of open ones.
        fs::remove_file(location.join("x")).unwrap();
        fs::remove_file(location.join("y")).unwrap();
        for folder in location.ancestors().take(DEPTH) {
            fs::remove_dir(folder).unwrap();
        }
    }

    /// The paths of the folders in it are too long for the system.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_folder_below_that_cannot_be_listed_is_a_problem() {
        let folder = TempDir::new().unwrap();
        let name = "a".repeat(250);
        let deep = |top: &str| {
            let mut location = folder.path().join(top);
            fs::create_dir(&location).unwrap();
            for _ in 0..10 {
                location.push(&name);
                fs::create_dir(&location).unwrap();
            }
            location
        };
        let (outer, inner) = (deep("b"), deep("c"));
        fs::write(inner.join("never"), "").unwrap();
        fs::write(folder.path().join("d"), "").unwrap();
        fs::rename(folder.path().join("c"), outer.join("c")).unwrap();
        let (files, folders, problems) = walk(folder.path());
        assert_eq!(files, ["d"]);
        let last = folders.last().unwrap();
        assert!(last.len() > 4_000 && last.starts_with("b/aa"), "{last}");
        assert_eq!(problems, [format!("content/{last}")]);
    }

    #[test]
    fn links_are_followed_unless_they_lead_back() {
        let folder = TempDir::new().unwrap();
        let elsewhere = TempDir::new().unwrap();
        fs::write(elsewhere.path().join("x"), "").unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("a")).unwrap();
        symlink(elsewhere.path(), at("a/there")).unwrap();
        symlink("../a", at("a/back")).unwrap();
        symlink("missing", at("a/gone")).unwrap();
        symlink("missing", at("a/.#locked")).unwrap();
        symlink(elsewhere.path().join("x"), at("y")).unwrap();
        let (files, folders, problems) = walk(folder.path());
        assert_eq!(files, ["a/there/x", "y"]);
        assert_eq!(folders, ["", "a", "a/there"]);
        assert_eq!(problems, ["content/a/back", "content/a/gone"]);
    }

    #[test]
    fn a_folder_that_cannot_be_listed_is_an_error() {
        assert!(below(Path::new("/none"), "content").is_err());
    }
}
