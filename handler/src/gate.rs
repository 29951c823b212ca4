//! The checks that every request passes before its route runs: whether it came through the CDN and, if it may change
//! something, whether its sender is within the limits. No route can be reached around the gate.
//!
//! The gate looks up the registration that a request names while it counts the request, so that the registrant waits
//! for one answer of the store instead of two. A rejected request costs that lookup, too.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::future::join;
use http::StatusCode;
use registry::Deadline;

use crate::abuse::{Pressure, count, give_back};
use crate::address::NetworkAddress;
use crate::error::AppError;
use crate::extract::own_registration::{parse, read_ahead};
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
    let (mut request, named) = registration_of(request).await;
    let own = named.as_ref().map(|named| named.own.as_str());
    let reading = async {
        let Named { workshop, own } = named.as_ref()?;
        read_ahead(&services, workshop, own, deadline).await
    };
    let (counted, read) = join(count(&services, route, address, own, deadline), reading).await;
    if let Pressure::TooMuch(too_many) = counted.pressure
        && !route.is_some_and(|route| KEEPING_WHAT_WAS_TYPED.contains(&route))
    {
        return AppError::TooMany(too_many).into_response();
    }
    request.extensions_mut().insert(counted.pressure);
    if let Some(read) = read {
        request.extensions_mut().insert(read);
    }
    let response = next.run(request).await;
    if changed_nothing(response.status()) {
        give_back(&services, &counted).await;
    }
    response
}

/// The path segments that name a registration.
struct Named {
    /// The name of the workshop.
    workshop: String,
    /// Identifier and capability. Both are counted together so that a stranger without the capability cannot use up the
    /// registrant's allowance.
    own: String,
}

/// Returns the path segments that name a registration, if the route has any.
async fn registration_of(request: Request) -> (Request, Option<Named>) {
    let (mut parts, body) = request.into_parts();
    let parameters = RawPathParams::from_request_parts(&mut parts, &()).await.ok();
    let named = parameters.and_then(|parameters| {
        let parameter = |of: &str| parameters.iter().find(|(name, _)| *name == of).map(|(_, value)| value);
        let (workshop, own) = (parameter("slug")?, parameter("id")?);
        parse(own).map(|_| Named { workshop: workshop.to_owned(), own: own.to_owned() })
    });
    (Request::from_parts(parts, body), named)
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
