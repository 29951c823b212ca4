//! Files that are whole or not there, and that nobody else on the machine can read.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, ensure};
use tempfile::NamedTempFile;

use crate::export::Output;

/// Writes a file with what `write` puts into it: beside its place first, so that a program that fails, or is
/// stopped, leaves no half of a file, and what was there before stays. On Unix only its owner may read it, as it
/// holds personal data.
///
/// # Errors
///
/// When there is no such folder, or what `write` answers.
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
