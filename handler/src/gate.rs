//! What every request passes before a route sees it: whether it came the right way and, if it may change something,
//! how much comes from there. No route can be reached around it, and none has to ask for it.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use registry::Deadline;

use crate::abuse::{Pressure, count, give_back};
use crate::address::NetworkAddress;
use crate::error::AppError;
use crate::extract::own::parse;
use crate::request::Unacceptable;
use crate::services::Services;

/// Routes that refuse by themselves, as their page shows again what was typed.
const KEEPING_WHAT_WAS_TYPED: [&str; 4] = [
    "/api/find",
    "/api/workshops/{slug}/registrations",
    "/api/workshops/{slug}/forms/{form}",
    "/api/registrations/{slug}/{id}/participants",
];

/// Lets a request through, or answers it.
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

/// What names a registration in the path of a request: identifier and capability, so that whoever does not know the
/// capability cannot use up what its registrant may do.
async fn registration_of(request: Request) -> (Request, Option<String>) {
    let (mut parts, body) = request.into_parts();
    let parameters = RawPathParams::from_request_parts(&mut parts, &()).await.ok();
    let id = parameters.and_then(|parameters| {
        let (_, id) = parameters.iter().find(|(name, _)| *name == "id")?;
        parse(id).map(|_| id.to_owned())
    });
    (Request::from_parts(parts, body), id)
}

/// Whether a request was turned away for what it said, so that it changed nothing: mistakes are free, and so is what
/// another site's page makes a browser send.
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
