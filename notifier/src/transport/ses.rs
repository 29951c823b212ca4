//! Amazon SES: the message as it is, through `SendEmail` of its API version 2.

use std::time::Duration;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::config::{BehaviorVersion, Builder, Credentials, Region};
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, RawMessage};
use handler::config::AwsConfig;
use handler::store::http_client;
use lettre::Message;

use super::SendError;
use crate::mail::Mail;

/// Longest wait for a connection with TLS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Longest wait for an answer. SES answers within a second.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Amazon SES in one region.
#[derive(Debug)]
pub struct Ses {
    client: Client,
    configuration_set: Option<String>,
}

impl Ses {
    /// SES on AWS or, where the configuration names an address, whatever answers there.
    pub fn new(config: &AwsConfig, configuration_set: Option<String>) -> Ses {
        let credentials = Credentials::new(
            &config.access_key_id,
            &config.secret_access_key,
            config.session_token.clone(),
            None,
            "environment",
        );
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(TIMEOUT)
            .operation_timeout(TIMEOUT)
            .build();
        let builder = Builder::new()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(config.region.clone()))
            .credentials_provider(credentials)
            // The stream tries again, and knows which mails went out; the SDK would repeat one blindly.
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            .http_client(http_client(config.endpoint.as_deref()));
        let builder = match &config.endpoint {
            Some(endpoint) => builder.endpoint_url(endpoint),
            None => builder,
        };
        Ses { client: Client::from_conf(builder.build()), configuration_set }
    }

    pub(super) async fn send(&self, mail: &Mail, message: &Message) -> Result<Option<String>, SendError> {
        let raw = RawMessage::builder().data(Blob::new(message.formatted())).build();
        let raw = raw.map_err(|_| SendError::Refused("empty".to_owned()))?;
        let sent = self
            .client
            .send_email()
            .from_email_address(mail.from.to_string())
            .destination(Destination::builder().to_addresses(mail.to.as_str()).build())
            .content(EmailContent::builder().raw(raw).build())
            .set_configuration_set_name(self.configuration_set.clone())
            .send()
            .await;
        match sent {
            Ok(output) => Ok(output.message_id),
            Err(error) => Err(meaning(&error)),
        }
    }
}

fn meaning<R: std::fmt::Debug + 'static>(error: &SdkError<SendEmailError, R>) -> SendError {
    match error {
        SdkError::ConstructionFailure(_) => SendError::Unavailable("construction".to_owned()),
        // Without a connection nothing was sent. Of one that broke later nobody knows what was taken.
        SdkError::DispatchFailure(_) if is_about_connecting(error) => {
            SendError::Unavailable("connection".to_owned())
        }
        SdkError::DispatchFailure(failure) if !failure.is_timeout() => {
            SendError::Unknown("connection".to_owned())
        }
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or("unknown").to_owned();
            match service.err() {
                // In its sandbox and before the sender is verified SES also says that a message is rejected. That is
                // the operator's to mend, and no mail is to be lost meanwhile.
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

/// Whether the HTTP client says that no connection was made: its errors have a kind, but only in their text.
fn is_about_connecting(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .any(|error| error.to_string().contains("(Connect)"))
}

fn is_about_verification(message: Option<&str>) -> bool {
    message.is_some_and(|message| message.contains("not verified"))
}
