//! DynamoDB for a test: embedded, or at the endpoint in `ATELIERS_DYNAMODB_ENDPOINT`; and a proxy that injects faults.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use dynoxide::Database;
use http::{StatusCode, Uri};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use registry::{Store, local_client};
use tokio::net::TcpListener;
use tokio::sync::RwLock;

use crate::reset::{Reset, serve};

/// A table for one test.
#[derive(Clone, Debug)]
pub struct Table {
    /// The endpoint of DynamoDB.
    pub endpoint: String,
    /// The table's name.
    pub name: String,
}

/// The fault of a write, before or after DynamoDB applies it.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// The transaction is cancelled for these reasons, one per item, and not applied.
    Cancelled([&'static str; 2]),
    /// The write is rejected with this status and error, and not applied.
    Refused(u16, &'static str),
    /// The write is applied, but the response is an internal error.
    AnswerLost,
    /// The connection is reset, and the write is not applied.
    Reset,
    /// The write is applied, but the connection is reset before the response.
    AnswerReset,
    /// The write is applied after this delay, even if the client has given up.
    Delayed(Duration),
}

/// The writes that a proxy still has to apply although their clients have gone.
#[derive(Clone, Debug, Default)]
pub struct Late(Arc<RwLock<()>>);

impl Late {
    /// Waits until all writes are applied.
    pub async fn settle(&self) {
        drop(self.0.write().await);
    }
}

impl Table {
    /// Creates an empty table.
    pub async fn new() -> Table {
        let endpoint = match std::env::var("ATELIERS_DYNAMODB_ENDPOINT") {
            Ok(endpoint) => endpoint,
            Err(_) => embedded().await,
        };
        let table = Table {
            endpoint,
            name: format!("test-{:016x}", getrandom::u64().expect("the system provides random bytes")),
        };
        let created = table.store().create_table_if_missing().await;
        created.expect("the table can be created");
        table
    }

    /// Returns the store on this table.
    pub fn store(&self) -> Store {
        Store::new(local_client(&self.endpoint), &self.name)
    }

    /// Returns the table behind a proxy: writes fail with these faults in turn, then succeed.
    pub async fn failing(&self, faults: impl IntoIterator<Item = Fault>) -> Table {
        self.failing_late(faults).await.0
    }

    /// Returns the same as [`Table::failing`], with the pending writes, so that a test can wait for them.
    pub async fn failing_late(&self, faults: impl IntoIterator<Item = Fault>) -> (Table, Late) {
        let faults = Mutex::new(faults.into_iter().collect());
        let late = Late::default();
        let proxy = Arc::new(Proxy { faults, upstream: Upstream::of(self), late: late.clone() });
        let (listener, endpoint) = listen().await;
        tokio::spawn(serve(listener, move |request| forward(Arc::clone(&proxy), request)));
        (Table { endpoint, name: self.name.clone() }, late)
    }

    /// Returns all items, each with its attributes.
    pub async fn items(&self) -> Vec<HashMap<String, AttributeValue>> {
        let scan = local_client(&self.endpoint).scan().table_name(&self.name).send().await;
        scan.expect("the table can be read").items.unwrap_or_default()
    }

    /// Gives another function the turn to promote the waiting list of a workshop, until this time.
    pub async fn hold_turn(&self, workshop: &str, until: Timestamp) {
        let turn = [
            ("PK", AttributeValue::S(format!("workshop#{workshop}"))),
            ("SK", AttributeValue::S("promotion".to_owned())),
            ("holder", AttributeValue::S("another".to_owned())),
            ("asked", AttributeValue::N("1".to_owned())),
            ("until", AttributeValue::N(until.as_millisecond().to_string())),
        ];
        self.put(turn.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).await;
    }

    /// Writes an item.
    pub async fn put(&self, item: HashMap<String, AttributeValue>) {
        let put = local_client(&self.endpoint).put_item().table_name(&self.name).set_item(Some(item));
        put.send().await.expect("the item can be written");
    }

    /// Deletes an item, as DynamoDB does with an expired one.
    pub async fn delete(&self, partition: &str, sort_key: &str) {
        let delete = local_client(&self.endpoint)
            .delete_item()
            .table_name(&self.name)
            .key("PK", AttributeValue::S(partition.to_owned()))
            .key("SK", AttributeValue::S(sort_key.to_owned()));
        delete.send().await.expect("the item can be deleted");
    }

    /// Returns the table behind a proxy.
    pub(crate) async fn behind(&self, proxy: Router) -> Table {
        let (listener, endpoint) = listen().await;
        tokio::spawn(async move { axum::serve(listener, proxy).await });
        Table { endpoint, name: self.name.clone() }
    }
}

/// Returns an address at which no server listens.
pub async fn unused_address() -> String {
    listen().await.1
}

/// Listens on a free port and returns the listener and its address.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await;
    let listener = listener.expect("the loopback interface has a free port");
    let address = listener.local_addr().expect("a bound listener has an address");
    (listener, format!("http://{address}"))
}

async fn embedded() -> String {
    let database = Database::memory().expect("an in-memory database can be created");
    let (listener, endpoint) = listen().await;
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    endpoint
}

/// The state of a proxy.
pub(crate) struct Upstream {
    endpoint: String,
    client: Client<HttpConnector, Body>,
}

impl Upstream {
    pub(crate) fn of(table: &Table) -> Upstream {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Upstream { endpoint: table.endpoint.clone(), client }
    }

    /// Forwards a request.
    pub(crate) async fn forward(&self, mut request: Request) -> Response {
        *request.uri_mut() = Uri::try_from(&self.endpoint).expect("the endpoint is an address");
        let response = self.client.request(request).await;
        response.expect("DynamoDB answers").map(Body::new)
    }
}

/// Returns whether a request puts a single item, as an answer to a questionnaire does.
fn is_put(request: &Request) -> bool {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    target.is_some_and(|target| target.ends_with(".PutItem"))
}

/// Returns whether a request is a write transaction.
pub(crate) fn is_transaction(request: &Request) -> bool {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    target.is_some_and(|target| target.ends_with(".TransactWriteItems"))
}

struct Proxy {
    faults: Mutex<VecDeque<Fault>>,
    upstream: Upstream,
    late: Late,
}

impl Proxy {
    fn next_fault(&self, request: &Request) -> Option<Fault> {
        let mut faults = self.faults.lock().expect("the lock is not poisoned");
        (is_transaction(request) || is_put(request)).then(|| faults.pop_front()).flatten()
    }

    /// Forwards a request and discards the response.
    async fn carry_out(&self, request: Request) {
        let answer = self.upstream.forward(request).await.into_body().collect().await;
        answer.expect("DynamoDB completes its response");
    }
}

async fn forward(proxy: Arc<Proxy>, request: Request) -> Result<Response, Reset> {
    Ok(match proxy.next_fault(&request) {
        None => proxy.upstream.forward(request).await,
        Some(Fault::Cancelled(codes)) => {
            let reasons = codes.map(|code| serde_json::json!({ "Code": code }));
            error(400, "TransactionCanceledException", &reasons)
        }
        Some(Fault::Refused(status, code)) => error(status, code, &[]),
        Some(Fault::AnswerLost) => {
            proxy.carry_out(request).await;
            error(500, "InternalServerError", &[])
        }
        Some(Fault::Reset) => return Err(Reset),
        Some(Fault::AnswerReset) => {
            proxy.carry_out(request).await;
            return Err(Reset);
        }
        Some(Fault::Delayed(time)) => delayed(proxy, request, time).await,
    })
}

/// Forwards a request after this delay, in its own task, because a disconnecting client cancels this one.
async fn delayed(proxy: Arc<Proxy>, request: Request, time: Duration) -> Response {
    let unsettled = Arc::clone(&proxy.late.0).read_owned().await;
    // Read the body first: the client's connection may close before it is sent on.
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("the client sends its request").to_bytes();
    let carried_out = tokio::spawn(async move {
        tokio::time::sleep(time).await;
        let answer = proxy.upstream.forward(Request::from_parts(parts, Body::from(body))).await;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.expect("DynamoDB completes its response").to_bytes();
        drop(unsettled);
        Response::from_parts(parts, Body::from(body))
    });
    carried_out.await.expect("the proxy does not panic")
}

fn error(status: u16, code: &str, reasons: &[serde_json::Value]) -> Response {
    let body = serde_json::json!({
        "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"),
        "message": "",
        "CancellationReasons": reasons,
    });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = StatusCode::from_u16(status).expect("the fault has a status");
    let json = "application/x-amz-json-1.0";
    response.headers_mut().insert("content-type", json.parse().expect("the value is ASCII"));
    response
}
