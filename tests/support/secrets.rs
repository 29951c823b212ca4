//! A stub of AWS Secrets Manager: answers `GetSecretValue` with an identifier key, or as configured.
//!
//! See <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use serde_json::{Value, json};

use crate::dynamodb::listen;
use crate::timed::in_front_of;

/// The name of the secret.
pub const SECRET_NAME: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:IdentifierKey-AbCdEf";

/// The answer of Secrets Manager.
#[derive(Clone, Debug)]
pub enum Reply {
    /// The secret has this text.
    Value(String),
    /// Answers with this status and error.
    Error(u16, &'static str),
}

/// The parts of Secrets Manager that the functions use.
#[derive(Clone)]
pub struct Secrets {
    /// The endpoint.
    pub endpoint: String,
    replies: Arc<Mutex<VecDeque<Reply>>>,
}

impl Secrets {
    /// Creates a stub with the identifier key of the tests.
    pub async fn new() -> Secrets {
        let (listener, endpoint) = listen().await;
        let secrets = Secrets { endpoint, replies: Arc::default() };
        let router = Router::new().route("/", post(get_secret_value)).with_state(secrets.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        secrets
    }

    /// Answers the next requests like this, then with the key again.
    pub fn answer(&self, replies: impl IntoIterator<Item = Reply>) {
        self.replies.lock().unwrap_or_else(PoisonError::into_inner).extend(replies);
    }

    /// Returns whether every configured answer was given.
    pub fn answered(&self) -> bool {
        self.replies.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Returns the same secrets behind TLS, with the certificate of [`Timed`](crate::timed::Timed).
    pub async fn with_tls(self) -> Secrets {
        Secrets { endpoint: in_front_of(&self.endpoint).await, ..self }
    }
}

async fn get_secret_value(State(secrets): State<Secrets>, headers: HeaderMap, body: String) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let request: Value = serde_json::from_str(&body).expect("requests are JSON");
    assert_eq!(request, json!({ "SecretId": SECRET_NAME }));
    assert_eq!(header("x-amz-target"), "secretsmanager.GetSecretValue");
    assert_eq!(header("content-type"), "application/x-amz-json-1.1");
    let authorization = header("authorization");
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=emulator/"), "{authorization}");
    assert!(authorization.contains("/eu-west-3/secretsmanager/aws4_request"), "{authorization}");
    let reply = secrets.replies.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    match reply.unwrap_or_else(|| Reply::Value("07".repeat(32))) {
        Reply::Value(value) => answer(StatusCode::OK, &json!({ "ARN": SECRET_NAME, "SecretString": value })),
        Reply::Error(status, code) => {
            let status = StatusCode::from_u16(status).expect("the reply has a status");
            answer(status, &json!({ "__type": code, "Message": "not for the log" }))
        }
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let json = "application/x-amz-json-1.1";
    response.headers_mut().insert("content-type", json.parse().expect("the value is ASCII"));
    response
}
