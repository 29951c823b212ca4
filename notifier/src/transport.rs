//! Sends mails through SES or an SMTP server, or writes them to a folder. Callers do not depend on which.

mod outbox;
mod ses;
mod smtp;

use lettre::Message;

pub use self::outbox::Outbox;
pub use self::ses::Ses;
pub use self::smtp::{InvalidSmtpUrl, Smtp};
use crate::mail::Mail;

/// A way to send mails.
#[derive(Debug)]
pub enum Transport {
    /// Amazon SES.
    Ses(Ses),
    /// An SMTP server.
    Smtp(Smtp),
    /// A local folder, for inspection.
    Outbox(Outbox),
}

/// The reason why a mail was not sent: a code, never the server's message, which may quote addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The address is refused permanently.
    #[error("refused: {0}")]
    Refused(String),
    /// The mail was not accepted, but may be accepted later.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// It is unknown whether the mail was accepted.
    #[error("unknown: {0}")]
    Unknown(String),
}

impl Transport {
    /// Sends a mail. Returns the identifier that the service assigned to it, if any.
    ///
    /// # Errors
    ///
    /// [`SendError`] unless the mail is known to be accepted.
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
