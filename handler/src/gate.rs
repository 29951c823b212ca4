//! The checks that every request passes before its route runs: whether it came through the CDN and, if it may change
//! something, whether its sender is within the limits. No route can be reached around the gate.
//!
//! The gate looks up the registration that a request names while it counts the request, so that the registrant waits
//! for one answer of the store instead of two; a registration form is read and its repetition looked up meanwhile. A rejected
//! request costs that lookup, too. If the form has errors, its page and the request that takes it out of its counters are prepared
//! meanwhile, and the page is drawn while they have that request.

use std::panic::resume_unwind;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::future::join;
use http::StatusCode;
use registry::once_permitted;
use tokio::task::yield_now;

use crate::abuse::{Counters, Pressure, TooMany, count, count_again, give_back};
use crate::address::NetworkAddress;
use crate::error::AppError;
use crate::extract::address::{deadline, note_workshop};
use crate::extract::named_registration::NamedRegistration;
use crate::pending_pressure::PendingPressure;
use crate::request::Unacceptable;
use crate::route::REGISTRATIONS;
use crate::services::Services;
use crate::undrawn::Undrawn;

/// Routes that refuse requests themselves, because their page shows the typed answers again; besides [`REGISTRATIONS`].
const ROUTES_KEEPING_INPUT: [&str; 7] = [
    "/api/find",
    "/api/workshops/{slug}/forms/{form}",
    "/api/registrations/{slug}/{id}/participants",
    "/api/registrations/{slug}/{id}/participants/add",
    "/api/registrations/{slug}/{id}/participants/{number}/sessions",
    "/api/registrations/{slug}/{id}/details",
    "/api/participations/{slug}/{id}/sessions",
];

/// Marks the response to a form with a wrong code. It counts against the limits, so that no code can be guessed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guess;

/// Passes a request to its route, or refuses it.
pub(crate) async fn pass(
    State(services): State<Arc<Services>>,
    mut request: Request,
    next: Next,
) -> Response {
    note_workshop(&mut request, &services).await;
    if let Some(refused) = request.extensions().get::<Unacceptable>() {
        return AppError::Unacceptable(*refused).into_response();
    }
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map(MatchedPath::as_str);
    let address = NetworkAddress::of(&request);
    let (mut parts, body) = request.into_parts();
    let deadline = deadline(&parts);
    let named = NamedRegistration::of(&mut parts, &services).await;
    // Both parts of the link are counted together, so that a stranger without the capability cannot use up the
    // registrant's allowance.
    let own = named.as_ref().map(|named| named.link.segment());
    let reading = async { named.as_ref()?.read_ahead(&services, deadline).await };
    let counters = Counters::of(&services, route, address, own.as_deref());
    let counting = count(&services, &counters, deadline);
    if route == Some(REGISTRATIONS) {
        let (services, counters) = (&services, &counters);
        let respond = |pressure: PendingPressure| async move {
            // Lets the connection send the request to the counter first.
            yield_now().await;
            parts.extensions.insert(pressure.clone());
            let response = next.run(Request::from_parts(parts, body)).await;
            settled(response, services, counters, &pressure).await
        };
        return PendingPressure::during(counting, respond).await;
    }
    let (pressure, read) = join(counting, reading).await;
    if let Pressure::TooMuch(too_many) = pressure
        && !route.is_some_and(|route| ROUTES_KEEPING_INPUT.contains(&route))
    {
        return AppError::TooMany(too_many).into_response();
    }
    let pressure = PendingPressure::from(pressure);
    parts.extensions.insert(pressure.clone());
    if let Some(read) = read {
        parts.extensions.insert(read);
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    settled(response, &services, &counters, &pressure).await
}

/// Draws the response if that is still to be done, and takes its request out of the counters if it is not to count: one of a
/// sender who exceeded a limit always does. Returns when both are done.
async fn settled(
    mut response: Response,
    services: &Services,
    counters: &Counters,
    pressure: &PendingPressure,
) -> Response {
    if let Some(undrawn) = response.extensions_mut().remove::<Undrawn>() {
        return drawn(&undrawn, services, counters, pressure).await;
    }
    if changed_nothing(response.status())
        && response.extensions().get::<Guess>().is_none()
        && within_limits(pressure).await.is_ok()
    {
        give_back(services, counters).await;
    }
    response
}

/// Draws a response and takes its request out of the counters meanwhile, or refuses it. A page that turns out not to be the
/// promised one, because the theme cannot render it, counts like any other failure, and so does a panic.
async fn drawn(
    undrawn: &Undrawn,
    services: &Services,
    counters: &Counters,
    pressure: &PendingPressure,
) -> Response {
    let drawing = || undrawn.draw_during(give_back(services, counters), pressure.known());
    match once_permitted(within_limits(pressure), drawing).await {
        Err(too_many) => undrawn.refuse(too_many),
        Ok(Ok(drawn)) if changed_nothing(drawn.status()) => drawn,
        Ok(drawn) => {
            count_again(services, counters).await;
            drawn.unwrap_or_else(|panic| resume_unwind(panic))
        }
    }
}

/// Waits until the request is counted.
///
/// # Errors
///
/// [`TooMany`] if its sender exceeded a limit.
async fn within_limits(pressure: &PendingPressure) -> Result<(), TooMany> {
    match pressure.known().await {
        Pressure::TooMuch(too_many) => Err(too_many),
        Pressure::Usual | Pressure::Suspicious => Ok(()),
    }
}

/// Returns whether a request changed nothing: a specimen, or one that was rejected for its content. Mistakes do not count
/// against the limits, and neither do requests that another site's page makes a browser send.
fn changed_nothing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::NO_CONTENT
            | StatusCode::BAD_REQUEST
            | StatusCode::FORBIDDEN
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
            | StatusCode::UNPROCESSABLE_ENTITY
    )
}
