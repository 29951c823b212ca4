//! A folder of messages for inspection, used by the preview.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;

use lettre::Message;

use super::SendError;
use crate::mail::Mail;

/// A folder with a file `<time>-<token>.eml` for each mail, so that sorting by name puts the newest last.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// Creates an outbox in a folder, which is created on first use.
    pub fn new(folder: impl Into<PathBuf>) -> Outbox {
        Outbox { folder: folder.into() }
    }

    pub(super) fn send(&self, mail: &Mail, message: &Message) -> Result<(), SendError> {
        let name = format!("{:013}-{}", mail.date.as_millisecond().max(0), mail.token);
        self.write(&name, &message.formatted())
            .map_err(|error| SendError::Unavailable(error.kind().to_string()))
    }

    /// Writes a temporary file and renames it, so that no reader sees half a message. Only the owner has access to the
    /// file.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (mut folder, mut file) = (DirBuilder::new(), OpenOptions::new());
        folder.recursive(true);
        file.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
            std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
        }
        folder.create(&self.folder)?;
        let partial = self.folder.join(format!("{name}.partial"));
        file.open(&partial)?.write_all(bytes)?;
        fs::rename(&partial, self.folder.join(format!("{name}.eml")))
    }
}
