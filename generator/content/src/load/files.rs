//! Lists the files of a folder. `load` and `theme` share this list, so that both ignore the same files.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use diagnostics::failure::cannot_list;
use diagnostics::{Diagnostic, Diagnostics, Failure, OrFail as _, message, phrase};

use super::walk::{self, Found, Tree};

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
    let Found { tree: Tree { mut files, folders }, problems, .. } =
        walk::below(folder, path).or_fail(|| cannot_list(folder))?;
    diagnostics.append(problems);
    remove_duplicates(&mut files, path, diagnostics);
    Ok(Tree { files, folders })
}

/// Reports files whose names differ only in Unicode normalisation, because one would replace the other.
fn remove_duplicates(files: &mut Vec<(String, PathBuf)>, path: &str, diagnostics: &mut Diagnostics) {
    let names: HashSet<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    if names.len() == files.len() {
        return;
    }
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
