//! What visitors reach: a server with the pages of the site that passes requests under `/api/` on to the handler's process,
//! as CloudFront and API Gateway do.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;

use crate::dynamodb::listen;
use crate::handler::{Answer, Event};
use crate::runtime_api::Function;

/// The headers that CloudFront passes on to the handler.
const PASSED_ON: [&str; 3] = ["content-type", "origin", "sec-fetch-site"];

/// The public address of a site.
#[derive(Clone)]
pub struct Front {
    /// The scheme and host.
    pub address: String,
    state: Arc<Mutex<Behind>>,
}

struct Behind {
    /// Every page of the site.
    page: String,
    handler: Option<Function>,
}

impl Front {
    /// Creates a site with this text at every address, and without a handler.
    pub async fn new(page: &str) -> Front {
        let (listener, address) = listen().await;
        let state = Arc::new(Mutex::new(Behind { page: page.to_owned(), handler: None }));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Front { address, state }
    }

    /// Passes requests under `/api/` on to this process from now on.
    pub async fn connect(&self, handler: Function) {
        self.state.lock().await.handler = Some(handler);
    }

    /// Replaces the page.
    pub async fn show(&self, page: &str) {
        self.state.lock().await.page = page.to_owned();
    }

    /// Stops the handler's process and returns its log. Requests to it fail from now on.
    pub async fn stop(&self) -> String {
        let handler = self.state.lock().await.handler.take();
        handler.expect("a handler is connected").stop().await
    }
}

async fn answer(
    State(state): State<Arc<Mutex<Behind>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut behind = state.lock().await;
    if !uri.path().starts_with("/api/") {
        return behind.page.clone().into_response();
    }
    // What API Gateway answers if the function does not.
    let Some(handler) = behind.handler.as_mut() else { return StatusCode::BAD_GATEWAY.into_response() };
    let event = ["origin", "referer", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user"]
        .iter()
        .fold(Event::recorded("post-registration"), |event, header| event.without_header(header))
        .with_method(method.as_str())
        .with_path(&uri.to_string())
        .with_body(&String::from_utf8_lossy(&body));
    let passed = PASSED_ON.iter().filter_map(|name| Some((name, headers.get(*name)?.to_str().ok()?)));
    let event = passed.fold(event, |event, (name, value)| event.with_header(name, value));
    let answer = Answer::read(&handler.invoke(&event).await);
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).expect("the answer has a status");
    *response.headers_mut() = answer.headers;
    response
}
