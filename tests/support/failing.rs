//! A proxy in front of DynamoDB at which one kind of call fails.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http_body_util::BodyExt;

use crate::dynamodb::{Table, Upstream};

struct Proxy {
    operation: &'static str,
    is_carried_out: bool,
    upstream: Upstream,
}

/// The same table behind a proxy that answers each call of this operation with an error.
pub async fn refusing(table: &Table, operation: &'static str) -> Table {
    behind(table, operation, false).await
}

/// The same table behind a proxy that carries out each call of this operation, and answers with an error.
pub async fn losing_answers(table: &Table, operation: &'static str) -> Table {
    behind(table, operation, true).await
}

async fn behind(table: &Table, operation: &'static str, is_carried_out: bool) -> Table {
    let proxy = Proxy { operation, is_carried_out, upstream: Upstream::of(table) };
    table.behind(Router::new().fallback(forward).with_state(Arc::new(proxy))).await
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    if !target.is_some_and(|target| target.ends_with(&format!(".{}", proxy.operation))) {
        return proxy.upstream.forward(request).await;
    }
    if proxy.is_carried_out {
        let answer = proxy.upstream.forward(request).await.into_body().collect().await;
        answer.expect("DynamoDB finishes its answer");
    }
    let body = serde_json::json!({ "__type": "com.amazonaws.dynamodb.v20120810#InternalServerError" });
    let response = Response::builder().status(500).header("content-type", "application/x-amz-json-1.0");
    response.body(Body::from(body.to_string())).expect("the headers are sound")
}
