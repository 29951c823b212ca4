//! A folder of messages, for looking at: what the preview does with mails.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;

use lettre::Message;

use super::SendError;
use crate::mail::Mail;

/// A folder in which each mail is a file `<when>-<token>.eml`, the newest last in the order of names.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// An outbox in a folder, which is made when it is needed.
    pub fn new(folder: impl Into<PathBuf>) -> Outbox {
        Outbox { folder: folder.into() }
    }

    pub(super) fn send(&self, mail: &Mail, message: &Message) -> Result<(), SendError> {
        let name = format!("{:013}-{}", mail.date.as_millisecond().max(0), mail.token);
        self.write(&name, &message.formatted())
            .map_err(|error| SendError::Unavailable(error.kind().to_string()))
    }

    /// Writes a file beside its place and moves it there, so that nobody reads half of it. Only its owner can open it.
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
