//! The least that any build has to do: read every source, and write every file of the site.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rayon::prelude::*;
use walkdir::WalkDir;

/// Reads all files in folders, and copies those of another folder to a new one, on all cores.
///
/// # Errors
///
/// Returns an error if a file cannot be read or written.
pub(crate) fn run(sources: &[PathBuf], site: &Path, to: &Path) -> anyhow::Result<()> {
    for source in sources {
        files(source)?.par_iter().try_for_each(|path| read(path).map(drop))?;
    }
    files(site)?.par_iter().try_for_each(|path| {
        let copy = to.join(path.strip_prefix(site)?);
        fs::create_dir_all(copy.parent().context("a file is in a folder")?)?;
        fs::write(&copy, read(path)?).with_context(|| format!("cannot write {}", copy.display()))
    })
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
