//! A proxy in front of DynamoDB that asks what transactions cost.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::Uri;
use http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use crate::dynamodb::{Table, listen};

/// The write units that each transaction took, in order.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Mutex<Vec<f64>>>);

struct Proxy {
    meter: Meter,
    target: String,
    client: Client<HttpConnector, Body>,
}

impl Meter {
    /// The same table behind a proxy that meters its transactions.
    pub async fn of(table: &Table) -> (Table, Meter) {
        let meter = Meter::default();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let proxy = Proxy { meter: meter.clone(), target: table.endpoint.clone(), client };
        let router = Router::new().fallback(forward).with_state(Arc::new(proxy));
        let (listener, endpoint) = listen().await;
        tokio::spawn(async move { axum::serve(listener, router).await });
        (Table { endpoint, name: table.name.clone() }, meter)
    }

    /// The write units that each transaction took since the last reading.
    pub fn read(&self) -> Vec<f64> {
        std::mem::take(&mut *self.0.lock().expect("no other holder panics"))
    }
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    let is_transaction = target.is_some_and(|target| target.ends_with(".TransactWriteItems"));
    let (mut parts, body) = request.into_parts();
    parts.uri = Uri::try_from(&proxy.target).expect("the target is an address");
    if !is_transaction {
        let answer = proxy.client.request(Request::from_parts(parts, body)).await;
        return answer.expect("DynamoDB answers").map(Body::new);
    }
    let mut question = json_of(body).await;
    question["ReturnConsumedCapacity"] = json!("TOTAL");
    let question = question.to_string();
    parts.headers.insert(CONTENT_LENGTH, question.len().into());
    let answer = proxy.client.request(Request::from_parts(parts, Body::from(question))).await;
    let (mut parts, body) = answer.expect("DynamoDB answers").into_parts();
    let answer = json_of(Body::new(body)).await;
    let tables = answer["ConsumedCapacity"].as_array().into_iter().flatten();
    let units: f64 = tables.filter_map(|table| table["CapacityUnits"].as_f64()).sum();
    proxy.meter.0.lock().expect("no other holder panics").push(units);
    // The checksum that came along is of a text with other spaces.
    parts.headers.remove("x-amz-crc32");
    let answer = answer.to_string();
    parts.headers.insert(CONTENT_LENGTH, answer.len().into());
    Response::from_parts(parts, Body::from(answer))
}

async fn json_of(body: Body) -> Value {
    let body = body.collect().await.expect("the body arrives").to_bytes();
    serde_json::from_slice(&body).expect("DynamoDB speaks JSON")
}
