//! Decodes a form post after checking its origin, content type, size and encoding. Anything else is refused before its
//! fields are read.

use axum::body::Body;
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use model::form::MAX_POSTED;
use model::submission::Submission;
use percent_encoding::percent_decode;

/// The longest form post, in bytes. The standard fields at their limit stay below it: about 3,000 + 5 × 200
/// characters of 4 bytes each, every byte written as `%XX`, take 48,000 bytes. So do 20 participants with 10 answers of
/// 200 letters each.
pub(crate) const MAX_BODY_LENGTH: usize = 64 * 1024;

/// The longest post of a questionnaire, in bytes: [`MAX_ANSWERS_LENGTH`](model::questionnaire::MAX_ANSWERS_LENGTH)
/// characters of 12 bytes each take 480,000 bytes, and the rest is for field names and the respondent's details.
pub(crate) const MAX_ANSWERS_BODY_LENGTH: usize = 512 * 1024;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The reason why a post is refused, whatever its fields contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unacceptable {
    /// It did not come through the CDN in front of the site.
    AroundCdn,
    /// It comes from another site's page.
    ForeignOrigin,
    /// It is not `application/x-www-form-urlencoded`.
    MediaType,
    /// It is longer than 64 KiB (512 KiB for a questionnaire) or has more than 1,000 fields.
    TooLarge,
    /// It is not UTF-8, or a percent sign is not followed by two hexadecimal digits.
    Malformed,
}

/// Reads a form post of at most `max_length` bytes for the site at `base_url`.
pub(crate) async fn read_form(
    headers: &HeaderMap,
    body: Body,
    base_url: &str,
    max_length: usize,
) -> Result<Submission, Unacceptable> {
    if is_foreign(headers, base_url) {
        return Err(Unacceptable::ForeignOrigin);
    }
    if !is_urlencoded(headers) {
        return Err(Unacceptable::MediaType);
    }
    // An announced length saves reading the body; the limit below also covers requests without one.
    if announced_length(headers).is_some_and(|length| length > max_length as u64) {
        return Err(Unacceptable::TooLarge);
    }
    fields(&read(body, max_length).await?)
}

/// Returns whether a browser reports that another site's page made the request, or hides which page did. Other programs
/// send none of these headers, but they act only for themselves.
fn is_foreign(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let fetched_from = text(SEC_FETCH_SITE);
    if fetched_from == Some("cross-site") {
        return true;
    }
    let Some(origin) = text(ORIGIN) else {
        return false;
    };
    // Our own page sends `null` under `Referrer-Policy: no-referrer`, which privacy tools impose on sites. A sandboxed
    // frame and a local file send it too, but the browser does not report those as same-origin.
    if origin == "null" {
        return fetched_from != Some("same-origin");
    }
    let same_host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .is_some_and(|host| text(HOST) == Some(host));
    !same_host && origin != base_url
}

fn is_urlencoded(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn read(body: Body, max_length: usize) -> Result<Vec<u8>, Unacceptable> {
    match Limited::new(body, max_length).collect().await {
        Ok(collected) => Ok(collected.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => Err(Unacceptable::TooLarge),
        // The client disconnected and will not read the answer.
        Err(_) => Err(Unacceptable::Malformed),
    }
}

/// Decodes names and values. The decoder silently repairs invalid input, which would store something other than what
/// the registrant typed; so invalid input is refused first.
fn fields(body: &[u8]) -> Result<Submission, Unacceptable> {
    let sound = escapes_are_complete(body) && percent_decode(body).decode_utf8().is_ok();
    if !sound {
        return Err(Unacceptable::Malformed);
    }
    let pairs: Vec<_> = form_urlencoded::parse(body).into_owned().take(MAX_POSTED + 1).collect();
    if pairs.len() > MAX_POSTED {
        return Err(Unacceptable::TooLarge);
    }
    Ok(Submission::new(pairs))
}

/// Parses the body of a form post. Returns `None` if it is malformed.
pub fn read_post(body: &[u8]) -> Option<Submission> {
    fields(body).ok()
}

fn escapes_are_complete(body: &[u8]) -> bool {
    let is_escape = |rest: &[u8]| rest.len() >= 2 && rest[..2].iter().all(u8::is_ascii_hexdigit);
    body.split(|byte| *byte == b'%').skip(1).all(is_escape)
}

impl Unacceptable {
    /// Returns the key of the reason in the theme's translations and in the log.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Unacceptable::AroundCdn => "around-cdn",
            Unacceptable::ForeignOrigin => "forbidden-origin",
            Unacceptable::MediaType => "unsupported-media-type",
            Unacceptable::TooLarge => "too-large",
            Unacceptable::Malformed => "bad-request",
        }
    }
}

#[cfg(test)]
mod tests;
