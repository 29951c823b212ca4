//! Atomic writes of files that only their owner can read.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, ensure};
use tempfile::NamedTempFile;

use crate::export::Output;

/// Writes a file through a temporary one in the same folder, so that a program that fails or is interrupted leaves no
/// partial file and keeps the previous one. On Unix only the owner may read it, because it contains personal data.
///
/// # Errors
///
/// Returns an error if the folder does not exist, or the error of `write`.
pub(crate) async fn file(
    path: &Path,
    write: impl AsyncFnOnce(&mut Output<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    ensure!(!path.is_dir(), "`{}` is a folder; name a file", path.display());
    let cannot = || format!("cannot write `{}`", path.display());
    let mut temporary = NamedTempFile::new_in(folder).with_context(cannot)?;
    {
        let mut buffered = std::io::BufWriter::new(temporary.as_file_mut());
        write(&mut buffered).await?;
        buffered.flush().with_context(cannot)?;
    }
    temporary.as_file().sync_all().with_context(cannot)?;
    temporary.persist(path).map_err(|error| error.error).with_context(cannot)?;
    Ok(())
}
