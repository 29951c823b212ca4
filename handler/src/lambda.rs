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
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt;
use lambda_runtime::Context;
use serde::{Serialize, Serializer};
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

/// An answer in payload format 2.0. It has no `Debug`, because its page may have personal data and its `location` may be a
/// capability.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
    status_code: u16,
    #[serde(serialize_with = "joined")]
    headers: HeaderMap,
    body: String,
    is_base64_encoded: bool,
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

    /// Answers an event of API Gateway's HTTP API (payload format 2.0), given as JSON.
    pub async fn answer(&self, event: &str, deadline: Deadline) -> Payload {
        let mut request = self.request(event);
        request.extensions_mut().insert(deadline);
        let response = self.router.clone().oneshot(request).await;
        let response = response.unwrap_or_else(|never| match never {});
        if let Some(measured) = response.extensions().get::<Measured>() {
            self.metrics.put(&self.clock, &measured.values());
        }
        Payload::of(response).await
    }

    /// Converts an event into a request, with its network address or the reason why it is refused.
    fn request(&self, event: &str) -> Request {
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

impl Payload {
    async fn of(response: Response) -> Payload {
        let (parts, body) = response.into_parts();
        // Pages are in memory, so collecting them does not fail.
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        // Escaping a binary file that happens to be text could exceed the largest response.
        let is_binary = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind == BINARY);
        let (body, is_base64_encoded) = if is_binary {
            (STANDARD.encode(body), true)
        } else {
            match String::from_utf8(body.into()) {
                Ok(text) => (text, false),
                Err(error) => (STANDARD.encode(error.as_bytes()), true),
            }
        };
        Payload { status_code: parts.status.as_u16(), headers: parts.headers, body, is_base64_encoded }
    }
}

/// Serialises headers as the format has them, one value for each name. Joining several is safe because the handler sets no
/// cookies.
fn joined<S: Serializer>(headers: &HeaderMap, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(headers.keys().map(|name| {
        let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        (name.as_str(), values.collect::<Vec<_>>().join(", "))
    }))
}
