//! A proxy in front of DynamoDB that measures how long DynamoDB takes, with TLS if wanted, as AWS has it.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Request;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::dynamodb::{Table, Upstream, listen};
use crate::project::root;

/// An authority of which only the certificate is left, and the certificate for 127.0.0.1 that it signed, with its key.
/// Nothing but these tests must ever trust it. `openssl` made them, valid for a hundred years.
const AUTHORITY: &str = include_str!("../fixtures/tls/authority.pem");
const CERTIFICATE: &str = include_str!("../fixtures/tls/certificate.pem");
const KEY: &str = include_str!("../fixtures/tls/key.pem");

/// A table behind a proxy.
pub struct Timed {
    /// The table at the address of the proxy.
    pub table: Table,
    spent: Arc<Mutex<Spent>>,
    roots: Option<TempDir>,
}

/// The time in which DynamoDB had a request or several at once.
#[derive(Default)]
struct Spent {
    before: Duration,
    /// The number of unanswered requests, and when the first of them began.
    unanswered: usize,
    since: Option<Instant>,
}

impl Spent {
    fn begin(&mut self) {
        self.unanswered += 1;
        self.since.get_or_insert_with(Instant::now);
    }

    fn end(&mut self) {
        self.unanswered -= 1;
        if self.unanswered == 0 {
            self.before += self.since.take().map(|since| since.elapsed()).unwrap_or_default();
        }
    }
}

impl Timed {
    /// Returns the table behind a proxy without TLS.
    pub async fn plain(table: &Table) -> Timed {
        let (listener, endpoint) = listen().await;
        let spent = serve(listener, None, table);
        Timed { table: Table { endpoint, name: table.name.clone() }, spent, roots: None }
    }

    /// Returns the table behind a proxy with TLS.
    pub async fn with_tls(table: &Table) -> Timed {
        let (listener, endpoint) = listen().await;
        let spent = serve(listener, Some(acceptor()), table);
        let endpoint = endpoint.replace("http://", "https://");
        let roots = tempfile::tempdir().expect("a directory can be created");
        let amazon = std::fs::read_to_string(root().join("registry/roots/amazon.pem"));
        let all = amazon.expect("the roots are in the repository") + AUTHORITY;
        std::fs::write(roots.path().join("roots.pem"), all).expect("the directory can be written to");
        Timed { table: Table { endpoint, name: table.name.clone() }, spent, roots: Some(roots) }
    }

    /// Returns the file of root certificates that a client must trust, Amazon's and the proxy's; `None` without TLS.
    pub fn roots(&self) -> Option<PathBuf> {
        self.roots.as_ref().map(|directory| directory.path().join("roots.pem"))
    }

    /// Returns how long DynamoDB took for all requests since the last call. Requests at the same time count once.
    pub fn read(&self) -> Duration {
        std::mem::take(&mut self.spent.lock().expect("the lock is not poisoned").before)
    }
}

/// Serves what is at this address at a new one, with TLS and the same certificate, and returns the new address.
pub(crate) async fn in_front_of(endpoint: &str) -> String {
    let (listener, address) = listen().await;
    let behind = Table { endpoint: endpoint.to_owned(), name: String::new() };
    serve(listener, Some(acceptor()), &behind);
    address.replace("http://", "https://")
}

fn acceptor() -> TlsAcceptor {
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(certificate(), key()))
        .expect("the certificate is complete");
    TlsAcceptor::from(Arc::new(config))
}

fn certificate() -> Vec<CertificateDer<'static>> {
    vec![CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).expect("the file has a certificate")]
}

fn key() -> PrivateKeyDer<'static> {
    PrivateKeyDer::from_pem_slice(KEY.as_bytes()).expect("the file has a key")
}

/// Serves requests until the test ends, and returns the time that they take.
fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, table: &Table) -> Arc<Mutex<Spent>> {
    let spent = Arc::new(Mutex::new(Spent::default()));
    let (counted, upstream) = (Arc::clone(&spent), Arc::new(Upstream::of(table)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).expect("the socket is open");
            let (tls, spent, upstream) = (tls.clone(), Arc::clone(&counted), Arc::clone(&upstream));
            tokio::spawn(async move {
                match tls {
                    None => converse(stream, upstream, spent).await,
                    // A client that does not trust the authority ends the handshake.
                    Some(tls) => {
                        if let Ok(stream) = tls.accept(stream).await {
                            converse(stream, upstream, spent).await;
                        }
                    }
                }
            });
        }
    });
    spent
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    upstream: Arc<Upstream>,
    spent: Arc<Mutex<Spent>>,
) {
    let service = service_fn(|request: hyper::Request<_>| {
        let (upstream, spent) = (Arc::clone(&upstream), Arc::clone(&spent));
        async move {
            spent.lock().expect("the lock is not poisoned").begin();
            let request: Request = request.map(Body::new);
            let response = upstream.forward(request).await;
            spent.lock().expect("the lock is not poisoned").end();
            Ok::<_, Infallible>(response)
        }
    });
    // An error means a client that disconnected.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}
