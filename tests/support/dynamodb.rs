//! DynamoDB for a test: embedded, or the one whose address is in `ATELIERS_DYNAMODB_ENDPOINT`; and a proxy in
//! front of it that fails as told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
use registry::{Store, local_client};
use tokio::net::TcpListener;
use tokio::sync::RwLock;

use crate::reset::{Reset, serve};

/// A table of its own for a test.
#[derive(Clone, Debug)]
pub struct Table {
    /// Where DynamoDB answers.
    pub endpoint: String,
    /// The table's name.
    pub name: String,
}

/// How what is to be written fails before it comes to DynamoDB, or after.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// It is cancelled for these reasons, one for each of its items, and not carried out.
    Cancelled([&'static str; 2]),
    /// It is refused with this status and error, and not carried out.
    Refused(u16, &'static str),
    /// It is carried out, but the answer is an internal error.
    AnswerLost,
    /// The connection is reset, and nothing carried out.
    Reset,
    /// It is carried out, but the connection is reset before the answer.
    AnswerReset,
    /// It is carried out after this time, also if whoever asked for it has given up meanwhile.
    Delayed(Duration),
}

/// What a proxy still has to carry out, although nobody waits for it any more.
#[derive(Clone, Debug, Default)]
pub struct Late(Arc<RwLock<()>>);

impl Late {
    /// Waits until nothing is left.
    pub async fn settle(&self) {
        drop(self.0.write().await);
    }
}

impl Table {
    /// A new table with nothing in it.
    pub async fn new() -> Table {
        let endpoint = match std::env::var("ATELIERS_DYNAMODB_ENDPOINT") {
            Ok(endpoint) => endpoint,
            Err(_) => embedded().await,
        };
        let table = Table {
            endpoint,
            name: format!("test-{:016x}", getrandom::u64().expect("the system has randomness")),
        };
        let created = table.store().create_table_if_missing().await;
        created.expect("the table can be made");
        table
    }

    /// The store in this table.
    pub fn store(&self) -> Store {
        Store::new(local_client(&self.endpoint), &self.name)
    }

    /// The same table behind a proxy: writes fail with these faults, one after the other, then work.
    pub async fn failing(&self, faults: impl IntoIterator<Item = Fault>) -> Table {
        self.failing_late(faults).await.0
    }

    /// As [`Table::failing`], with what is still to be carried out when a test wants to look at what came of it.
    pub async fn failing_late(&self, faults: impl IntoIterator<Item = Fault>) -> (Table, Late) {
        let faults = Mutex::new(faults.into_iter().collect());
        let late = Late::default();
        let proxy = Arc::new(Proxy { faults, upstream: Upstream::of(self), late: late.clone() });
        let (listener, endpoint) = listen().await;
        tokio::spawn(serve(listener, move |request| forward(Arc::clone(&proxy), request)));
        (Table { endpoint, name: self.name.clone() }, late)
    }

    /// The same table behind a proxy.
    pub(crate) async fn behind(&self, proxy: Router) -> Table {
        let (listener, endpoint) = listen().await;
        tokio::spawn(async move { axum::serve(listener, proxy).await });
        Table { endpoint, name: self.name.clone() }
    }
}

/// An address at which nobody answers.
pub async fn nobody() -> String {
    listen().await.1
}

/// A listener at a port of its own, and its address.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await;
    let listener = listener.expect("the loopback interface has a free port");
    let address = listener.local_addr().expect("a bound listener has an address");
    (listener, format!("http://{address}"))
}

async fn embedded() -> String {
    let database = Database::memory().expect("a database in memory can be made");
    let (listener, endpoint) = listen().await;
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    endpoint
}

/// DynamoDB as a proxy sees it.
pub(crate) struct Upstream {
    endpoint: String,
    client: Client<HttpConnector, Body>,
}

impl Upstream {
    pub(crate) fn of(table: &Table) -> Upstream {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Upstream { endpoint: table.endpoint.clone(), client }
    }

    /// Hands a request on.
    pub(crate) async fn forward(&self, mut request: Request) -> Response {
        *request.uri_mut() = Uri::try_from(&self.endpoint).expect("the endpoint is an address");
        let response = self.client.request(request).await;
        response.expect("DynamoDB answers").map(Body::new)
    }
}

/// Whether a request puts a single item, as an answer to a questionnaire does.
fn is_put(request: &Request) -> bool {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    target.is_some_and(|target| target.ends_with(".PutItem"))
}

/// Whether a request is a transaction that writes.
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
        let mut faults = self.faults.lock().expect("no other holder panics");
        (is_transaction(request) || is_put(request)).then(|| faults.pop_front()).flatten()
    }

    /// Has a request carried out, of whose answer nobody hears.
    async fn carry_out(&self, request: Request) {
        let answer = self.upstream.forward(request).await.into_body().collect().await;
        answer.expect("DynamoDB finishes its answer");
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

/// The answer after this time. What is carried out is a task of its own, as a client that goes away ends this one.
async fn delayed(proxy: Arc<Proxy>, request: Request, time: Duration) -> Response {
    let unsettled = Arc::clone(&proxy.late.0).read_owned().await;
    // The body comes from a connection that ends with its client.
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("the client sends its request").to_bytes();
    let carried_out = tokio::spawn(async move {
        tokio::time::sleep(time).await;
        let answer = proxy.upstream.forward(Request::from_parts(parts, Body::from(body))).await;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.expect("DynamoDB finishes its answer").to_bytes();
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
    response.headers_mut().insert("content-type", json.parse().expect("it is ASCII"));
    response
}
