//! A server in front of DynamoDB that may reset a connection instead of answering, which axum's own never does.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

/// That a request gets no answer and its connection is reset.
#[derive(Debug)]
pub(crate) struct Reset;

impl std::fmt::Display for Reset {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection is reset")
    }
}

impl std::error::Error for Reset {}

/// Answers requests for as long as the test runs.
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
    // Once the socket is dropped, the other end gets an RST instead of a FIN.
    stream.set_zero_linger().expect("the socket is open");
    let service = service_fn(move |request: hyper::Request<_>| answer(request.map(Body::new)));
    // An error is a reset, or a client that went away.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}
