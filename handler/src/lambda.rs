//! From API Gateway's events to the router, and back.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::Request;
use axum::response::Response;
use http::uri::PathAndQuery;
use http::{HeaderName, Uri};
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;
use tower::{Service, ServiceExt};

use crate::address::NetworkAddress;
use crate::{Deadline, Services, finish, not_found, routes};

/// What is left of the function's time for rendering and sending the answer.
const MARGIN: Duration = Duration::from_secs(1);

/// The router as Lambda's runtime calls it: for every path, without the stage in front of it, with the function's own
/// deadline and the network address from which the request comes.
pub fn service(
    services: Arc<Services>,
) -> impl Service<lambda_http::Request, Response = Response, Error = Infallible, Future: Send> + Clone {
    service_trusting(services, None)
}

/// The same behind a CDN: it is the CDN's address that API Gateway sees, so that of whoever sent the request stands in
/// a header, which the CDN sets and nobody else can.
pub fn service_trusting(
    services: Arc<Services>,
    address_header: Option<HeaderName>,
) -> impl Service<lambda_http::Request, Response = Response, Error = Infallible, Future: Send> + Clone {
    let router = finish(routes().fallback(not_found), services);
    router.map_request(move |request: lambda_http::Request| {
        let mut request = without_stage(request).map(axum::body::Body::new);
        if let Some(deadline) = deadline(&request) {
            request.extensions_mut().insert(deadline);
        }
        if let Some(address) = address(&request, address_header.as_ref()) {
            request.extensions_mut().insert(address);
        }
        request
    })
}

fn address(request: &Request, header: Option<&HeaderName>) -> Option<NetworkAddress> {
    let seen = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
        _ => None,
    };
    NetworkAddress::find(request.headers(), header, seen)
}

/// API Gateway's paths start with the name of the stage, unless it is the default one.
fn without_stage(mut request: lambda_http::Request) -> lambda_http::Request {
    let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else {
        return request;
    };
    let prefix = format!("/{}/", context.stage.as_deref().unwrap_or("$default"));
    let rest = request.uri().path().strip_prefix(&prefix);
    let path = rest.map(|rest| match request.uri().query() {
        Some(query) => format!("/{rest}?{query}"),
        None => format!("/{rest}"),
    });
    if let Some(path) = path.and_then(|path| PathAndQuery::try_from(path).ok()) {
        *request.uri_mut() = Uri::from(path);
    }
    request
}

fn deadline(request: &Request) -> Option<Deadline> {
    let context = request.lambda_context_ref()?;
    // Lambda tells the time of day at which it stops the function, so this clock is the one to ask.
    let left = context.deadline().duration_since(SystemTime::now());
    Some(Deadline::after(left.unwrap_or_default().saturating_sub(MARGIN)))
}
