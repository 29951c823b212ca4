//! A proxy in front of DynamoDB that makes one operation fail.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use futures_util::stream::pending;
use http_body_util::BodyExt;

use crate::dynamodb::{Table, Upstream};

struct Proxy {
    operation: &'static str,
    failing: Failing,
    /// Number of calls that still fail.
    failures: AtomicU32,
    upstream: Upstream,
}

/// What becomes of a call that fails.
#[derive(Clone, Copy)]
enum Failing {
    /// It is answered with an error.
    Refused,
    /// It is forwarded, and answered with an error.
    AnswerLost,
    /// Its answer begins but never ends.
    AnswerStalled,
}

/// Returns the table behind a proxy that answers each call of this operation with an error.
pub async fn refusing(table: &Table, operation: &'static str) -> Table {
    behind(table, operation, Failing::Refused, u32::MAX).await
}

/// Returns the table behind a proxy that forwards the first call of this operation but answers with an error.
pub async fn losing_an_answer(table: &Table, operation: &'static str) -> Table {
    behind(table, operation, Failing::AnswerLost, 1).await
}

/// Returns the table behind a proxy that answers the first call of this operation with headers only, and keeps the connection.
pub async fn stalling_an_answer(table: &Table, operation: &'static str) -> Table {
    behind(table, operation, Failing::AnswerStalled, 1).await
}

async fn behind(table: &Table, operation: &'static str, failing: Failing, failures: u32) -> Table {
    let proxy =
        Proxy { operation, failing, failures: AtomicU32::new(failures), upstream: Upstream::of(table) };
    table.behind(Router::new().fallback(forward).with_state(Arc::new(proxy))).await
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    let is_meant = target.is_some_and(|target| target.ends_with(&format!(".{}", proxy.operation)));
    let one_less = |left: u32| left.checked_sub(1);
    if !is_meant || proxy.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_err() {
        return proxy.upstream.forward(request).await;
    }
    match proxy.failing {
        Failing::Refused => {}
        Failing::AnswerLost => {
            let answer = proxy.upstream.forward(request).await.into_body().collect().await;
            answer.expect("DynamoDB completes its response");
        }
        Failing::AnswerStalled => {
            return answer(200, Body::from_stream(pending::<Result<Bytes, Infallible>>()));
        }
    }
    let body = serde_json::json!({ "__type": "com.amazonaws.dynamodb.v20120810#InternalServerError" });
    answer(500, Body::from(body.to_string()))
}

fn answer(status: u16, body: Body) -> Response {
    let response = Response::builder().status(status).header("content-type", "application/x-amz-json-1.0");
    response.body(body).expect("the headers are valid")
}
