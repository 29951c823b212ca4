//! Converts an API Gateway event into a request. Only an event that is no valid request at all fails.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

use crate::request::Unacceptable;

/// Characters that must be percent-encoded in a path. The percent sign is not among them, as it starts an existing
/// escape.
const NOT_IN_PATHS: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Characters that must be percent-encoded in a query, which may contain question marks.
const NOT_IN_QUERIES: AsciiSet = NOT_IN_PATHS.remove(b'?');

/// The default stage, which does not appear in paths.
const DEFAULT_STAGE: &str = "$default";

/// The fields of an event that the handler reads. Missing fields are empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Event {
    raw_path: String,
    raw_query_string: String,
    headers: HashMap<String, Value>,
    body: Option<String>,
    is_base64_encoded: bool,
    request_context: Context,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Context {
    stage: Option<String>,
    http: Http,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Http {
    method: String,
    source_ip: Option<String>,
}

impl Event {
    /// Reads an event. A value of another shape becomes an empty event, which is then refused.
    pub(super) fn read(event: &str) -> Event {
        serde_json::from_str(event).unwrap_or_else(|_| {
            tracing::error!("the event is not one of an HTTP API with payload format 2.0");
            Event::default()
        })
    }

    /// Returns the client's network address as API Gateway saw it.
    pub(super) fn source(&self) -> Option<&str> {
        self.request_context.http.source_ip.as_deref()
    }

    /// Builds the request of the event.
    pub(super) fn request(&self) -> Result<Request, Unacceptable> {
        let method = Method::from_bytes(self.request_context.http.method.as_bytes());
        let body = match &self.body {
            Some(body) if self.is_base64_encoded => {
                STANDARD.decode(body).map_err(|_| Unacceptable::Malformed)?.into()
            }
            Some(body) => body.clone().into(),
            None => Body::empty(),
        };
        let mut request = Request::new(body);
        *request.method_mut() = method.map_err(|_| Unacceptable::Malformed)?;
        *request.uri_mut() = self.uri()?;
        *request.headers_mut() = self.headers();
        Ok(request)
    }

    /// Path and query, without the stage prefix. The host is left out: the handler serves one site, and a `Host` header
    /// can be anything.
    fn uri(&self) -> Result<Uri, Unacceptable> {
        let stage = self.request_context.stage.as_deref().unwrap_or(DEFAULT_STAGE);
        let path = self.raw_path.strip_prefix(&format!("/{stage}")).filter(|rest| rest.starts_with('/'));
        let path = utf8_percent_encode(path.unwrap_or(&self.raw_path), &NOT_IN_PATHS).to_string();
        let slash = if path.starts_with('/') { "" } else { "/" };
        let query = utf8_percent_encode(&self.raw_query_string, &NOT_IN_QUERIES).to_string();
        let mark = if query.is_empty() { "" } else { "?" };
        let uri = format!("{slash}{path}{mark}{query}");
        // A URI longer than 64 KB is refused.
        PathAndQuery::try_from(uri).map(Uri::from).map_err(|_| Unacceptable::Malformed)
    }

    /// Returns the headers, without invalid ones: one malformed header must not cost a client the answer.
    fn headers(&self) -> HeaderMap {
        let header = |(name, value): (&String, &Value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            Some((name, HeaderValue::from_bytes(value.as_str()?.as_bytes()).ok()?))
        };
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers.iter().filter_map(header) {
            // Names that differ only in case are the same header.
            headers.append(name, value);
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn uri(path: &str, query: &str, stage: &str) -> String {
        let event = Event {
            raw_path: path.to_owned(),
            raw_query_string: query.to_owned(),
            request_context: Context { stage: Some(stage.to_owned()), ..Context::default() },
            ..Event::default()
        };
        event.uri().unwrap().to_string()
    }

    #[test]
    fn any_path_and_query_makes_a_valid_uri() {
        assert_eq!(uri("/api/x", "", DEFAULT_STAGE), "/api/x");
        assert_eq!(uri("/test/api/x", "a=1", "test"), "/api/x?a=1");
        assert_eq!(uri("/test/api/x", "a=1", DEFAULT_STAGE), "/test/api/x?a=1");
        assert_eq!(uri("", "", DEFAULT_STAGE), "/");
        assert_eq!(uri("*", "", DEFAULT_STAGE), "/*");
        assert_eq!(uri("//evil.example/api", "", DEFAULT_STAGE), "//evil.example/api");
        assert_eq!(
            uri("/api/é \"<>#?{}|\\^`\u{0}\u{7f}", "", DEFAULT_STAGE),
            "/api/%C3%A9%20%22%3C%3E%23%3F%7B%7D%7C%5C%5E%60%00%7F"
        );
        assert_eq!(uri("/api/%2f%zz%", "%&é=\u{1}#?", DEFAULT_STAGE), "/api/%2f%zz%?%&%C3%A9=%01%23?");
        for code in 0..=0x2ff_u32 {
            let character = char::from_u32(code).unwrap().to_string();
            assert!(uri(&character, &character, &character).starts_with('/'), "{code}");
        }
    }

    #[test]
    fn a_uri_that_is_too_long_is_refused() {
        let event = Event { raw_path: format!("/{}", "a".repeat(70_000)), ..Event::default() };
        assert_eq!(event.uri(), Err(Unacceptable::Malformed));
    }

    #[test]
    fn invalid_headers_are_dropped_and_others_kept() {
        let event = json!({
            "headers": { "origin": "é", "not a name": "x", "x-control": "a\nb", "x-null": null, "Accept": "*/*" },
        });
        let event = Event::read(&event.to_string());
        let headers = event.headers();
        assert_eq!(headers.len(), 2);
        assert_eq!(headers["accept"], "*/*");
        assert!(headers["origin"].to_str().is_err(), "the origin is present but unreadable");
    }

    #[test]
    fn values_that_are_not_events_are_refused() {
        for event in ["null", "[]", r#""x""#, r#"{ "rawPath": 1 }"#, r#"{ "Records": [] }"#] {
            assert_eq!(Event::read(event).request().unwrap_err(), Unacceptable::Malformed);
        }
    }
}
