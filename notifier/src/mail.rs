//! A mail, and its form as an RFC 5322 message.
//!
//! User input cannot inject a header: the recipient is an [`Email`], the subject a [`Subject`], attachments have fixed
//! names, and `lettre` encodes each value.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::address::AddressError;
use lettre::message::header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment as AttachmentBuilder, Body, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use model::contact::Email;
use model::subject::Subject;

/// A mail to send.
#[derive(Clone, Debug)]
pub struct Mail {
    /// What the mail service adds to its reports about the mail, if it can.
    pub tags: Vec<Tag>,
    /// The identifier of the mail in hexadecimal digits, the same for each attempt to send it.
    pub token: String,
    /// The identifier shared by all mails of a registration, so that mail programs group them.
    pub thread: String,
    /// The date of the message.
    pub date: Timestamp,
    /// The sender.
    pub from: Mailbox,
    /// The recipient.
    pub to: Email,
    /// The address for replies.
    pub reply_to: Email,
    /// The language of the text (BCP 47).
    pub language: String,
    /// The subject line.
    pub subject: Subject,
    /// The body as HTML.
    pub html: String,
    /// The body as plain text.
    pub text: String,
    /// The attached files.
    pub attachments: Vec<Attachment>,
}

/// A name and a value that the mail service adds to its reports about a mail. The recipient does not see them, and they
/// contain no personal data.
#[derive(Clone, Debug)]
pub struct Tag {
    /// The name.
    pub name: &'static str,
    /// The value: letters, digits, hyphens and underscores, which is all that SES takes.
    pub value: String,
}

/// An attached file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The file name, such as `atelier.ics`.
    pub name: String,
    /// The media type, such as `text/calendar; charset=utf-8; method=PUBLISH`.
    pub content_type: &'static str,
    /// The content of the file.
    pub bytes: Vec<u8>,
}

/// The reason why a mail cannot be converted to a message. Does not contain any address.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// An address has a form that mail servers do not understand.
    #[error("an address cannot be encoded in a message")]
    Address(#[from] AddressError),
    /// A part of the mail cannot be encoded.
    #[error("a part of the mail cannot be encoded in a message")]
    Message(#[from] lettre::error::Error),
    /// The media type of an attachment is invalid.
    #[error("the media type of an attachment is invalid")]
    ContentType(#[from] lettre::message::header::ContentTypeErr),
}

impl Mail {
    /// Converts the mail to a message.
    ///
    /// # Errors
    ///
    /// [`MessageError`] if the mail cannot be encoded; retrying does not help.
    pub fn message(&self) -> Result<Message, MessageError> {
        let domain = self.from.email.domain();
        let alternative = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, &self.text))
            .singlepart(part(ContentType::TEXT_HTML, &self.html));
        let mut body = alternative;
        if !self.attachments.is_empty() {
            body = MultiPart::mixed().multipart(body);
            for attachment in &self.attachments {
                let builder = AttachmentBuilder::new(attachment.name.to_owned());
                let kind = ContentType::parse(attachment.content_type)?;
                body = body.singlepart(builder.body(attachment.bytes.clone(), kind));
            }
        }
        let message = Message::builder()
            .message_id(Some(format!("<{}@{domain}>", self.token)))
            .references(format!("<{}@{domain}>", self.thread))
            .date(system_time(self.date))
            .from(self.from.clone())
            .to(mailbox(&self.to))
            .reply_to(mailbox(&self.reply_to))
            .subject(self.subject.as_str())
            .header(AutoSubmitted)
            .header(AutoResponseSuppress)
            .header(ContentLanguage(self.language.clone()));
        Ok(message.multipart(body)?)
    }
}

/// Creates a sender from a name, without characters that a header line cannot contain, and an address.
///
/// # Errors
///
/// Fails if the address is invalid.
pub fn sender(name: &str, email: &str) -> Result<Mailbox, AddressError> {
    let name = Subject::from_text(name).as_str().to_owned();
    Ok(Mailbox::new(Some(name), email.parse()?))
}

