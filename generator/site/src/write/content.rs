//! `FileContent`: identifies the content of a file, and compares it with one in `dist`.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use diagnostics::failure::cannot_read;
use diagnostics::{Failure, OrFail as _};
use images::{Contents, OutputFile, photograph};
use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;

/// The content of a file, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileContent {
    length: u64,
    fingerprint: Fingerprint,
}

impl FileContent {
    /// Identifies the content of a file with these bytes.
    pub(crate) fn of(bytes: &[u8]) -> FileContent {
        FileContent { length: bytes.len() as u64, fingerprint: Fingerprint::of_bytes(bytes) }
    }

    /// Returns the fingerprint of the bytes.
    pub(super) fn fingerprint(self) -> Fingerprint {
        self.fingerprint
    }

    /// Returns whether a file of this length has this content. It is only read if the length is right.
    pub(super) fn is_in(self, path: &Path, length: u64) -> bool {
        length == self.length && fs::read(path).is_ok_and(|bytes| FileContent::of(&bytes) == self)
    }
}

/// Returns the content of a file of the site.
///
/// # Errors
///
/// Returns an error that names the file that it is a copy of, if that cannot be read.
pub(super) fn bytes(file: &OutputFile) -> Result<Cow<'_, [u8]>, Failure> {
    match &file.contents {
        Contents::Bytes(bytes) => Ok(bytes.into()),
        Contents::CopyOf(source) => Ok(read(source)?.into()),
        Contents::BareCopyOf(source) => {
            let bare = photograph::bare(read(source)?);
            Ok(bare.map_err(Failure::of_library).or_fail(|| cannot_read(source))?.into())
        }
    }
}

fn read(source: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(source).or_fail(|| cannot_read(source))
}
