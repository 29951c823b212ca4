//! Walks over the files of a folder. `load` and `theme` share this walk, so that both ignore the same files.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use diagnostics::failure::{self, cannot_list};
use diagnostics::{Diagnostic, Diagnostics, Failure, OrFail as _, Phrase, composed, message, phrase};
use walkdir::{DirEntry, WalkDir};

/// The visible files and folders below a folder, sorted, each with its location.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files, by their relative paths with slashes.
    pub files: Vec<(String, PathBuf)>,
    /// The folder itself and the folders below it.
    pub folders: Vec<PathBuf>,
}

/// Returns the failure of a command on a site that lacks this folder, `content`.
pub fn no_content(content: &Path) -> Failure {
    let content = content.display();
    Failure::new(phrase! {
        en: "`{content}` is not a folder; `--root` names the folder that contains `content`",
        fr: "`{content}` n’est pas un dossier ; `--root` indique le dossier qui contient `content`"
    })
}

/// Returns the visible files below a folder, as [`tree`] does.
///
/// # Errors
///
/// Returns an error if the folder itself cannot be listed.
pub fn files(
    folder: &Path,
    path: &str,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<(String, PathBuf)>, Failure> {
    tree(folder, path, diagnostics).map(|tree| tree.files)
}

/// Returns the visible files and folders below a folder. `path` is the folder's path below the site's root. Entries that
/// cannot be read, such as broken symbolic links, are reported.
///
/// # Errors
///
/// Returns an error if the folder itself cannot be listed.
pub fn tree(folder: &Path, path: &str, diagnostics: &mut Diagnostics) -> Result<Tree, Failure> {
    let Tree { mut files, mut folders } = Tree::default();
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    // The filter also prevents entering hidden folders such as `.git`.
    for entry in walk.into_iter().filter_entry(|entry| !is_hidden(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 => {
                return Err(io::Error::from(error)).or_fail(|| cannot_list(folder));
            }
            // Links are followed before they are filtered, and Emacs locks `index.md` with a broken link
            // `.#index.md`.
            Err(error) if error.path().is_none_or(has_hidden_name) => continue,
            Err(error) => {
                diagnostics.push(unreadable(&error, folder, path));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            folders.push(entry.into_path());
            continue;
        }
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        match relative.to_str() {
            Some(name) => files.push((composed(name.replace('\\', "/")), entry.path().to_owned())),
            None => {
                let path = format!("{path}/{}", relative.display());
                let message = message! {
                    NotUtf8,
                    en: "the name of this file is not UTF-8",
                    fr: "le nom de ce fichier n’est pas en UTF-8"
                };
                let hint = phrase! {
                    en: "rename it, preferably with lower-case letters and hyphens",
                    fr: "renommez-le, de préférence avec des minuscules et des traits d’union"
                };
                diagnostics.push(Diagnostic::of_file(path, message).with_hint(hint));
            }
        }
    }
    remove_duplicates(&mut files, path, diagnostics);
    Ok(Tree { files, folders })
}

/// Reports files whose names differ only in Unicode normalisation, because one would replace the other.
fn remove_duplicates(files: &mut Vec<(String, PathBuf)>, path: &str, diagnostics: &mut Diagnostics) {
    let mut known = HashSet::with_capacity(files.len());
    files.retain(|(name, _)| {
        let is_new = known.insert(name.clone());
        if !is_new {
            let message = message! {
                DuplicateFile,
                en: "two files have this name: one writes accents as single letters, the other as combining characters",
                fr: "deux fichiers portent ce nom : leurs accents sont codés différemment"
            };
            let hint = phrase! {
                en: "remove one of them, or rename it",
                fr: "supprimez l’un des deux, ou renommez-le"
            };
            diagnostics.push(Diagnostic::of_file(format!("{path}/{name}"), message).with_hint(hint));
        }
        is_new
    });
}

/// Files that Windows, macOS and archive programs create. Compared in lower case, because Windows also writes
/// `Desktop.ini`.
const SYSTEM_NAMES: [&str; 4] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"];

/// Name endings of backups, swap files and leftovers of merges.
const BACKUP_ENDINGS: [&str; 7] = ["~", ".bak", ".orig", ".rej", ".swo", ".swp", ".tmp"];

/// Returns whether an entry was left behind by an editor or a system and is not content.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && has_hidden_name(entry.path())
}

/// Returns whether a path ends with the name of such a file: a hidden file (`.DS_Store`, `.sb-1234`), a backup
/// (`index.md~`, `index.md.orig`), an autosave of Emacs (`#index.md#`) or an owner file of Word (`~$plan.docx`).
pub fn has_hidden_name(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_autosave = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    name.starts_with('.')
        || name.starts_with("~$")
        || is_autosave
        || SYSTEM_NAMES.contains(&name.as_str())
        || BACKUP_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn unreadable(error: &walkdir::Error, folder: &Path, path: &str) -> Diagnostic {
    let location = error.path().unwrap_or(folder);
    let relative = location.strip_prefix(folder).unwrap_or(location);
    let path = format!("{path}/{}", relative.display());
    let is_missing = error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
    if error.loop_ancestor().is_some() {
        let message = message! {
            UnreadableFile,
            en: "this symbolic link points to a folder that contains it",
            fr: "ce lien symbolique mène à un dossier qui le contient"
        };
        Diagnostic::of_file(path, message)
            .with_hint(phrase! { en: "remove the link", fr: "supprimez le lien" })
    } else if is_missing && location.is_symlink() {
        let message = message! {
            UnreadableFile,
            en: "this symbolic link points to a missing file",
            fr: "ce lien symbolique mène à un fichier qui manque"
        };
        Diagnostic::of_file(path, message).with_hint(phrase! {
            en: "remove it, or create the file that it points to",
            fr: "supprimez-le, ou créez le fichier auquel il mène"
        })
    } else {
        let reason = match error.io_error() {
            Some(error) => failure::reason(error),
            None => Phrase::in_english(error.to_string()),
        };
        let message = message! {
            UnreadableFile,
            en: "this cannot be read: {reason}",
            fr: "ceci est illisible : {reason}";
            reason
        };
        Diagnostic::of_file(path, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_editors_and_systems_are_hidden() {
        let litter = "#essai.md# Thumbs.db ehthumbs.db Desktop.ini desktop.ini essai.md.orig essai.md.BAK .essai.md.swp \
                      essai.md.swo ~$plan.docx .sb-1234 .DS_Store essai.md~ __MACOSX essai.md.rej";
        for name in litter.split(' ').filter(|name| !name.is_empty()) {
            assert!(has_hidden_name(Path::new(name)), "{name}");
        }
        for name in ["essai.md", "n#1.pdf", "#1.pdf", "#", "original.pdf", "swp.md", "thumbs.md", "a~b.md"] {
            assert!(!has_hidden_name(Path::new(name)), "{name}");
        }
    }
}
