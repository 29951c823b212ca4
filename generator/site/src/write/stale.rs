//! Removes what earlier builds wrote and this one did not.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use diagnostics::failure::{cannot_list, cannot_remove};
use diagnostics::{Failure, OrFail as _};
use walkdir::WalkDir;

use super::folders::is_folder;

/// Removes the files of a folder that are not `wanted` and the folders that become empty, and returns the number of files.
///
/// # Errors
///
/// Returns an error that names the file that cannot be removed.
pub(super) fn remove(folder: &Path, wanted: &HashSet<PathBuf>) -> Result<usize, Failure> {
    let mut removed = 0;
    if !is_folder(folder) {
        return Ok(removed);
    }
    // Visit contents before their folder, so that it is empty when it is visited.
    for entry in WalkDir::new(folder).contents_first(true).min_depth(1) {
        let entry = entry.map_err(io::Error::from).or_fail(|| cannot_list(folder))?;
        let path = entry.path();
        if entry.file_type().is_dir() {
            // This fails for folders that are not empty, which must stay.
            let _ = fs::remove_dir(path);
        } else if !wanted.contains(path) {
            fs::remove_file(path).or_fail(|| cannot_remove(path))?;
            removed += 1;
        }
    }
    Ok(removed)
}
