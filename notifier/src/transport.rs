//! How mails get out: through SES, a mail server, or into a folder. Whoever sends one does not notice which.

mod outbox;
mod ses;
mod smtp;

use lettre::Message;

pub use self::outbox::Outbox;
pub use self::ses::Ses;
pub use self::smtp::{InvalidSmtpUrl, Smtp};
use crate::mail::Mail;

/// A way out.
#[derive(Debug)]
pub enum Transport {
    /// Amazon SES.
    Ses(Ses),
    /// A mail server.
    Smtp(Smtp),
    /// A folder, for looking at.
    Outbox(Outbox),
}

/// Why a mail did not get out. Its reason is a code and never what a server said, which may quote addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The address is refused, and will be again.
    #[error("refused: {0}")]
    Refused(String),
    /// It was not taken, but may be later.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Nobody knows whether it was taken.
    #[error("unknown: {0}")]
    Unknown(String),
}

impl Transport {
    /// Hands a mail over; the name under which the service knows it, if it gives one.
    ///
    /// # Errors
    ///
    /// [`SendError`] when it is not known to be taken.
    pub async fn send(&self, mail: &Mail) -> Result<Option<String>, SendError> {
        let message = mail.message().map_err(|error| SendError::Refused(error.to_string()))?;
        self.send_message(mail, &message).await
    }

    async fn send_message(&self, mail: &Mail, message: &Message) -> Result<Option<String>, SendError> {
        match self {
            Transport::Ses(ses) => ses.send(mail, message).await,
            Transport::Smtp(smtp) => smtp.send(message).await.map(|()| None),
            Transport::Outbox(outbox) => outbox.send(mail, message).map(|()| None),
        }
    }
}
