//! An answer before it is one of HTTP: its body and what goes with it.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use http::{HeaderMap, StatusCode};
use view::headers::Kind;

use crate::log::Entry;

/// With `no-referrer` on a page, its forms would be posted with `Origin: null`. With `same-origin`, the page's path
/// would be sent with each style sheet, picture and link, and the path of a registration, which opens it, would stand
/// in the logs of whatever delivers them. This policy sends the scheme and host alone.
pub(crate) const FORM_REFERRER_POLICY: HeaderValue = HeaderValue::from_static("strict-origin");

/// A page and what goes with it.
#[derive(Debug)]
pub(crate) struct Page {
    status: StatusCode,
    kind: Kind,
    body: String,
    /// What this page has besides, or instead of, the headers of its kind.
    headers: HeaderMap,
    /// What the log says about it.
    entry: Entry,
}

impl Page {
    pub(crate) fn new(status: StatusCode, body: String, entry: Entry) -> Page {
        Page { status, kind: Kind::HandlerPage, body, headers: HeaderMap::new(), entry }
    }

    /// 303, so that the browser asks for the page and neither a reload nor the back button posts again.
    pub(crate) fn see(path: &str, entry: Entry) -> Page {
        let location = HeaderValue::from_str(path).expect("slugs, identifiers and language tags are ASCII");
        Page::new(StatusCode::SEE_OTHER, String::new(), entry).with(LOCATION, location)
    }

    /// The same as an answer of another kind.
    pub(crate) fn of_kind(self, kind: Kind) -> Page {
        Page { kind, ..self }
    }

    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Page {
        self.headers.insert(name, value);
        self
    }

    /// The page with a header, if there is a value for it.
    pub(crate) fn with_optional(self, name: HeaderName, value: Option<HeaderValue>) -> Page {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

impl IntoResponse for Page {
    /// Adds what holds for every answer of the kind.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        for (name, value) in self.kind.headers() {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers.extend(self.headers);
        response.extensions_mut().insert(self.entry);
        response
    }
}
