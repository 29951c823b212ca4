//! `Location`: where the bytes of a theme's file are, on disk or in the program.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use content::load;
use diagnostics::failure::cannot_read;
use diagnostics::{Diagnostics, Failure, OrFail as _, SourceFile};

/// Where a file of a theme is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// On disk.
    Disk(PathBuf),
    /// In the program.
    #[cfg_attr(
        all(debug_assertions, not(test)),
        expect(dead_code, reason = "a debug build reads built-in themes from disk")
    )]
    Program(&'static [u8]),
}

impl Location {
    /// Returns the bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if a file on disk cannot be read.
    pub(crate) fn read(&self) -> Result<Cow<'static, [u8]>, Failure> {
        match self {
            Location::Disk(path) => {
                let bytes = fs::read(path).or_fail(|| cannot_read(path))?;
                Ok(Cow::Owned(bytes))
            }
            Location::Program(bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }

    /// Returns the text, as [`load::read_text`] does. Problems are reported at `path`.
    pub(crate) fn read_text(&self, path: String, diagnostics: &mut Diagnostics) -> Option<Arc<SourceFile>> {
        match self {
            Location::Disk(location) => load::read_text(path, location, diagnostics),
            Location::Program(bytes) => load::text(path, bytes.to_vec(), diagnostics),
        }
    }
}

impl Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Disk(path) => write!(formatter, "{}", path.display()),
            Location::Program(_) => formatter.write_str("a file of the program"),
        }
    }
}
