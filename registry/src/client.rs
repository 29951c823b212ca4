//! The SDK's client: endpoint, credentials and timeouts.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, SharedHttpClient,
};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_types::SdkConfig;

use crate::config::AwsConfig;

/// The root certificates that AWS asks clients to trust (<https://www.amazontrust.com/repository/>). Parsing these five
/// takes 0.3 ms of a cold start; the system's 144 took 5 ms.
const AMAZON_ROOTS: &[u8] = include_bytes!("../roots/amazon.pem");

/// The longest wait for a TLS connection, which takes 0.7 seconds on the smallest function.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The longest wait for one answer. DynamoDB answers within 20 ms; a longer delay means that the connection died while
/// the function was frozen.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);

/// Creates a client for DynamoDB on AWS, or for the endpoint that the configuration names.
pub fn aws_client(config: &AwsConfig) -> Client {
    Client::new(&sdk_config(config, ATTEMPT_TIMEOUT))
}

/// Builds the configuration of a client for any AWS service. The client waits `attempt_timeout` for an answer and never
/// retries. We retry ourselves (`failure.rs`, and the stream for mails): the SDK does not retry a transaction that
/// conflicted with another one, it would repeat a mail blindly, and nested retries would multiply.
pub fn sdk_config(config: &AwsConfig, attempt_timeout: Duration) -> SdkConfig {
    let credentials = Credentials::new(
        &config.access_key_id,
        &config.secret_access_key,
        config.session_token.clone(),
        None,
        "environment",
    );
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(attempt_timeout)
        .operation_timeout(attempt_timeout)
        .build();
    let mut builder = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(config.region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts)
        .http_client(http_client(config.endpoint.as_deref()));
    builder.set_endpoint_url(config.endpoint.clone());
    builder.build()
}

/// Creates a client for an emulator, over plain HTTP and with arbitrary credentials.
pub fn local_client(endpoint: &str) -> Client {
    aws_client(&AwsConfig::emulator(endpoint))
}

/// Creates the HTTP client: with TLS and Amazon's roots for AWS, and for another endpoint with the system's roots, or
/// without TLS if it starts with `http://`.
fn http_client(endpoint: Option<&str>) -> SharedHttpClient {
    let builder = aws_smithy_http_client::Builder::new();
    let roots = match endpoint {
        Some(endpoint) if endpoint.starts_with("http://") => return builder.build_http(),
        // A custom endpoint may have a certificate from any authority.
        Some(_) => TrustStore::default(),
        None => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
    };
    let context = TlsContext::builder()
        .with_trust_store(roots)
        .build()
        .expect("a context of nothing but roots is complete");
    builder.tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context).build_https()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_for_aws_accepts_the_embedded_roots() {
        let config = AwsConfig { endpoint: None, ..AwsConfig::emulator("") };
        // The client parses the roots immediately and panics on failure.
        aws_client(&config);
    }
}
