//! One line for each request: what was asked, what came of it, how long it took.
//!
//! Nothing about people is ever logged: no names, addresses or bodies, and no raw path, because the address of
//! a registration is a capability.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use model::slug::Slug;

use crate::outcome::{NotStored, Outcome, Refusal};

/// What the log says about an answer, beyond its status. An extension of the response.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The key of the outcome.
    pub(crate) outcome: &'static str,
    /// The workshop, if the catalogue has it.
    pub(crate) workshop: Option<Slug>,
    /// The class of what went wrong on our side.
    pub(crate) error: Option<String>,
}

/// Logs a request once it is answered.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // The template of the path, never the path.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;

    let entry = response.extensions().get::<Entry>();
    let route = route.as_ref().map(MatchedPath::as_str);
    let status = response.status().as_u16();
    let outcome = entry.map(|entry| entry.outcome);
    let workshop = entry.and_then(|entry| entry.workshop.as_ref()).map(Slug::as_str);
    let error = entry.and_then(|entry| entry.error.as_deref());
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    if response.status().is_server_error() {
        tracing::error!(%method, route, status, outcome, workshop, duration_ms, error, "request");
    } else {
        tracing::info!(%method, route, status, outcome, workshop, duration_ms, error, "request");
    }
    response
}

impl Entry {
    /// What the log says about an outcome.
    pub(crate) fn of(outcome: &Outcome<'_>) -> Entry {
        let (key, workshop, error) = match outcome {
            Outcome::Registered(workshop, registration) => (registration.status.key(), Some(*workshop), None),
            Outcome::Invalid(posted, _) => ("invalid", Some(posted.workshop), None),
            Outcome::Refused(posted, refusal) => {
                let error = match refusal {
                    Refusal::Unavailable(error) => Some(error.to_string()),
                    _ => None,
                };
                (refusal.key(), Some(posted.workshop), error)
            }
            Outcome::Questionnaire(asked, answered) => {
                (answered.key(), Some(asked.workshop), answered.error())
            }
            Outcome::Finding(finding) => (finding.key(), None, finding.error()),
            Outcome::UnknownForm(workshop) => ("unknown-form", Some(*workshop), None),
            Outcome::NoOffer(workshop) => ("no-registration", Some(*workshop), None),
            Outcome::UnknownWorkshop => ("unknown-workshop", None, None),
            Outcome::Found(own) => ("found", Some(own.workshop), None),
            Outcome::Calendar(workshop, _) => ("calendar", Some(*workshop), None),
            Outcome::AskedToCancel(own) => ("asked-to-cancel", Some(own.workshop), None),
            Outcome::AskedToChange(own, _, None) => ("asked-to-change", Some(own.workshop), None),
            Outcome::AskedToChange(own, _, Some(_)) => ("invalid", Some(own.workshop), None),
            Outcome::Unchanged(unchanged) => {
                let error = match &unchanged.reason {
                    NotStored::Unavailable(error) => Some(error.to_string()),
                    NotStored::TooMany(_) => None,
                };
                (unchanged.reason.key(), Some(unchanged.workshop), error)
            }
            Outcome::AskedToConfirm(own, _) => ("asked-to-confirm", Some(own.workshop), None),
            Outcome::Lapsed(own) => ("lapsed", Some(own.workshop), None),
            Outcome::Changed(own, what) => (*what, Some(own.workshop), None),
            Outcome::ChangedTooOften(own, ..) => ("changed-too-often", Some(own.workshop), None),
            Outcome::TooLate(own) => ("too-late", Some(own.workshop), None),
            Outcome::Available(workshop, _) => ("available", Some(*workshop), None),
            Outcome::UnknownRegistration => ("unknown-registration", None, None),
            Outcome::Unavailable(error) => ("unavailable", None, Some(error.to_string())),
            Outcome::TooMany(_) => ("too-many", None, None),
            Outcome::Unacceptable(reason) => (reason.key(), None, None),
            Outcome::NotFound => ("not-found", None, None),
            Outcome::MethodNotAllowed => ("method-not-allowed", None, None),
            Outcome::Broken(workshop, error) => ("internal-error", Some(*workshop), Some(error.to_string())),
            Outcome::BrokenSite(error) => ("internal-error", None, Some(error.to_string())),
        };
        Entry { outcome: key, workshop: workshop.map(|workshop| workshop.slug.clone()), error }
    }
}
