//! Removes what earlier builds wrote and this one did not.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use walkdir::WalkDir;

use super::folders::is_folder;

/// Removes the files of a folder that are not `wanted` and the folders that become empty, and returns the number of files.
///
/// # Errors
///
/// Returns an error that names the file that cannot be removed.
pub(super) fn remove(folder: &Path, wanted: &HashSet<PathBuf>) -> anyhow::Result<usize> {
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
