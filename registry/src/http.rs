//! HTTP/1.1 with TLS or without: for AWS's SDK, and for the few other requests of the functions. The SDK's own client also
//! speaks HTTP/2, which neither DynamoDB nor SES does, and which would be a twentieth of each function.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use http::{Request, Response};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::connect::{self, Connect};
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;

use crate::permission::permitted;

/// The root certificates that AWS asks clients to trust (<https://www.amazontrust.com/repository/>). Parsing these five
/// takes 0.3 ms of a cold start; the system's 144 took 5 ms.
const AMAZON_ROOTS: &[u8] = include_bytes!("../roots/amazon.pem");

/// The longest wait for a connection, without the TLS handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// A client and its connections, which all clones share.
#[derive(Clone, Debug)]
pub struct HttpClient {
    trust: Trust,
    connector: SharedHttpConnector,
}

/// The servers to which a client connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// Any, without TLS.
    Plain,
    /// Those with a certificate from Amazon.
    Amazon,
    /// Those with a certificate from Amazon or an authority that the system trusts.
    System,
}

/// The reason why there is no answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The request cannot be sent by HTTP/1.1.
    #[error("request")]
    Request,
    /// There was no connection, or it broke.
    #[error("connection")]
    Connection,
    /// The server did not answer in time.
    #[error("timeout")]
    Timeout,
}

#[derive(Debug)]
struct Connector<C> {
    client: Client<C, SdkBody>,
}

impl HttpClient {
    /// Creates a client: with TLS and Amazon's roots for AWS, and for another endpoint also with the system's roots, or
    /// without TLS if it starts with `http://`.
    pub fn new(endpoint: Option<&str>) -> HttpClient {
        HttpClient::trusting(Trust::of(endpoint))
    }

    /// Returns this client if it can reach another endpoint as well, or a new one.
    pub(crate) fn or_new(&self, endpoint: Option<&str>) -> HttpClient {
        let trust = Trust::of(endpoint);
        if trust == self.trust { self.clone() } else { HttpClient::trusting(trust) }
    }

    fn trusting(trust: Trust) -> HttpClient {
        let mut tcp = connect::HttpConnector::new();
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        tcp.set_nodelay(true);
        if trust == Trust::Plain {
            return HttpClient { trust, connector: shared(tcp) };
        }
        let mut roots = amazon_roots();
        if trust == Trust::System {
            roots.extend(rustls_native_certs::load_native_certs().certs);
        }
        // Otherwise it would refuse `https://`.
        tcp.enforce_http(false);
        let tls = HttpsConnectorBuilder::new().with_tls_config(tls(roots)).https_only().enable_http1();
        HttpClient { trust, connector: shared(tls.wrap_connector(tcp)) }
    }

    /// Returns the client in the form that the SDK takes.
    pub(crate) fn for_sdk(&self) -> SharedHttpClient {
        let connector = self.connector.clone();
        http_client_fn(move |_, _| connector.clone())
    }

    /// Sends a request once and returns the whole answer, whatever its status. Redirects are not followed.
    ///
    /// # Errors
    ///
    /// [`HttpError`] if there is no answer within `patience`.
    pub async fn send(
        &self,
        request: Request<String>,
        patience: Duration,
    ) -> Result<Response<Vec<u8>>, HttpError> {
        let request = HttpRequest::try_from(request.map(SdkBody::from)).map_err(|_| HttpError::Request)?;
        let answer = async {
            let response = self.connector.call(request).await.map_err(|_| HttpError::Connection)?;
            let response = response.try_into_http1x().map_err(|_| HttpError::Connection)?;
            let (parts, body) = response.into_parts();
            let body = ByteStream::new(body).collect().await.map_err(|_| HttpError::Connection)?;
            Ok(Response::from_parts(parts, body.to_vec()))
        };
        timeout(patience, answer).await.unwrap_or(Err(HttpError::Timeout))
    }
}

impl Trust {
    fn of(endpoint: Option<&str>) -> Trust {
        match endpoint {
            Some(endpoint) if endpoint.starts_with("http://") => Trust::Plain,
            // A custom endpoint may have a certificate from any authority.
            Some(_) => Trust::System,
            None => Trust::Amazon,
        }
    }
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

/// Returns a connector whose connections are kept for all requests; one that was idle for 90 seconds, as while the function
/// was frozen, is not used again.
fn shared<C: Connect + Clone + std::fmt::Debug + Send + Sync + 'static>(connect: C) -> SharedHttpConnector {
    // Without the timer, idle connections would be kept for ever.
    let client = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connect);
    SharedHttpConnector::new(Connector { client })
}

impl<C: Connect + Clone + std::fmt::Debug + Send + Sync + 'static> HttpConnector for Connector<C> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        let client = self.client.clone();
        HttpConnectorFuture::new(async move {
            permitted().await;
            let response = client.request(request).await.map_err(failed)?.map(SdkBody::from_body_1_x);
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

    #[test]
    fn clients_are_shared_by_endpoints_with_the_same_authorities() {
        assert_eq!(Trust::of(None), Trust::Amazon);
        assert_eq!(Trust::of(Some("https://emulator.example")), Trust::System);
        assert_eq!(Trust::of(Some("http://127.0.0.1:8000")), Trust::Plain);
    }
}
