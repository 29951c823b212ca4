//! A proxy in front of DynamoDB that forwards transactions one at a time and records what they wrote, in order.
//! DynamoDB, too, applies the transactions of a workshop one after the other, as each writes the counter; but it does
//! not report the order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http_body_util::BodyExt;
use jiff::Timestamp;
use model::seats::{Capacity, Quotas, Seats};
use model::status::Status;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::dynamodb::{Table, Upstream, is_transaction};

/// The transactions, in order.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Arc<Mutex<Transactions>>);

#[derive(Debug, Default)]
struct Transactions {
    /// The writes of each transaction.
    written: Vec<Vec<Line>>,
    /// The idempotency tokens of applied transactions, which DynamoDB applies only once.
    tokens: BTreeSet<String>,
}

/// A registration as written by a transaction.
#[derive(Clone, Debug)]
struct Line {
    key: String,
    status: Status,
    /// Absent if only the status changed.
    arrival: Option<Arrival>,
}

/// The data that determines whether it is a registration's turn.
#[derive(Clone, Debug)]
struct Arrival {
    created: Timestamp,
    seats: Seats,
}

/// The known state of a registration at one moment.
#[derive(Clone, Debug)]
struct Known {
    status: Status,
    arrival: Arrival,
}

/// All registrations at one moment.
type Moment = BTreeMap<String, Known>;

struct Proxy {
    ledger: Ledger,
    upstream: Upstream,
}

impl Ledger {
    /// Returns the table behind a proxy that records a ledger.
    pub async fn of(table: &Table) -> (Table, Ledger) {
        let ledger = Ledger::default();
        let proxy = Proxy { ledger: ledger.clone(), upstream: Upstream::of(table) };
        let router = Router::new().fallback(forward).with_state(Arc::new(proxy));
        (table.behind(router).await, ledger)
    }

    /// Asserts that the capacity was never exceeded, that no arrival got seats while a registration that fitted was
    /// waiting, that promotions were in turn, and that no waiting registration fits in the end. Returns the number of
    /// promotions.
    ///
    /// # Panics
    ///
    /// Panics if any of these does not hold.
    pub async fn assert_in_turn(&self, capacity: &Capacity) -> usize {
        let mut states = vec![Moment::new()];
        let mut promoted = 0;
        for transaction in &self.0.lock().await.written {
            let mut after = states.last().expect("the first state exists").clone();
            for line in transaction {
                enter(&mut after, line);
            }
            promoted += check_turns(&states, &after, capacity);
            states.push(after);
        }
        let last = states.last().expect("the first state exists");
        assert_eq!(
            next_in_turn(last, capacity),
            Vec::<&String>::new(),
            "registrations wait although seats are free"
        );
        promoted
    }
}

fn enter(known: &mut Moment, line: &Line) {
    let arrival = line.arrival.clone().or_else(|| Some(known.get(&line.key)?.arrival.clone()));
    let arrival = arrival.expect("a promoted registration has arrived");
    known.insert(line.key.clone(), Known { status: line.status, arrival });
}

/// Returns the number of promotions in the transaction after these states.
fn check_turns(states: &[Moment], after: &Moment, capacity: &Capacity) -> usize {
    let before = states.last().expect("the first state exists");
    let held = held(after);
    for (pool, size) in capacity.pools() {
        assert!(held.of(pool) <= size, "{} of {size} seats are taken", held.of(pool));
    }
    let holds = |state: &Moment, key: &String| state.get(key).is_some_and(|it| it.status.holds_seats());
    let seated = after.keys().filter(|key| holds(after, key) && !holds(before, key));
    let (promoted, arrived): (Vec<_>, Vec<_>) = seated.partition(|key| waits(before, key));
    if let Some(arrived) = arrived.first() {
        // A new arrival is behind all waiting registrations.
        let passed_over = next_in_turn(before, capacity);
        assert_eq!(
            passed_over,
            Vec::<&String>::new(),
            "waiting registrations were passed over for {arrived}"
        );
    }
    if !promoted.is_empty() {
        // A promotion is decided some time before it is written; others may have arrived or left meanwhile.
        let waited = |state: &&Moment| promoted.iter().all(|key| waits(state, key));
        let was_in_turn = |state: &Moment| {
            let next = next_in_turn(state, capacity);
            next.len() == promoted.len() && next.iter().all(|key| promoted.contains(key))
        };
        let in_turn = states.iter().rev().take_while(waited).any(was_in_turn);
        assert!(in_turn, "{promoted:?} were promoted out of turn");
    }
    promoted.len()
}

fn held(state: &Moment) -> Seats {
    let held = state.values().filter(|it| it.status.holds_seats());
    held.fold(Seats::default(), |sum, it| sum.plus(&it.arrival.seats))
}

fn waits(state: &Moment, key: &String) -> bool {
    state.get(key).is_some_and(|it| it.status == Status::Waiting)
}

/// Returns the waiting registrations that fit, in order of arrival.
fn next_in_turn<'a>(state: &'a Moment, capacity: &Capacity) -> Vec<&'a String> {
    let mut queue: Vec<_> = state.iter().filter(|(key, _)| waits(state, key)).collect();
    queue.sort_by_key(|(key, it)| (&it.arrival.created, *key));
    let needed: Vec<_> = queue.iter().map(|(_, it)| it.arrival.seats.clone()).collect();
    let places = capacity.promotions(&held(state), needed.iter().map(Into::into), Quotas::default());
    places.into_iter().map(|place| queue[place].0).collect()
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    if !is_transaction(&request) {
        return proxy.upstream.forward(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("the body arrives").to_bytes();
    let question: Value = serde_json::from_slice(&body).expect("DynamoDB speaks JSON");
    // A client that disconnects and retries does not stop the transaction.
    let carried_out = tokio::spawn(async move {
        let mut ledger = proxy.ledger.0.lock().await;
        let answer = proxy.upstream.forward(Request::from_parts(parts, Body::from(body))).await;
        let token = question["ClientRequestToken"].as_str().expect("each transaction has a token").to_owned();
        if answer.status().is_success() && ledger.tokens.insert(token) {
            ledger.written.push(lines(&question));
        }
        answer
    });
    carried_out.await.expect("the proxy does not panic")
}

fn lines(question: &Value) -> Vec<Line> {
    let items = question["TransactItems"].as_array().into_iter().flatten();
    // Compare the counter first.
    items.skip(1).map(line).collect()
}

fn line(written: &Value) -> Line {
    let status = |value: &Value| {
        let status = value["S"].as_str().and_then(Status::from_key);
        status.expect("a registration has a status")
    };
    let text = |value: &Value| value["S"].as_str().expect("the attribute is a string").to_owned();
    let item = &written["Put"]["Item"];
    if item.is_null() {
        let update = &written["Update"];
        let status = status(&update["ExpressionAttributeValues"][":status"]);
        return Line { key: text(&update["Key"]["SK"]), status, arrival: None };
    }
    let seats = item["seats"]["M"].as_object().expect("a registration has seats");
    let count = |value: &Value| value["N"].as_str().and_then(|count| count.parse().ok());
    let seats =
        seats.iter().map(|(pool, value)| (pool.clone(), count(value).expect("the attribute is a number")));
    // Do not compare the timestamps as text: trailing zeros are omitted.
    let created = text(&item["created"]).parse().expect("the timestamp is valid");
    let arrival = Arrival { created, seats: seats.collect() };
    Line { key: text(&item["SK"]), status: status(&item["status"]), arrival: Some(arrival) }
}
