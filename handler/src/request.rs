//! What is taken as a post of a form: its origin, content type, size and encoding. Whatever else comes is
//! refused before anyone looks at its fields.

use axum::body::Body;
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use model::submission::Submission;
use percent_encoding::percent_decode;

/// Longest post, in bytes. A form with every field at its limit, each character taking 4 bytes and each byte
/// written as `%XX`, stays below it: about 3,000 + 5 × 200 characters, 12 bytes each, are 48,000 bytes.
pub(crate) const MAX_BODY_LENGTH: usize = 64 * 1024;

/// Longest post of a questionnaire, in bytes: room for
/// [`MAX_ANSWERS_LENGTH`](model::questionnaire::MAX_ANSWERS_LENGTH) characters of that length, 480,000 bytes, and for
/// the names of the fields and who answers.
pub(crate) const MAX_ANSWERS_BODY_LENGTH: usize = 512 * 1024;

/// Most fields of a post. A form has some hundred at most; extensions of browsers add a few of their own, which are passed
/// over. Each name is looked up among all of them, so that a post of thousands would cost more than its length.
const MAX_FIELDS: usize = 1_000;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Why a post is not taken, whatever its fields say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unacceptable {
    /// It did not come through the CDN that stands in front of the site.
    AroundCdn,
    /// It comes from a page of another site.
    ForeignOrigin,
    /// It is not `application/x-www-form-urlencoded`.
    MediaType,
    /// It is longer than 64 KiB, or 512 where it is a questionnaire's, or has more than 1,000 fields.
    TooLarge,
    /// It is no UTF-8, or a percent sign stands before something else than two hexadecimal digits.
    Malformed,
}

/// Reads a post of a form of the site at `base_url`, of at most `max_length` bytes.
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
    // The length that is told saves the reading; the limit holds also for those who tell none.
    if announced_length(headers).is_some_and(|length| length > max_length as u64) {
        return Err(Unacceptable::TooLarge);
    }
    fields(&read(body, max_length).await?)
}

/// Whether a browser says that another site's page made the request, or does not say which. Programs other than
/// browsers send none of these headers; they act only for themselves.
fn is_foreign(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let fetched_from = text(SEC_FETCH_SITE);
    if fetched_from == Some("cross-site") {
        return true;
    }
    let Some(origin) = text(ORIGIN) else {
        return false;
    };
    // `null` is what our own page sends under `Referrer-Policy: no-referrer`, which privacy tools impose on sites; but
    // so do a sandboxed frame and a local file, which the browser then does not call the same origin.
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
        // The client went away; nobody will read the answer.
        Err(_) => Err(Unacceptable::Malformed),
    }
}

/// Decodes names and values. The decoder that is used repairs whatever is broken, which would store something
/// else than what was typed; so it is only given what is sound.
fn fields(body: &[u8]) -> Result<Submission, Unacceptable> {
    let sound = escapes_are_complete(body) && percent_decode(body).decode_utf8().is_ok();
    if !sound {
        return Err(Unacceptable::Malformed);
    }
    let pairs: Vec<_> = form_urlencoded::parse(body).into_owned().take(MAX_FIELDS + 1).collect();
    if pairs.len() > MAX_FIELDS {
        return Err(Unacceptable::TooLarge);
    }
    Ok(Submission::new(pairs))
}

/// The fields of the body of a post; `None` where it is malformed.
pub fn read_post(body: &[u8]) -> Option<Submission> {
    fields(body).ok()
}

fn escapes_are_complete(body: &[u8]) -> bool {
    let is_escape = |rest: &[u8]| rest.len() >= 2 && rest[..2].iter().all(u8::is_ascii_hexdigit);
    body.split(|byte| *byte == b'%').skip(1).all(is_escape)
}

impl Unacceptable {
    /// The key of the reason in the words of a theme and in the log.
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
