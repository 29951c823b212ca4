//! Outcome → status, headers and page. The only place that knows status codes.

mod availability;
mod pages;
mod questionnaire;

use axum::body::Body;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, StatusCode};
use view::renderer::RenderError;

use self::pages::{message, page};
use crate::Services;
use crate::log::Entry;
use crate::outcome::Outcome;

const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// Pages load nothing but what this site serves, and no inline scripts or styles; scripts ask this site for the
/// seats that are left; only this site may be posted to, and no other may frame them.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page and what goes with it.
struct Page {
    status: StatusCode,
    body: String,
    headers: HeaderMap,
}

/// Answers with what came of a request.
pub(crate) fn respond(services: &Services, outcome: Outcome<'_>) -> Response {
    let entry = Entry::of(&outcome);
    match page(&services.renderer, outcome) {
        Ok(page) => finish(page, entry),
        // What the template engine says may quote what it was rendering, hence only the class.
        Err(error) => failed(services, Entry { error: Some(class(&error)), ..entry }),
    }
}

/// Answers after a panic.
pub(crate) fn panicked(services: &Services) -> Response {
    let entry = Entry { outcome: "internal-error", workshop: None, error: Some("panic".to_owned()) };
    failed(services, entry)
}

fn failed(services: &Services, entry: Entry) -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let page = message(&services.renderer, status, "internal-error", None).unwrap_or_else(|_| {
        // The theme cannot even render a message, so there are no words to say more with.
        Page::new(status, "<!doctype html><title>500</title><h1>500</h1>".to_owned())
    });
    finish(page, entry)
}

impl Page {
    fn new(status: StatusCode, body: String) -> Page {
        Page { status, body, headers: HeaderMap::new() }
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Page {
        self.headers.insert(name, value);
        self
    }
}

/// Adds what holds for every answer: it is nobody else's, so nothing may be kept, listed or told onwards.
fn finish(page: Page, entry: Entry) -> Response {
    let mut response = Response::new(Body::from(page.body));
    *response.status_mut() = page.status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_ROBOTS_TAG, "noindex"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.extend(page.headers);
    response.extensions_mut().insert(entry);
    response
}

fn class(error: &RenderError) -> String {
    match error {
        RenderError::Template(_) => "a template cannot be rendered".to_owned(),
        RenderError::Formats(error) => error.to_string(),
        RenderError::Words(error) => error.to_string(),
    }
}
