//! Who may ask the database anything. It listens on the loopback interface, where every page in a browser and every
//! user of the machine can knock, so it answers only requests that
//!
//! - name a random token of this run, which is in a file that only its owner can read: as the access key of AWS's
//!   signature, so that the SDK sends it without further ado;
//! - are made for this address, not for a name that somebody lets point here (DNS rebinding);
//! - come from a program: a browser says where a page comes from, and asks first (a preflight, `OPTIONS`) before it
//!   sends a type that no form has.
//!
//! No answer allows a page of another origin anything, and a refusal does not say which of these was missing.

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

use crate::operations::{self, Answer};

/// The longest request that DynamoDB takes.
const MAX_LENGTH: usize = 16 * 1024 * 1024;

/// The media type of requests and answers.
const JSON: &str = "application/x-amz-json-1.0";

/// The header that names the operation, and what stands before its name.
const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const VERSION: &str = "DynamoDB_20120810.";

/// The random token of one run.
#[derive(Clone)]
pub(crate) struct Token(String);

/// What answers requests.
#[derive(Clone)]
struct Door {
    database: dynoxide::Database,
    token: Token,
    host: HeaderValue,
}

impl Token {
    pub(crate) fn random() -> anyhow::Result<Token> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).context("the system has no random numbers")?;
        Ok(Token(HEXLOWER.encode(&bytes)))
    }

    /// The token that another program wrote down.
    pub(crate) fn read(text: &str) -> Token {
        Token(text.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What listens at `address` for requests with this token.
pub(crate) fn router(database: dynoxide::Database, token: Token, address: SocketAddr) -> Router {
    let host = HeaderValue::from_str(&address.to_string()).expect("an address is ASCII");
    Router::new().fallback(answer).with_state(Arc::new(Door { database, token, host }))
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
    let database = door.database.clone();
    // SQLite waits for the disk.
    let carried_out =
        tokio::task::spawn_blocking(move || operations::carry_out(&database, &operation, &body));
    json(carried_out.await.unwrap_or_else(|_| operations::failed()))
}

impl Door {
    /// The operation that a request names, if it may ask for one.
    fn admitted<'a>(&self, request: &'a http::request::Parts) -> Option<&'a str> {
        let headers = &request.headers;
        let is_for_here = only(headers, &HOST) == Some(&self.host)
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

    /// Whether a signature was made with the token as its access key. That the signature is right adds nothing: the
    /// token is the secret.
    fn knows(&self, authorization: &HeaderValue) -> bool {
        let credential = authorization.to_str().ok().and_then(|text| text.split_once("Credential="));
        let key = credential.and_then(|(_, rest)| rest.split_once('/')).map(|(key, _)| key);
        key.is_some_and(|key| key.as_bytes().ct_eq(self.token.0.as_bytes()).into())
    }
}

/// The value of a header that is there once.
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
