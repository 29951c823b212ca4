//! Walks over the files and folders below a folder, on all cores, and follows links.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use diagnostics::failure;
use diagnostics::{Diagnostic, Diagnostics, composed, message, phrase};
use rayon::prelude::*;

use super::hidden::has_hidden_name;

/// The fewest entries of a folder that a core takes: a file takes less time than handing it to another core.
const FEWEST: usize = 8;

/// The visible files and folders below a folder, sorted, each with its location.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files, by their relative paths with slashes.
    pub files: Vec<(String, PathBuf)>,
    /// The folder itself and the folders below it.
    pub folders: Vec<PathBuf>,
}

/// What is below a folder, in the order of names, and problems with it.
#[derive(Default)]
pub(super) struct Found {
    pub(super) tree: Tree,
    pub(super) problems: Diagnostics,
}

/// A walk over the files of a folder.
struct Walk<'a> {
    folder: &'a Path,
    /// The path of the folder below the site's root.
    path: &'a str,
}

/// A folder in which a walk is.
struct Place<'a> {
    location: &'a Path,
    above: Option<&'a Place<'a>>,
}

/// The reason why an entry of a folder cannot be read.
enum Unreadable {
    /// It is a link to a folder above it.
    Loop,
    Error(io::Error),
}

/// Returns the visible files and folders below a folder, and the folder itself. `path` is its path below the site's root.
///
/// # Errors
///
/// Returns an error if the folder itself cannot be listed.
pub(super) fn below(folder: &Path, path: &str) -> io::Result<Found> {
    Walk { folder, path }.below(&Place { location: folder, above: None })
}

impl Walk<'_> {
    fn below(&self, place: &Place<'_>) -> io::Result<Found> {
        let mut entries = place.location.read_dir()?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_cached_key(DirEntry::file_name);
        let entries = entries.par_iter().with_min_len(FEWEST);
        let below: Vec<_> = entries.map(|entry| self.entry(entry, place)).collect();
        let mut found = Found::default();
        found.tree.folders.push(place.location.to_owned());
        below.into_iter().for_each(|below| found.add(below));
        Ok(found)
    }

    /// Returns what an entry of a folder is, or what is below it; nothing if it is hidden.
    fn entry(&self, entry: &DirEntry, place: &Place<'_>) -> Found {
        let location = entry.path();
        // Before links are followed: Emacs locks `index.md` with a broken link `.#index.md`.
        if has_hidden_name(&location) {
            return Found::default();
        }
        match is_folder(entry, &location, place) {
            Ok(true) => {
                let below = self.below(&Place { location: &location, above: Some(place) });
                below.unwrap_or_else(|error| {
                    let mut found = self.unreadable(&location, &Unreadable::Error(error));
                    found.tree.folders.push(location);
                    found
                })
            }
            Ok(false) => self.file(location),
            Err(reason) => self.unreadable(&location, &reason),
        }
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
    fn add(&mut self, other: Found) {
        self.tree.files.extend(other.tree.files);
        self.tree.folders.extend(other.tree.folders);
        self.problems.append(other.problems);
    }
}

impl Place<'_> {
    /// Returns whether a link leads to this folder or to one above it.
    fn is_target_of(&self, link: &Path) -> bool {
        let Ok(target) = link.canonicalize() else { return false };
        let mut above = Some(self);
        while let Some(place) = above {
            if place.location.canonicalize().is_ok_and(|location| location == target) {
                return true;
            }
            above = place.above;
        }
        false
    }
}

/// Returns whether an entry of a folder is a folder or a link to one.
fn is_folder(entry: &DirEntry, location: &Path, place: &Place<'_>) -> Result<bool, Unreadable> {
    let kind = entry.file_type().map_err(Unreadable::Error)?;
    if !kind.is_symlink() {
        return Ok(kind.is_dir());
    }
    let is_folder = fs::metadata(location).map_err(Unreadable::Error)?.is_dir();
    if is_folder && place.is_target_of(location) { Err(Unreadable::Loop) } else { Ok(is_folder) }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    /// Returns the files, the folders and the problems below a folder, by their paths below it.
    fn walk(folder: &Path) -> (Vec<String>, Vec<String>, Vec<String>) {
        let Found { tree: Tree { files, folders }, problems } =
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
        let (files, folders, problems) = walk(folder.path());
        let numbered = (0..100).map(|number| format!("b/1/{number:02}"));
        let expected: Vec<_> = ["a".to_owned()]
            .into_iter()
            .chain(numbered)
            .chain(["b/1/z", "b/2", "b-1/x", "c", "é"].map(str::to_owned))
            .collect();
        assert_eq!(files, expected);
        assert_eq!(folders, ["", "b", "b/1", "b-1"]);
        assert!(problems.is_empty());
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
