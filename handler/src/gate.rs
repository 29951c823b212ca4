//! The checks that every request passes before its route runs: whether it came through the CDN and, if it may change
//! something, whether its sender is within the limits. No route can be reached around the gate.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use registry::Deadline;

use crate::abuse::{Pressure, count, give_back};
use crate::address::NetworkAddress;
use crate::error::AppError;
use crate::extract::own_registration::parse;
use crate::request::Unacceptable;
use crate::services::Services;

/// Routes that refuse requests themselves, because their page shows the typed answers again.
const KEEPING_WHAT_WAS_TYPED: [&str; 4] = [
    "/api/find",
    "/api/workshops/{slug}/registrations",
    "/api/workshops/{slug}/forms/{form}",
    "/api/registrations/{slug}/{id}/participants",
];

/// Passes a request to its route, or refuses it.
pub(crate) async fn pass(State(services): State<Arc<Services>>, request: Request, next: Next) -> Response {
    if let Some(refused) = request.extensions().get::<Unacceptable>() {
        return AppError::Unacceptable(*refused).into_response();
    }
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map(MatchedPath::as_str);
    let deadline = request.extensions().get::<Deadline>().copied().unwrap_or_default();
    let address = NetworkAddress::of(&request);
    let (mut request, registration) = registration_of(request).await;
    let counted = count(&services, route, address, registration.as_deref(), deadline).await;
    if let Pressure::TooMuch(too_many) = counted.pressure
        && !route.is_some_and(|route| KEEPING_WHAT_WAS_TYPED.contains(&route))
    {
        return AppError::TooMany(too_many).into_response();
    }
    request.extensions_mut().insert(counted.pressure);
    let response = next.run(request).await;
    if changed_nothing(response.status()) {
        give_back(&services, &counted).await;
    }
    response
}

/// Returns the path segment that names a registration: its identifier and capability. Both are counted together so that
/// a stranger without the capability cannot use up the registrant's allowance.
async fn registration_of(request: Request) -> (Request, Option<String>) {
    let (mut parts, body) = request.into_parts();
    let parameters = RawPathParams::from_request_parts(&mut parts, &()).await.ok();
    let id = parameters.and_then(|parameters| {
        let (_, id) = parameters.iter().find(|(name, _)| *name == "id")?;
        parse(id).map(|_| id.to_owned())
    });
    (Request::from_parts(parts, body), id)
}

/// Returns whether a request was rejected for its content and so changed nothing. Mistakes do not count against the
/// limits, and neither do requests that another site's page makes a browser send.
fn changed_nothing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::FORBIDDEN
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
            | StatusCode::UNPROCESSABLE_ENTITY
    )
}
