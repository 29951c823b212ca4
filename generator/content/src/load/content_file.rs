//! `ContentFile`: a file below `content/`, before its kind is known.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use diagnostics::{Diagnostics, SourceFile};

use super::Attachment;
use super::text::read_text;

/// A file below `content/`, read if its name is that of a text.
pub(super) struct ContentFile {
    /// The path below `content/`.
    pub(super) path: String,
    pub(super) location: PathBuf,
    /// The text, if the file can be read.
    pub(super) text: Option<Arc<SourceFile>>,
    /// The size in bytes; 0 if that cannot be read, and `None` if there is no such file, or not any more.
    size: Option<u64>,
    /// The problems with reading it. They are reported if the file is one that the site needs.
    pub(super) problems: Diagnostics,
}

impl ContentFile {
    /// Reads a file.
    pub(super) fn read(path: String, location: PathBuf) -> ContentFile {
        let mut problems = Diagnostics::default();
        let is_text = [".md", ".yaml"].iter().any(|end| path.ends_with(end));
        let full = format!("content/{path}");
        let text = is_text.then(|| read_text(full, &location, &mut problems)).flatten();
        let size = match &text {
            Some(text) => Some(text.text().len() as u64),
            None => size(&location),
        };
        ContentFile { path, location, text, size, problems }
    }

    /// Returns a file that was read before.
    pub(super) fn known(path: String, location: PathBuf, text: &Arc<SourceFile>) -> ContentFile {
        let (text, size) = (Some(Arc::clone(text)), Some(text.text().len() as u64));
        ContentFile { path, location, text, size, problems: Diagnostics::default() }
    }

    /// Returns whether there is no such file, or not any more.
    pub(super) fn is_missing(&self) -> bool {
        self.size.is_none()
    }

    /// Returns the file as one that is published unchanged. If it cannot be read, the problem is reported when it is copied.
    pub(super) fn into_attachment(self) -> Attachment {
        Attachment { location: self.location, size: self.size.unwrap_or_default() }
    }
}

/// Returns the size of a file as [`ContentFile`] has it.
fn size(location: &Path) -> Option<u64> {
    match fs::metadata(location) {
        Ok(metadata) => Some(metadata.len()),
        Err(error) => (error.kind() != io::ErrorKind::NotFound).then_some(0),
    }
}
