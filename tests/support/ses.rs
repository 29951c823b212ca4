//! A stub of Amazon SES: takes messages at `SendEmail` of its API version 2, or answers as told.
//!
//! The API: <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>.

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

/// Longest wait for a mail, far above what it takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the stub answers instead of taking the message.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    /// With this status, error and message.
    Error(u16, &'static str, &'static str),
    /// It takes the message and never answers.
    Silence,
}

/// SES, as far as the notifier knows it.
#[derive(Clone)]
pub struct Ses {
    /// Where it answers.
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
    /// A stub that takes every message.
    pub async fn new() -> Ses {
        let (listener, endpoint) = listen().await;
        let ses = Ses { endpoint, state: Arc::default() };
        let router =
            Router::new().route("/v2/email/outbound-emails", post(send_email)).with_state(ses.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        ses
    }

    /// Answers the next requests like this, then takes messages again.
    pub fn answer(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state().replies.extend(replies);
    }

    /// The messages that were taken, in order.
    pub fn messages(&self) -> Vec<Vec<u8>> {
        self.state().messages.clone()
    }

    /// The requests with which they came.
    pub fn requests(&self) -> Vec<Value> {
        self.state().requests.clone()
    }

    /// Waits until this many messages were taken.
    pub async fn wait_for(&self, count: usize) {
        let waited = timeout(PATIENCE, async {
            while self.messages().len() < count {
                sleep(Duration::from_millis(5)).await;
            }
        });
        waited.await.expect("the mail comes in time");
    }

    fn state(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, request: Value) -> usize {
        let raw = request["Content"]["Raw"]["Data"].as_str().expect("the message is raw");
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
    response.body(Body::from(body.to_string())).expect("the answer is one")
}
