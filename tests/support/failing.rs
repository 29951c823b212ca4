//! A proxy in front of DynamoDB that makes one operation fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http_body_util::BodyExt;

use crate::dynamodb::{Table, Upstream};

struct Proxy {
    operation: &'static str,
    /// Whether calls are forwarded before they fail.
    loses_answers: bool,
    /// Number of calls that still fail.
    failures: AtomicU32,
    upstream: Upstream,
}

/// Returns the table behind a proxy that answers each call of this operation with an error.
pub async fn refusing(table: &Table, operation: &'static str) -> Table {
    behind(table, operation, false).await
}

/// Returns the table behind a proxy that forwards the first call of this operation but answers with an error.
pub async fn losing_an_answer(table: &Table, operation: &'static str) -> Table {
    behind(table, operation, true).await
}

async fn behind(table: &Table, operation: &'static str, loses_an_answer: bool) -> Table {
    let failures = AtomicU32::new(if loses_an_answer { 1 } else { u32::MAX });
    let proxy = Proxy { operation, loses_answers: loses_an_answer, failures, upstream: Upstream::of(table) };
    table.behind(Router::new().fallback(forward).with_state(Arc::new(proxy))).await
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    let is_meant = target.is_some_and(|target| target.ends_with(&format!(".{}", proxy.operation)));
    let one_less = |left: u32| left.checked_sub(1);
    if !is_meant || proxy.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_err() {
        return proxy.upstream.forward(request).await;
    }
    if proxy.loses_answers {
        let answer = proxy.upstream.forward(request).await.into_body().collect().await;
        answer.expect("DynamoDB completes its response");
    }
    let body = serde_json::json!({ "__type": "com.amazonaws.dynamodb.v20120810#InternalServerError" });
    let response = Response::builder().status(500).header("content-type", "application/x-amz-json-1.0");
    response.body(Body::from(body.to_string())).expect("the headers are valid")
}
