//! A stub of Amazon SES: accepts messages at `SendEmail` of its API version 2, or responds as configured.
//!
//! See <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::dynamodb::listen;

/// Maximum wait for a mail, far longer than needed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A response instead of accepting the message.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    /// Responds with this status, error and message.
    Error(u16, &'static str, &'static str),
    /// Accepts the request and never responds.
    Silence,
}

/// The parts of SES that the notifier uses.
#[derive(Clone)]
pub struct Ses {
    /// The endpoint.
    pub endpoint: String,
    state: Arc<Mutex<Taken>>,
}

#[derive(Default)]
struct Taken {
    replies: VecDeque<Reply>,
    requests: Vec<Value>,
    messages: Vec<Vec<u8>>,
}

impl Ses {
    /// Creates a stub that accepts every message.
    pub async fn new() -> Ses {
        let (listener, endpoint) = listen().await;
        let ses = Ses { endpoint, state: Arc::default() };
        let router =
            Router::new().route("/v2/email/outbound-emails", post(send_email)).with_state(ses.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        ses
    }

    /// Responds to the next requests like this, then accepts messages again.
    pub fn answer(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state().replies.extend(replies);
    }

    /// Returns the accepted messages, in order.
    pub fn messages(&self) -> Vec<Vec<u8>> {
        self.state().messages.clone()
    }

    /// Returns the requests with the messages.
    pub fn requests(&self) -> Vec<Value> {
        self.state().requests.clone()
    }

    /// Waits until this many messages are accepted.
    pub async fn wait_for(&self, count: usize) {
        let waited = timeout(PATIENCE, async {
            while self.messages().len() < count {
                sleep(Duration::from_millis(5)).await;
            }
        });
        waited.await.expect("the mail arrives in time");
    }

    fn state(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, request: Value) -> usize {
        let raw = request["Content"]["Raw"]["Data"].as_str().expect("the request has a raw message");
        let message = STANDARD.decode(raw).expect("blobs are base64");
        let mut state = self.state();
        state.messages.push(message);
        state.requests.push(request);
        state.messages.len()
    }
}

async fn send_email(State(ses): State<Ses>, body: Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).expect("requests are JSON");
    let reply = ses.state().replies.pop_front();
    match reply {
        None => {
            let number = ses.take(request);
            answer(200, None, &json!({ "MessageId": format!("stub-{number}") }))
        }
        Some(Reply::Silence) => {
            ses.take(request);
            std::future::pending().await
        }
        Some(Reply::Error(status, code, message)) => {
            answer(status, Some(code), &json!({ "message": message }))
        }
    }
}

fn answer(status: u16, error: Option<&str>, body: &Value) -> Response {
    let mut response = Response::builder().status(status).header("content-type", "application/json");
    if let Some(error) = error {
        response = response.header("x-amzn-errortype", error);
    }
    response.body(Body::from(body.to_string())).expect("the response is valid")
}
