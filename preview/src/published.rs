//! Imitates the infrastructure in front of the published site. Requests reach the handler as from a browser on
//! `base_url` and through API Gateway under its own host, so that the preview rejects what production rejects. Former
//! addresses are redirected.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use axum::extract::Request;
use axum::http::header::{HOST, LOCATION, ORIGIN};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use url::Url;

/// A placeholder for API Gateway's host. It never equals the host of an origin.
const GATEWAY: HeaderValue = HeaderValue::from_static("gateway.invalid");

/// Returns the origin that browsers send from the pages of a site with this `base_url`.
pub(crate) fn origin(base_url: &str) -> Option<HeaderValue> {
    let origin = Url::parse(base_url).ok()?.origin().ascii_serialization();
    HeaderValue::from_str(&origin).ok()
}

/// Replaces the preview's own origin with that of the published site. Other origins are unchanged.
pub(crate) fn as_published(mut request: Request, origin: Option<&HeaderValue>) -> Request {
    let headers = request.headers_mut();
    let host = headers.insert(HOST, GATEWAY);
    let own = host.as_ref().and_then(|host| host.to_str().ok()).map(|host| format!("http://{host}"));
    let is_own = headers.get(ORIGIN).is_some_and(|sent| own.as_ref().is_some_and(|own| sent == own.as_str()));
    if let Some(origin) = origin.filter(|_| is_own) {
        headers.insert(ORIGIN, origin.clone());
    }
    request
}

/// Reads the redirects from former addresses, as written for a deployment.
///
/// # Errors
///
/// Returns an error if the file cannot be read.
pub(crate) fn redirects(file: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    #[derive(Deserialize)]
    struct Rule {
        from: String,
        to: String,
    }
    let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let rules: Vec<Rule> =
        serde_json::from_slice(&text).with_context(|| format!("cannot parse {}", file.display()))?;
    // Decode both sides: browsers differ in the characters that they encode.
    Ok(rules.into_iter().map(|Rule { from, to }| (decoded(&from), to)).collect())
}

/// Returns the redirect for a former address, given by path and query.
pub(crate) fn redirected(uri: &Uri, redirects: &BTreeMap<String, String>) -> Option<Response> {
    let path = decoded(uri.path());
    let to = redirects.get(&path).or_else(|| redirects.get(&format!("{path}/")))?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some((StatusCode::MOVED_PERMANENTLY, [(LOCATION, format!("{to}{query}"))]).into_response())
}

fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn sent(origin_of_page: &str, base_url: &str) -> (String, String) {
        let request = Request::builder()
            .header(HOST, "127.0.0.1:8000")
            .header(ORIGIN, origin_of_page)
            .body(Body::empty())
            .unwrap();
        let request = as_published(request, origin(base_url).as_ref());
        let text = |name| request.headers()[name].to_str().unwrap().to_owned();
        (text(ORIGIN), text(HOST))
    }

    #[test]
    fn the_preview_origin_replaces_that_of_the_published_site() {
        for base_url in ["https://club.example", "https://Club.Example:443"] {
            let (origin, host) = sent("http://127.0.0.1:8000", base_url);
            assert_eq!((origin.as_str(), host.as_str()), ("https://club.example", "gateway.invalid"));
        }
    }

    #[test]
    fn other_origins_stay_foreign() {
        for origin in ["https://evil.example", "http://127.0.0.1:8001", "http://localhost:8000", "null"] {
            assert_eq!(sent(origin, "https://club.example").0, origin);
        }
    }
}
