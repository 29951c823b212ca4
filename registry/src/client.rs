//! The SDK's client: how DynamoDB is reached, as whom, and how long is waited.

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

/// The roots that AWS asks to be trusted (<https://www.amazontrust.com/repository/>). To parse these five takes
/// 0.3 ms of a cold start; the 144 of the system took 5.
const AMAZON_ROOTS: &[u8] = include_bytes!("../roots/amazon.pem");

/// Longest wait for a connection with TLS, which takes 0.7 seconds on the smallest function.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Longest wait for one answer. DynamoDB answers within 20 ms; more than that means a connection that died
/// while the function was frozen.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);

/// A client for DynamoDB on AWS or, where the configuration names an address, whatever answers there.
pub fn aws_client(config: &AwsConfig) -> Client {
    Client::new(&sdk_config(config, ATTEMPT_TIMEOUT))
}

/// What a client of AWS needs to know, whichever service it is for. An answer is waited for this long, and nothing is
/// tried twice: retries are ours (`failure.rs`, and the stream's), as the SDK does not retry a transaction that met
/// another one, would repeat a mail blindly, and retries within retries would multiply.
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

/// A client for an emulator: plain HTTP, and no credentials that matter.
pub fn local_client(endpoint: &str) -> Client {
    aws_client(&AwsConfig::emulator(endpoint))
}

/// What speaks HTTP with AWS: with TLS and Amazon's own roots; at another address with the system's roots or, where
/// it starts with `http://`, in the clear.
fn http_client(endpoint: Option<&str>) -> SharedHttpClient {
    let builder = aws_smithy_http_client::Builder::new();
    let roots = match endpoint {
        Some(endpoint) if endpoint.starts_with("http://") => return builder.build_http(),
        // Somebody's own address may have somebody's own certificate.
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
        // The client parses the roots at once and panics when it cannot.
        aws_client(&config);
    }
}
