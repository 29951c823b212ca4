//! The folder in which drawn pictures are kept from one build to the next. It may be deleted at any time.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

/// The file of this name, which is made if it is not there. It appears whole: two builds may run at a time.
///
/// # Errors
///
/// When it cannot be written; inside, what `make` told.
pub(super) fn keep(
    folder: &Path,
    name: &str,
    make: impl FnOnce() -> Result<Vec<u8>, String>,
) -> anyhow::Result<Result<PathBuf, String>> {
    let location = folder.join(name);
    if location.is_file() {
        return Ok(Ok(location));
    }
    let bytes = match make() {
        Ok(bytes) => bytes,
        Err(reason) => return Ok(Err(reason)),
    };
    let write = || {
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(&bytes)?;
        file.persist(&location).map_err(|error| error.error)
    };
    write().with_context(|| format!("cannot write {}", location.display()))?;
    Ok(Ok(location))
}

/// Removes all files but these, so that the folder does not grow with each change of a title.
///
/// # Errors
///
/// When the folder cannot be read or a file not be removed.
pub(super) fn forget_others(folder: &Path, names: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let kept: BTreeSet<String> = names.collect();
    if kept.is_empty() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".png") && !kept.contains(&name) {
            // Another build at the same time may have been faster.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}
