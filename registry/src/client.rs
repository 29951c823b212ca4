//! The SDK's client: endpoint, credentials and timeouts.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Region, SharedCredentialsProvider, StalledStreamProtectionConfig,
};
use aws_types::SdkConfig;

use crate::config::AwsConfig;
use crate::http::HttpClient;

/// The longest wait for one answer. DynamoDB answers within 20 ms; a longer delay means that the connection died while
/// the function was frozen. The wait for a permission ([`once_permitted`](crate::once_permitted)) is part of it.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);

/// Creates a client for DynamoDB on AWS, or for the endpoint that the configuration names.
pub fn aws_client(config: &AwsConfig) -> Client {
    client_with(config, &HttpClient::new(config.endpoint.as_deref()))
}

/// Creates the same client on a client for HTTP.
pub(crate) fn client_with(config: &AwsConfig, http: &HttpClient) -> Client {
    Client::new(&sdk_config_with(config, ATTEMPT_TIMEOUT, http))
}

/// Builds the configuration of a client for any AWS service. The client waits `attempt_timeout` for an answer, counted from
/// when the request was made and not from when it was sent, and never retries. We retry ourselves (`failure.rs`, and the
/// stream for mails): the SDK does not retry a transaction that conflicted with another one, it would repeat a mail blindly,
/// and nested retries would multiply.
pub fn sdk_config(config: &AwsConfig, attempt_timeout: Duration) -> SdkConfig {
    sdk_config_with(config, attempt_timeout, &HttpClient::new(config.endpoint.as_deref()))
}

fn sdk_config_with(config: &AwsConfig, attempt_timeout: Duration, http: &HttpClient) -> SdkConfig {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(attempt_timeout).build();
    let mut builder = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(config.region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(config.credentials()))
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts)
        // The timeout covers the whole answer, so a stalled stream needs no timers of its own.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http.for_sdk());
    builder.set_endpoint_url(config.endpoint.clone());
    builder.build()
}

/// Creates a client for an emulator, over plain HTTP and with arbitrary credentials.
pub fn local_client(endpoint: &str) -> Client {
    aws_client(&AwsConfig::emulator(endpoint))
}
