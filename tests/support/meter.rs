//! A proxy in front of DynamoDB that measures the cost of writes and counts the items that queries and scans read.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http_body_util::BodyExt;
use serde_json::{Value, json};

use crate::dynamodb::{Table, Upstream, is_transaction};

/// The write units of each transaction and of each single write, in order, the requested operations, and the number of
/// items that each query and scan read.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    transactions: Arc<Mutex<Vec<f64>>>,
    single: Arc<Mutex<Vec<f64>>>,
    operations: Arc<Mutex<Vec<String>>>,
    pages: Arc<Mutex<Vec<u64>>>,
    rounds: Arc<Mutex<Rounds>>,
}

/// The operations, grouped into rounds that ran at the same time.
#[derive(Debug, Default)]
struct Rounds {
    over: Vec<Vec<String>>,
    /// The number of unfinished operations of the last round.
    unanswered: usize,
}

struct Proxy {
    meter: Meter,
    delay: Duration,
    upstream: Upstream,
}

impl Meter {
    /// Returns the names of the operations since the last call, in order.
    pub fn read_operations(&self) -> Vec<String> {
        std::mem::take(&mut *self.operations.lock().expect("the lock is not poisoned"))
    }

    /// Returns the numbers of items that DynamoDB read for each query and scan since the last call, including those that a
    /// filter then left out.
    pub fn read_pages(&self) -> Vec<u64> {
        std::mem::take(&mut *self.pages.lock().expect("the lock is not poisoned"))
    }

    /// Returns the operations since the last call in rounds; the operations of a round ran at the same time. The names
    /// in a round are sorted. Only behind [`Meter::with_delay`] do independent operations reliably share a round.
    pub fn read_rounds(&self) -> Vec<Vec<String>> {
        let mut rounds = std::mem::take(&mut self.rounds.lock().expect("the lock is not poisoned").over);
        rounds.iter_mut().for_each(|round| round.sort());
        rounds
    }

    /// Returns the table behind a proxy that meters its writes.
    pub async fn of(table: &Table) -> (Table, Meter) {
        Meter::with_delay(table, Duration::ZERO).await
    }

    /// Returns the table behind a proxy that also waits this long before it forwards a request.
    pub async fn with_delay(table: &Table, delay: Duration) -> (Table, Meter) {
        let meter = Meter::default();
        let proxy = Proxy { meter: meter.clone(), delay, upstream: Upstream::of(table) };
        let router = Router::new().fallback(forward).with_state(Arc::new(proxy));
        (table.behind(router).await, meter)
    }

    /// Returns the write units of each transaction since the last call.
    pub fn read(&self) -> Vec<f64> {
        std::mem::take(&mut *self.transactions.lock().expect("the lock is not poisoned"))
    }

    /// Returns the write units of each single write since the last call.
    pub fn read_single(&self) -> Vec<f64> {
        std::mem::take(&mut *self.single.lock().expect("the lock is not poisoned"))
    }
}

impl Rounds {
    fn begin(&mut self, operation: &str) {
        if self.unanswered == 0 {
            self.over.push(Vec::new());
        }
        self.unanswered += 1;
        self.over.last_mut().expect("one was begun").push(operation.to_owned());
    }
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    let operation = target.and_then(|target| target.rsplit('.').next()).unwrap_or_default().to_owned();
    proxy.meter.rounds.lock().expect("the lock is not poisoned").begin(&operation);
    proxy.meter.operations.lock().expect("the lock is not poisoned").push(operation);
    tokio::time::sleep(proxy.delay).await;
    let answer = metered(&proxy, request).await;
    proxy.meter.rounds.lock().expect("the lock is not poisoned").unanswered -= 1;
    answer
}

/// Forwards a query or a scan and counts the items that it read.
async fn counted(proxy: &Proxy, request: Request) -> Response {
    let (mut parts, body) = proxy.upstream.forward(request).await.into_parts();
    // The body is sent in one piece (RFC 9112, section 6.1). DynamoDB Local sends long answers in several.
    parts.headers.remove(TRANSFER_ENCODING);
    let body = body.collect().await.expect("the body arrives").to_bytes();
    let answer: Value = serde_json::from_slice(&body).expect("DynamoDB speaks JSON");
    let read = answer["ScannedCount"].as_u64().unwrap_or_default();
    proxy.meter.pages.lock().expect("the lock is not poisoned").push(read);
    Response::from_parts(parts, Body::from(body))
}

async fn metered(proxy: &Proxy, request: Request) -> Response {
    if is_read(&request) {
        return counted(proxy, request).await;
    }
    let transaction = is_transaction(&request);
    if !transaction && !is_single(&request) {
        return proxy.upstream.forward(request).await;
    }
    let readings = if transaction { &proxy.meter.transactions } else { &proxy.meter.single };
    let (mut parts, body) = request.into_parts();
    let mut question = json_of(body).await;
    question["ReturnConsumedCapacity"] = json!("TOTAL");
    let question = question.to_string();
    parts.headers.insert(CONTENT_LENGTH, question.len().into());
    let answer = proxy.upstream.forward(Request::from_parts(parts, Body::from(question))).await;
    let (mut parts, body) = answer.into_parts();
    let answer = json_of(body).await;
    let units: f64 = match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().filter_map(|table| table["CapacityUnits"].as_f64()).sum(),
        table => table["CapacityUnits"].as_f64().unwrap_or_default(),
    };
    readings.lock().expect("the lock is not poisoned").push(units);
    parts.headers.remove(TRANSFER_ENCODING);
    // The received checksum belongs to differently spaced text.
    parts.headers.remove("x-amz-crc32");
    let answer = answer.to_string();
    parts.headers.insert(CONTENT_LENGTH, answer.len().into());
    Response::from_parts(parts, Body::from(answer))
}

/// Returns whether a request writes a single item.
fn is_single(request: &Request) -> bool {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    target.is_some_and(|target| target.ends_with(".PutItem") || target.ends_with(".UpdateItem"))
}

/// Returns whether a request reads items in pages.
fn is_read(request: &Request) -> bool {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    target.is_some_and(|target| target.ends_with(".Query") || target.ends_with(".Scan"))
}

async fn json_of(body: Body) -> Value {
    let body = body.collect().await.expect("the body arrives").to_bytes();
    serde_json::from_slice(&body).expect("DynamoDB speaks JSON")
}
