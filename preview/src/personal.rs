//! Protects the pages with personal data from other sites in the browser: a person may open them, but no page may load
//! or embed them.

use axum::Router;
use axum::extract::Request;
use axum::http::header::{HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

/// Response headers about other origins. Without CORS headers, none may read a page.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// Wraps the routes so that only the preview's own pages and people can use them.
pub(crate) fn protected<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer(middleware::from_fn(protect))
}

async fn protect(request: Request, next: Next) -> Response {
    if is_of_another_site(request.headers()) {
        return (StatusCode::FORBIDDEN, "This page cannot be embedded in another page.\n").into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Returns whether another site makes the request, by its fetch metadata (<https://www.w3.org/TR/fetch-metadata/>).
/// Following a link from another site is allowed.
fn is_of_another_site(headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let other = matches!(said("sec-fetch-site"), Some("cross-site" | "same-site"));
    let navigation = said("sec-fetch-mode") == Some("navigate") && said("sec-fetch-dest") == Some("document");
    // These pages are only read, which a browser does without an origin from a page of their own.
    headers.contains_key(ORIGIN) || (other && !navigation)
}
