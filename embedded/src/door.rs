//! Access control of the database. It listens on the loopback interface, which every web page in a browser and every
//! user of the machine can reach, so it answers only requests that
//!
//! - contain a random token of this run, stored in a file that only its owner can read. The token is the access key of
//!   AWS's signature, so the SDK sends it without extra code;
//! - are addressed to this IP address, not to a host name that resolves to it (DNS rebinding);
//! - do not come from a browser, which would send the page's origin, and a preflight request (`OPTIONS`) before a media
//!   type that no form has.
//!
//! No answer grants permissions to a page of another origin, and a refusal does not reveal which condition failed.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::body::{self, Body};
use axum::extract::{Request, State};
use axum::response::Response;
use data_encoding::HEXLOWER;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, ORIGIN};
use http::{HeaderMap, HeaderName, Method, StatusCode};
use subtle::ConstantTimeEq as _;

use crate::changes::Reporter;
use crate::operations::{self, Answer};
use crate::stored_text::Reader;

/// The longest request that DynamoDB accepts, in bytes.
const MAX_LENGTH: usize = 16 * 1024 * 1024;

/// The media type of requests and responses.
const JSON: &str = "application/x-amz-json-1.0";

/// The header that names the operation, and the prefix of its value.
const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const VERSION: &str = "DynamoDB_20120810.";

/// The random token of one run.
#[derive(Clone)]
pub(crate) struct Token(String);

/// The state of the server.
struct Door {
    database: dynoxide::Database,
    reader: Reader,
    token: Token,
    host: HeaderValue,
    reporter: Reporter,
}

impl Token {
    pub(crate) fn random() -> anyhow::Result<Token> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).context("the system's random number generator failed")?;
        Ok(Token(HEXLOWER.encode(&bytes)))
    }

    /// Wraps a token that another program wrote to a file.
    pub(crate) fn read(text: &str) -> Token {
        Token(text.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns a router that answers requests with this token, sent to `address`, and reports their changes.
pub(crate) fn router(
    database: dynoxide::Database,
    reader: Reader,
    token: Token,
    address: SocketAddr,
    reporter: Reporter,
) -> Router {
    let host = HeaderValue::from_str(&address.to_string()).expect("an address is ASCII");
    Router::new().fallback(answer).with_state(Arc::new(Door { database, reader, token, host, reporter }))
}

async fn answer(State(door): State<Arc<Door>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(operation) = door.admitted(&parts) else {
        return refused();
    };
    let Ok(body) = body::to_bytes(body, MAX_LENGTH).await else {
        return json(operations::too_long());
    };
    let operation = operation.to_owned();
    // SQLite blocks on the disk.
    let carried_out = tokio::task::spawn_blocking(move || {
        let answer = door.reader.answer(&operation, &body);
        let answer = answer.unwrap_or_else(|| operations::carry_out(&door.database, &operation, &body));
        if answer.status == 200 {
            door.reporter.report(&operation, &body);
        }
        answer
    });
    json(carried_out.await.unwrap_or_else(|_| operations::failed()))
}

impl Door {
    /// Returns the operation that a request names, if the request is allowed.
    fn admitted<'a>(&self, request: &'a http::request::Parts) -> Option<&'a str> {
        let headers = &request.headers;
        let is_for_here = only(headers, &HOST) == Some(&self.host)
            // The request line may contain a full URL, whose host must match as well.
            && request.uri.authority().is_none_or(|authority| self.host == authority.as_str())
            && request.uri.path_and_query().is_none_or(|path| path == "/");
        let from_browser = headers.contains_key(ORIGIN)
            || headers.keys().any(|name| name.as_str().starts_with("sec-fetch-"));
        let is_call = request.method == Method::POST
            && only(headers, &CONTENT_TYPE).is_some_and(|media_type| media_type == JSON);
        if !self.knows(only(headers, &AUTHORIZATION)?) || !is_for_here || from_browser || !is_call {
            return None;
        }
        only(headers, &TARGET)?.to_str().ok()?.strip_prefix(VERSION)
    }

    /// Returns whether the signature's access key is the token, in constant time. The signature itself is not verified,
    /// because the token alone is the secret.
    fn knows(&self, authorization: &HeaderValue) -> bool {
        let credential = authorization.to_str().ok().and_then(|text| text.split_once("Credential="));
        let key = credential.and_then(|(_, rest)| rest.split_once('/')).map(|(key, _)| key);
        key.is_some_and(|key| key.as_bytes().ct_eq(self.token.0.as_bytes()).into())
    }
}

/// Returns the value of a header that occurs exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

fn refused() -> Response {
    let mut response = json(operations::refused());
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}

fn json(Answer { status, body }: Answer) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    response
}
