//! A server in front of DynamoDB that can reset a connection instead of responding, which axum's own server cannot.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

/// The request gets no response and its connection is reset.
#[derive(Debug)]
pub(crate) struct Reset;

impl std::fmt::Display for Reset {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection is reset")
    }
}

impl std::error::Error for Reset {}

/// Serves requests until the test ends.
pub(crate) async fn serve<A>(listener: TcpListener, answer: impl Fn(Request) -> A + Clone + Send + 'static)
where
    A: Future<Output = Result<Response, Reset>> + Send + 'static,
{
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, answer.clone()));
    }
}

async fn converse<A>(stream: TcpStream, answer: impl Fn(Request) -> A + Send + 'static)
where
    A: Future<Output = Result<Response, Reset>> + Send + 'static,
{
    // Dropping the socket now sends an RST instead of a FIN.
    stream.set_zero_linger().expect("the socket is open");
    let service = service_fn(move |request: hyper::Request<_>| answer(request.map(Body::new)));
    // An error means a reset or a client that disconnected.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}
