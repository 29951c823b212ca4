//! Outcome → status, headers and page. The only place that knows status codes.

mod availability;
mod find;
mod pages;
mod participants;
mod questionnaire;

use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use view::headers::Kind;
use view::renderer::RenderError;

use self::pages::{message, page};
use crate::Services;
use crate::log::Entry;
use crate::outcome::Outcome;
use crate::request::Unacceptable;
use view::edition::Edition;

/// A page and what goes with it.
struct Page {
    status: StatusCode,
    kind: Kind,
    body: String,
    /// What this page has besides, or instead of, the headers of its kind.
    headers: HeaderMap,
}

/// Answers with what came of a request, a registrant in the language of the registration.
pub(crate) fn respond(services: &Services, outcome: Outcome<'_>) -> Response {
    respond_in(services, None, outcome)
}

/// Answers with what came of a request that was made in this language of the site.
pub(crate) fn respond_in(services: &Services, language: Option<&str>, outcome: Outcome<'_>) -> Response {
    let entry = Entry::of(&outcome);
    match page(services, speaking(services, language, &outcome), outcome) {
        Ok(page) => finish(page, entry),
        // What the template engine says may quote what it was rendering, hence only the class.
        Err(error) => failed(services, Entry { error: Some(class(&error)), ..entry }),
    }
}

/// The language that an answer speaks: that of the registration or of the form that it is about, or else the one in
/// which was asked.
fn speaking<'a>(services: &'a Services, asked_in: Option<&str>, outcome: &Outcome<'_>) -> &'a Edition {
    let editions = &services.editions;
    match (outcome.registration(), outcome.form()) {
        (Some(registration), _) => editions.of_registration(registration),
        (None, Some(workshop)) => editions.of_language(workshop.language.as_deref()),
        (None, None) => editions.of_language(asked_in),
    }
}

/// Answers after a panic.
pub(crate) fn panicked(services: &Services) -> Response {
    let entry = Entry { outcome: "internal-error", workshop: None, error: Some("panic".to_owned()) };
    failed(services, entry)
}

fn failed(services: &Services, entry: Entry) -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let page = message(services.editions.main(), status, "internal-error", None).unwrap_or_else(|_| {
        // The theme cannot even render a message, so there are no words to say more with.
        Page::new(status, "<!doctype html><title>500</title><h1>500</h1>".to_owned())
    });
    finish(page, entry)
}

impl Page {
    fn new(status: StatusCode, body: String) -> Page {
        Page { status, kind: Kind::HandlerPage, body, headers: HeaderMap::new() }
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Page {
        self.headers.insert(name, value);
        self
    }
}

/// Adds what holds for every answer of the kind.
fn finish(page: Page, entry: Entry) -> Response {
    let mut response = Response::new(Body::from(page.body));
    *response.status_mut() = page.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    for (name, value) in page.kind.headers() {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
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

impl Unacceptable {
    fn status(self) -> StatusCode {
        match self {
            Unacceptable::AroundCdn | Unacceptable::ForeignOrigin => StatusCode::FORBIDDEN,
            Unacceptable::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Unacceptable::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Unacceptable::Malformed => StatusCode::BAD_REQUEST,
        }
    }
}
