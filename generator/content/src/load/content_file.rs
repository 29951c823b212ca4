//! `ContentFile`: a file below `content/`, before its kind is known.

use std::path::PathBuf;
use std::sync::Arc;
use std::{fs, io};

use diagnostics::{Diagnostics, SourceFile};

use super::text::read_text;

/// A file below `content/`, read if its name is that of a text.
pub(super) struct ContentFile {
    /// The path below `content/`.
    pub(super) path: String,
    pub(super) location: PathBuf,
    /// The text, if the file can be read.
    pub(super) text: Option<Arc<SourceFile>>,
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
        ContentFile { path, location, text, problems }
    }

    /// Returns a file that was read before.
    pub(super) fn known(path: String, location: PathBuf, text: &Arc<SourceFile>) -> ContentFile {
        ContentFile { path, location, text: Some(Arc::clone(text)), problems: Diagnostics::default() }
    }

    /// Returns whether there is no such file, or not any more.
    pub(super) fn is_missing(&self) -> bool {
        let is_absent = |error: io::Error| error.kind() == io::ErrorKind::NotFound;
        self.text.is_none() && fs::metadata(&self.location).is_err_and(is_absent)
    }
}
