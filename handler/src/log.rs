//! One log line per request: method, route, result and duration; and the measurements of it.
//!
//! Personal data is never logged: no names, addresses or bodies, and no raw paths, because the URL of a registration is
//! a capability.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{Extensions, Method, StatusCode};
use model::slug::Slug;
use model::status::Status;
use registry::metrics::{Metric, Outcome};

use crate::route::REGISTRATIONS;

/// The log fields of a reply besides its status, stored as an extension of the response.
#[derive(Clone, Debug)]
pub(crate) struct LogFields {
    /// The key of the result.
    pub(crate) result: &'static str,
    /// The class of an error on our side.
    pub(crate) error: Option<String>,
}

/// The workshop of the catalogue that a request concerns, as an extension of the request. It is noted before the request passes
/// the gate, so that the log line has it whatever becomes of the request.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoggedWorkshop(Arc<OnceLock<Slug>>);

/// The measurements of a request, stored as an extension of the response.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    duration: Duration,
    /// For a posted registration form.
    outcome: Option<Outcome>,
}

/// Logs a request after it is answered.
pub(crate) async fn log(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // The route's template, never the actual path.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let workshop = LoggedWorkshop::default();
    request.extensions_mut().insert(workshop.clone());
    let mut response = next.run(request).await;
    let duration = started.elapsed();

    let logged = response.extensions().get::<LogFields>();
    let route = route.as_ref().map(MatchedPath::as_str);
    let status = response.status().as_u16();
    let result = logged.map(|logged| logged.result);
    let workshop = workshop.0.get().map(Slug::as_str);
    let error = logged.and_then(|logged| logged.error.as_deref());
    let duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    if response.status().is_server_error() {
        tracing::error!(%method, route, status, result, workshop, duration_ms, error, "request");
    } else {
        tracing::info!(%method, route, status, result, workshop, duration_ms, error, "request");
    }
    let is_registration = method == Method::POST && route == Some(REGISTRATIONS);
    let outcome = is_registration.then(|| outcome(response.status(), result.unwrap_or_default()));
    response.extensions_mut().insert(Measured { duration, outcome });
    response
}

/// Returns what came of a posted registration form.
fn outcome(status: StatusCode, result: &str) -> Outcome {
    match status {
        StatusCode::SEE_OTHER if result == Status::Waiting.key() => Outcome::Waiting,
        StatusCode::SEE_OTHER if result == Status::Quarantined.key() => Outcome::Quarantined,
        StatusCode::SEE_OTHER => Outcome::Accepted,
        StatusCode::UNPROCESSABLE_ENTITY => Outcome::Invalid,
        status if status.is_server_error() => Outcome::Failed,
        _ => Outcome::Refused,
    }
}

impl Measured {
    /// Returns the values of the request's metrics.
    pub(crate) fn values(&self) -> Vec<(Metric, f64)> {
        let latency = (Metric::Latency, self.duration.as_secs_f64() * 1_000.0);
        let outcome = self.outcome.map(|outcome| (Metric::Registrations(outcome), 1.0));
        [latency].into_iter().chain(outcome).collect()
    }
}

impl LoggedWorkshop {
    /// Notes the workshop that the request with these extensions concerns.
    pub(crate) fn note(extensions: &Extensions, workshop: &Slug) {
        if let Some(LoggedWorkshop(noted)) = extensions.get() {
            _ = noted.set(workshop.clone());
        }
    }
}

impl LogFields {
    /// Creates the fields of a reply with this result.
    pub(crate) fn of(result: &'static str) -> LogFields {
        LogFields { result, error: None }
    }

    /// Adds the class of an error on our side, if there was one.
    pub(crate) fn because(self, error: Option<String>) -> LogFields {
        LogFields { error, ..self }
    }
}
