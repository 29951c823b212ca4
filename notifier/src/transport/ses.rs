//! Amazon SES. Sends the complete message through `SendEmail` of API version 2.

use std::time::Duration;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, MessageTag, RawMessage};
use lettre::Message;
use registry::config::AwsConfig;
use registry::sdk_config;

use super::SendError;
use crate::mail::{Mail, Tag};

/// The longest wait for an answer. SES usually answers within a second.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Amazon SES in one region.
#[derive(Debug)]
pub struct Ses {
    client: Client,
    configuration_set: Option<String>,
}

impl Ses {
    /// Creates a client for SES on AWS, or for the endpoint that the configuration names.
    pub fn new(config: &AwsConfig, configuration_set: Option<String>) -> Ses {
        Ses { client: Client::new(&sdk_config(config, TIMEOUT)), configuration_set }
    }

    pub(super) async fn send(&self, mail: &Mail, message: &Message) -> Result<Option<String>, SendError> {
        let raw = RawMessage::builder().data(Blob::new(message.formatted())).build();
        let raw = raw.map_err(|_| SendError::Refused("empty".to_owned()))?;
        let sent = self
            .client
            .send_email()
            // Only the address: the message contains the encoded name.
            .from_email_address(mail.from.email.to_string())
            .destination(Destination::builder().to_addresses(mail.to.as_str()).build())
            .content(EmailContent::builder().raw(raw).build())
            .set_configuration_set_name(self.configuration_set.clone())
            .set_email_tags(tags(mail)?)
            .send()
            .await;
        match sent {
            Ok(output) => Ok(output.message_id),
            Err(error) => Err(meaning(&error)),
        }
    }
}

fn tags(mail: &Mail) -> Result<Option<Vec<MessageTag>>, SendError> {
    let tag = |tag: &Tag| MessageTag::builder().name(tag.name).value(&tag.value).build();
    let tags: Result<Vec<_>, _> = mail.tags.iter().map(tag).collect();
    // Both parts are set, so this cannot fail.
    tags.map(|tags| Some(tags).filter(|tags| !tags.is_empty()))
        .map_err(|_| SendError::Refused("tags".to_owned()))
}

fn meaning<R: std::fmt::Debug + 'static>(error: &SdkError<SendEmailError, R>) -> SendError {
    match error {
        SdkError::ConstructionFailure(_) => SendError::Unavailable("construction".to_owned()),
        // Without a connection nothing was sent. After a later failure, SES may or may not have accepted the mail.
        SdkError::DispatchFailure(_) if is_about_connecting(error) => {
            SendError::Unavailable("connection".to_owned())
        }
        SdkError::DispatchFailure(failure) if !failure.is_timeout() => {
            SendError::Unknown("connection".to_owned())
        }
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or("unknown").to_owned();
            match service.err() {
                // In its sandbox, and while the sender is unverified, SES also reports the message as rejected. The
                // operator must fix that, and no mail may be lost until then.
                SendEmailError::MessageRejected(rejected) if !is_about_verification(rejected.message()) => {
                    SendError::Refused(code)
                }
                SendEmailError::BadRequestException(_) => SendError::Refused(code),
                _ => SendError::Unavailable(code),
            }
        }
        _ => SendError::Unknown("timeout".to_owned()),
    }
}

/// Returns whether the connection failed. Only the error of the HTTP client below the SDK contains that fact.
fn is_about_connecting(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .filter_map(|error| error.downcast_ref::<hyper_util::client::legacy::Error>())
        .any(hyper_util::client::legacy::Error::is_connect)
}

/// Returns whether a rejection is about an address that the operator has not verified. The message is all that SES gives:
/// every rejection has the code `MessageRejected`.
fn is_about_verification(message: Option<&str>) -> bool {
    message.is_some_and(|message| message.contains("not verified"))
}
