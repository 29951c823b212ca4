//! The files below a folder: the one walk that `load` and `theme` share, so that both pass over the same ones.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use diagnostics::{Diagnostic, Diagnostics};
use walkdir::{DirEntry, WalkDir};

use diagnostics::composed;

/// The files below a folder that are not hidden, by their path below it with slashes, in order. `path` is that of the
/// folder below the site's root. What cannot be read, such as a link that leads nowhere, is told.
///
/// # Errors
///
/// When the folder itself cannot be listed.
pub fn files(
    folder: &Path,
    path: &str,
    diagnostics: &mut Diagnostics,
) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    // Hidden folders such as `.git` are not even entered.
    for entry in walk.into_iter().filter_entry(|entry| !is_hidden(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 => {
                return Err(error).with_context(|| format!("cannot list {}", folder.display()));
            }
            // A link is followed before it is filtered, and Emacs locks `index.md` with a link `.#index.md` to nowhere.
            Err(error) if error.path().is_none_or(has_hidden_name) => continue,
            Err(error) => {
                diagnostics.push(unreadable(&error, folder, path));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        match relative.to_str() {
            Some(name) => files.push((composed(name.replace('\\', "/")), entry.path().to_owned())),
            None => {
                let path = format!("{path}/{}", relative.display());
                let problem = Diagnostic::of_file(path, "the name of this file is not UTF-8");
                diagnostics.push(problem.with_hint("rename it, best with lower-case letters and hyphens"));
            }
        }
    }
    without_doubles(&mut files, path, diagnostics);
    Ok(files)
}

/// Reports files whose names differ in nothing that shows, as one of them would take the place of the other.
fn without_doubles(files: &mut Vec<(String, PathBuf)>, path: &str, diagnostics: &mut Diagnostics) {
    let mut known = HashSet::with_capacity(files.len());
    files.retain(|(name, _)| {
        let is_new = known.insert(name.clone());
        if !is_new {
            let problem = Diagnostic::of_file(
                format!("{path}/{name}"),
                "there are two files of this name: one writes its accents as letters, the other as signs of their own",
            );
            diagnostics.push(problem.with_hint("remove one of them, or rename it"));
        }
        is_new
    });
}

/// What Windows, macOS and archive programs leave in folders. Compared without case, as Windows writes `Desktop.ini`, too.
const SYSTEM_NAMES: [&str; 4] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"];

/// How the names of backups, of swap files and of what a merge leaves behind end.
const BACKUP_ENDINGS: [&str; 7] = ["~", ".bak", ".orig", ".rej", ".swo", ".swp", ".tmp"];

/// Files that editors and systems leave behind are not content.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && has_hidden_name(entry.path())
}

/// Whether a path ends with the name of such a file: a hidden one (`.DS_Store`, `.sb-1234`), a backup (`index.md~`,
/// `index.md.orig`), an autosave of Emacs (`#index.md#`), or an owner file of Word (`~$plan.docx`).
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
        let problem = Diagnostic::of_file(path, "this link leads to a folder that it lies in itself");
        problem.with_hint("remove the link")
    } else if is_missing && location.is_symlink() {
        let problem = Diagnostic::of_file(path, "this link leads nowhere");
        problem.with_hint("remove it, or put the file there that it names")
    } else {
        Diagnostic::of_file(path, format!("this cannot be read: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_and_systems_leave_behind_is_hidden() {
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