/// Truncates the time to whole seconds, the precision of a message's date.
fn system_time(time: Timestamp) -> SystemTime {
    let seconds = u64::try_from(time.as_second()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Converts the address for the message without validating it again: every mail server accepts a valid [`Email`].
fn mailbox(email: &Email) -> Mailbox {
    let (local, domain) = email.parts();
    Mailbox::new(None, Address::new_dangerous(local, domain))
}

/// UTF-8 text in an encoding that every mail server forwards unchanged.
fn part(kind: ContentType, text: &str) -> SinglePart {
    let quoted = ContentTransferEncoding::QuotedPrintable;
    let body = Body::new_with_encoding(text.to_owned(), quoted);
    let body = body.expect("any text can be written as quoted-printable");
    SinglePart::builder().header(kind).body(body)
}

/// The header that marks the mail as automatic, so that no other program replies (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

/// The corresponding header for Exchange, which ignores `Auto-Submitted`: it suppresses out-of-office replies.
#[derive(Clone)]
struct AutoResponseSuppress;

/// The header that states the language of the text (RFC 3282).
#[derive(Clone)]
struct ContentLanguage(String);

type Parsed<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Parsed<AutoSubmitted> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(AutoSubmitted::name(), "auto-generated".to_owned())
    }
}

impl Header for AutoResponseSuppress {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Auto-Response-Suppress")
    }

    fn parse(_: &str) -> Parsed<AutoResponseSuppress> {
        Ok(AutoResponseSuppress)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(AutoResponseSuppress::name(), "OOF, AutoReply".to_owned())
    }
}

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(language: &str) -> Parsed<ContentLanguage> {
        Ok(ContentLanguage(language.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(ContentLanguage::name(), self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            tags: Vec::new(),
            token: "0a".repeat(16),
            thread: "0b".repeat(16),
            date: "2027-05-01T12:00:00.5Z".parse().unwrap(),
            from: sender("Le club « des ateliers »\r\nBcc: a@b.fr", "ateliers@club.example").unwrap(),
            to: Email::parse("claire.le-gall+club@office.example").unwrap(),
            reply_to: Email::parse("bonjour@club.example").unwrap(),
            language: "fr".to_owned(),
            subject: Subject::from_text("Inscription confirmée – l’écoute"),
            html: "<p>Où ?</p>".to_owned(),
            text: ".\r\nOù ?".to_owned(),
            attachments: Vec::new(),
        }
    }

    #[test]
    fn an_attachment_follows_both_bodies() {
        let calendar = "text/calendar; charset=utf-8; method=PUBLISH";
        let attachment = Attachment {
            name: "atelier.ics".to_owned(),
            content_type: calendar,
            bytes: b"BEGIN:VCALENDAR".to_vec(),
        };
        let mail = Mail { attachments: vec![attachment], ..mail() };
        let message = String::from_utf8(mail.message().unwrap().formatted()).unwrap();
        let order: Vec<_> =
            ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
                .iter()
                .map(|kind| message.find(kind).unwrap_or_else(|| panic!("{kind} in {message}")))
                .collect();
        assert!(order.is_sorted(), "{message}");
        assert!(message.contains("Content-Disposition: attachment; filename=\"atelier.ics\""), "{message}");
    }

    #[test]
    fn a_sender_name_cannot_inject_headers() {
        let message = String::from_utf8(mail().message().unwrap().formatted()).unwrap();
        assert!(!message.contains("\nBcc"), "{message}");
        assert!(message.contains("Date: Sat, 01 May 2027 12:00:00 +0000"), "{message}");
        assert!(message.is_ascii(), "{message}");
    }

    #[test]
    fn common_addresses_can_be_encoded() {
        for text in ["a@b.fr", "o'neil@x.y.z", "a_b!#$%&*+/=?^`{|}~@office.example", "ana@société.example"]
        {
            let email = Email::parse(text).unwrap();
            assert_eq!(mailbox(&email).email, email.as_str().parse().unwrap(), "lettre reads the same");
            let message = Mail { to: email, ..mail() }.message();
            assert!(message.is_ok(), "{text}");
        }
    }
}
