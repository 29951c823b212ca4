//! An SMTP server.

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::SendError;

/// The longest wait for each reply of the server.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Replies with which a server refuses a recipient as unknown or not served (RFC 5321, section 4.2.3). All other
/// refusals concern the connection, the login or the sender.
const ABOUT_RECIPIENTS: [u16; 5] = [550, 551, 552, 553, 554];

/// A connection pool to an SMTP server.
#[derive(Debug)]
pub struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

/// The text is not the URL of an SMTP server. The message does not quote it, as it may contain a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ATELIERS_SMTP_URL is not a valid SMTP URL; use one like `smtps://user:password@mail.example:465`")]
pub struct InvalidSmtpUrl;

impl Smtp {
    /// Creates a client for the server at this URL: `smtps://…` uses TLS from the start, `smtp://…?tls=required` uses
    /// TLS after `STARTTLS`, `smtp://…` uses no TLS. User name and password are percent-encoded.
    ///
    /// # Errors
    ///
    /// [`InvalidSmtpUrl`] if the text is not such a URL.
    pub fn new(url: &str) -> Result<Smtp, InvalidSmtpUrl> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| InvalidSmtpUrl)?;
        Ok(Smtp(builder.timeout(Some(TIMEOUT)).build()))
    }

    pub(super) async fn send(&self, message: &Message) -> Result<(), SendError> {
        self.0.send(message.clone()).await.map(|_| ()).map_err(|error| meaning(&error))
    }
}

fn meaning(error: &Error) -> SendError {
    let status = error.status().map(u16::from);
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    let enhanced = enhanced_status(&said);
    let reason = match (status, enhanced) {
        (Some(status), Some(enhanced)) => format!("{status} {enhanced}"),
        (Some(status), None) => status.to_string(),
        (None, _) if error.is_timeout() => "timeout".to_owned(),
        (None, _) => "connection".to_owned(),
    };
    match status {
        Some(status) if ABOUT_RECIPIENTS.contains(&status) && !is_about_sender(enhanced) => {
            SendError::Refused(reason)
        }
        Some(_) => SendError::Unavailable(reason),
        // The server may have accepted the message although its reply was lost.
        None if error.is_timeout() || error.is_response() => SendError::Unknown(reason),
        None => SendError::Unavailable(reason),
    }
}

/// Returns the enhanced status code at the start of a server's reply (RFC 3463), such as `5.1.1`.
fn enhanced_status(said: &str) -> Option<&str> {
    let code = said.split_whitespace().next()?;
    let parts: Vec<_> = code.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(is_number)).then_some(code)
}

/// Returns whether a code blames the sender: 5.1.7 and 5.1.8 concern the sender's address, 5.7 policies (RFC 3463,
/// section 3).
fn is_about_sender(enhanced: Option<&str>) -> bool {
    enhanced.is_some_and(|code| code == "5.1.7" || code == "5.1.8" || code.starts_with("5.7."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_enhanced_status_codes() {
        assert_eq!(enhanced_status("5.1.1 unknown"), Some("5.1.1"));
        assert_eq!(enhanced_status("5.1 unknown"), None);
        assert_eq!(enhanced_status("claire@office.example unknown"), None);
        assert_eq!(enhanced_status(""), None);
        assert!(is_about_sender(Some("5.7.1")) && is_about_sender(Some("5.1.8")) && !is_about_sender(None));
    }

    #[test]
    fn accepts_smtp_urls_only() {
        for url in
            ["smtps://u:p@mail.example:465", "smtp://mail.example:587?tls=required", "smtp://127.0.0.1:25"]
        {
            assert!(Smtp::new(url).is_ok(), "{url}");
        }
        for url in ["", "mail.example", "https://mail.example"] {
            assert!(Smtp::new(url).is_err(), "{url}");
        }
    }
}
