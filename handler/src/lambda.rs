//! Translates API Gateway events into requests for the router, and responses back.
//!
//! Every event gets an answer, whatever a client put into its path, query, headers or body: an event that is no valid
//! request gets an error page like any other refusal. docs/decisions/020-own-reading-of-events.md explains why
//! `lambda_http` does not do this.

mod event;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt;
use lambda_runtime::Context;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

use self::event::Event;
use crate::edge::{Edge, ORIGIN_SECRET_HEADER};
use crate::log::Measured;
use crate::reply::BINARY;
use crate::request::Unacceptable;
use crate::routes::{finish, not_found, routes};
use crate::services::Services;
use registry::metrics::Metrics;
use registry::{Clock, Deadline};

/// The time reserved for rendering and sending the answer.
const MARGIN: Duration = Duration::from_secs(1);

/// The Lambda function: the router for every path, without the stage prefix, and the way in which requests reach it.
pub struct Function {
    router: Router,
    edge: Edge,
    clock: Clock,
    metrics: Metrics,
}

impl Function {
    /// Creates a function whose requests arrive through `edge`.
    pub fn new(services: Arc<Services>, edge: Edge) -> Function {
        let clock = Arc::clone(&services.clock);
        let router = finish(routes().fallback(not_found), services);
        Function { router, edge, clock, metrics: Metrics::default() }
    }

    /// Returns the function with metrics of its requests.
    #[must_use]
    pub fn with_metrics(self, metrics: Metrics) -> Function {
        Function { metrics, ..self }
    }

    /// Answers an event of API Gateway's HTTP API (payload format 2.0).
    pub async fn answer(&self, event: Value, deadline: Deadline) -> Value {
        let mut request = self.request(event);
        request.extensions_mut().insert(deadline);
        let response = self.router.clone().oneshot(request).await;
        let response = response.unwrap_or_else(|never| match never {});
        if let Some(measured) = response.extensions().get::<Measured>() {
            self.metrics.put(&self.clock, &measured.values());
        }
        payload(response).await
    }

    /// Converts an event into a request, with its network address or the reason why it is refused.
    fn request(&self, event: Value) -> Request {
        let event = Event::read(event);
        let mut request = match event.request() {
            Ok(request) => request,
            Err(refused) => return refusing(refused),
        };
        match self.edge.sender(request.headers(), event.source()) {
            Ok(sender) => {
                request.headers_mut().remove(ORIGIN_SECRET_HEADER);
                request.extensions_mut().insert(sender);
            }
            Err(_) => {
                request.extensions_mut().insert(Unacceptable::AroundCdn);
            }
        }
        request
    }
}

/// Returns the time by which the function must answer.
pub fn deadline(context: &Context) -> Deadline {
    // Lambda states its deadline as a time of day, so it is compared with the system clock.
    let left = context.deadline().duration_since(SystemTime::now());
    Deadline::after(left.unwrap_or_default().saturating_sub(MARGIN))
}

/// Returns an empty request that carries the reason for its refusal.
fn refusing(refused: Unacceptable) -> Request {
    let mut request = Request::default();
    request.extensions_mut().insert(refused);
    request
}

/// Converts a response to payload format 2.0.
async fn payload(response: Response) -> Value {
    let (parts, body) = response.into_parts();
    // Pages are in memory, so collecting them does not fail.
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let mut headers = Map::new();
    // The format has one value per header. Joining is safe because the handler sets no cookies.
    for name in parts.headers.keys() {
        let values =
            parts.headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        headers.insert(name.to_string(), values.collect::<Vec<_>>().join(", ").into());
    }
    // Escaping a binary file that happens to be text could exceed the largest response.
    let is_binary = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind == BINARY);
    let (body, is_base64) = match std::str::from_utf8(&body) {
        Ok(text) if !is_binary => (text.to_owned(), false),
        _ => (STANDARD.encode(&body), true),
    };
    json!({
        "statusCode": parts.status.as_u16(),
        "headers": headers,
        "body": body,
        "isBase64Encoded": is_base64,
    })
}
