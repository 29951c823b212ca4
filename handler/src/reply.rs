//! The reply to a request, before its conversion to an HTTP response.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use http::{HeaderMap, StatusCode};
use view::headers::ResponseKind;

use crate::gate::Guess;
use crate::log::LogFields;

/// The referrer policy of pages with forms. Under `no-referrer`, a browser would post the forms with `Origin: null`.
/// Under `same-origin`, it would send the page's path with each request for a style sheet, image or link, so the path
/// of a registration, which opens it, would end up in server logs. This policy sends only scheme and host.
pub(crate) const FORM_REFERRER_POLICY: HeaderValue = HeaderValue::from_static("strict-origin");

/// The media type of files that are only saved.
pub(crate) const BINARY: &str = "application/octet-stream";

/// A reply: a page, a file or a redirect, with its status, headers and log fields.
#[derive(Debug)]
pub(crate) struct Reply {
    status: StatusCode,
    kind: ResponseKind,
    body: Body,
    /// Headers that this reply adds to those of its kind, or that replace them.
    headers: HeaderMap,
    /// The log fields of the reply.
    logged: LogFields,
    /// Whether the request contained a wrong code.
    is_guess: bool,
}

impl Reply {
    pub(crate) fn new(status: StatusCode, body: impl Into<Body>, logged: LogFields) -> Reply {
        Reply {
            status,
            kind: ResponseKind::HandlerPage,
            body: body.into(),
            headers: HeaderMap::new(),
            logged,
            is_guess: false,
        }
    }

    /// Redirects with status 303, so that the browser loads the page with a GET and neither a reload nor the back
    /// button posts the form again.
    pub(crate) fn see(path: &str, logged: LogFields) -> Reply {
        let location = HeaderValue::from_str(path).expect("slugs, identifiers and language tags are ASCII");
        Reply::new(StatusCode::SEE_OTHER, String::new(), logged).with(LOCATION, location)
    }

    /// Changes the kind of the reply.
    pub(crate) fn of_kind(self, kind: ResponseKind) -> Reply {
        Reply { kind, ..self }
    }

    /// Sets whether the request contained a wrong code, which counts against the limits although nothing changed.
    pub(crate) fn guessing(self, is_guess: bool) -> Reply {
        Reply { is_guess, ..self }
    }

    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Reply {
        self.headers.insert(name, value);
        self
    }

    /// Adds a header if there is a value for it.
    pub(crate) fn with_optional(self, name: HeaderName, value: Option<HeaderValue>) -> Reply {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

impl IntoResponse for Reply {
    /// Adds the headers that every reply of this kind has.
    fn into_response(self) -> Response {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        for (name, value) in self.kind.headers() {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers.extend(self.headers);
        response.extensions_mut().insert(self.logged);
        if self.is_guess {
            response.extensions_mut().insert(Guess);
        }
        response
    }
}
