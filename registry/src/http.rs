//! HTTP/1.1 for AWS's SDK, with TLS or without. The SDK's own client also speaks HTTP/2, which neither DynamoDB nor SES
//! does, and which would be a twentieth of each function.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::connect::{self, Connect};
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// The root certificates that AWS asks clients to trust (<https://www.amazontrust.com/repository/>). Parsing these five
/// takes 0.3 ms of a cold start; the system's 144 took 5 ms.
const AMAZON_ROOTS: &[u8] = include_bytes!("../roots/amazon.pem");

/// The longest wait for a connection, without the TLS handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// A client and its connections.
#[derive(Debug)]
struct Connector<C> {
    client: Client<C, SdkBody>,
}

/// Creates the HTTP client: with TLS and Amazon's roots for AWS, and for another endpoint with the system's roots, or
/// without TLS if it starts with `http://`.
pub(crate) fn client(endpoint: Option<&str>) -> SharedHttpClient {
    let mut tcp = connect::HttpConnector::new();
    tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
    tcp.set_nodelay(true);
    let roots = match endpoint {
        Some(endpoint) if endpoint.starts_with("http://") => return shared(tcp),
        // A custom endpoint may have a certificate from any authority.
        Some(_) => rustls_native_certs::load_native_certs().certs,
        None => amazon_roots(),
    };
    // Otherwise it would refuse `https://`.
    tcp.enforce_http(false);
    let tls = HttpsConnectorBuilder::new().with_tls_config(tls(roots)).https_only().enable_http1();
    shared(tls.wrap_connector(tcp))
}

fn amazon_roots() -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(AMAZON_ROOTS).filter_map(Result::ok).collect()
}

fn tls(roots: Vec<CertificateDer<'static>>) -> ClientConfig {
    let mut store = RootCertStore::empty();
    // A system's store may have certificates that are not understood.
    store.add_parsable_certificates(roots);
    ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has suites for both versions")
        .with_root_certificates(store)
        .with_no_client_auth()
}

/// Returns a client whose connections are kept for all requests; one that was idle for 90 seconds, as while the function
/// was frozen, is not used again.
fn shared<C: Connect + Clone + std::fmt::Debug + Send + Sync + 'static>(connect: C) -> SharedHttpClient {
    // Without the timer, idle connections would be kept for ever.
    let client = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connect);
    let connector = SharedHttpConnector::new(Connector { client });
    http_client_fn(move |_, _| connector.clone())
}

impl<C: Connect + Clone + std::fmt::Debug + Send + Sync + 'static> HttpConnector for Connector<C> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        let response = self.client.request(request);
        HttpConnectorFuture::new(async move {
            let response = response.await.map_err(failed)?.map(SdkBody::from_body_1_x);
            HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// Whatever failed, the request may have reached the server, so all failures are alike.
fn failed(error: Error) -> ConnectorError {
    ConnectorError::io(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amazons_roots_are_understood() {
        let mut store = RootCertStore::empty();
        assert_eq!(store.add_parsable_certificates(amazon_roots()), (5, 0));
    }
}
