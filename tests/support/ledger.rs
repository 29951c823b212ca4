//! A proxy in front of DynamoDB that lets transactions through one at a time and remembers, in that order, what
//! they wrote. DynamoDB, too, carries out the transactions of a workshop one after the other, as each writes the
//! counter; but it tells nobody in which order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http_body_util::BodyExt;
use jiff::Timestamp;
use model::seats::{Capacity, Seats};
use model::status::Status;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::dynamodb::{Table, Upstream, is_transaction};

/// What was written, transaction by transaction.
#[derive(Clone, Debug, Default)]
pub struct Ledger(Arc<Mutex<Transactions>>);

#[derive(Debug, Default)]
struct Transactions {
    /// What each wrote.
    written: Vec<Vec<Line>>,
    /// By these DynamoDB knows those that are sent again, which it carries out once.
    tokens: BTreeSet<String>,
}

/// A registration as a transaction left it.
#[derive(Clone, Debug)]
struct Line {
    key: String,
    status: Status,
    /// Absent where only the status changed.
    arrival: Option<Arrival>,
}

/// What decides whether it is somebody's turn.
#[derive(Clone, Debug)]
struct Arrival {
    created: Timestamp,
    seats: Seats,
}

/// What is known of a registration at some moment.
#[derive(Clone, Debug)]
struct Known {
    status: Status,
    arrival: Arrival,
}

struct Proxy {
    ledger: Ledger,
    upstream: Upstream,
}

impl Ledger {
    /// The same table behind a proxy that keeps a ledger.
    pub async fn of(table: &Table) -> (Table, Ledger) {
        let ledger = Ledger::default();
        let proxy = Proxy { ledger: ledger.clone(), upstream: Upstream::of(table) };
        let router = Router::new().fallback(forward).with_state(Arc::new(proxy));
        (table.behind(router).await, ledger)
    }

    /// That at each moment the seats were within the capacity, that nobody who fitted waited, and that nobody was
    /// given seats before somebody who came earlier, waited and would have fitted. How many were promoted.
    ///
    /// # Panics
    ///
    /// When one of that does not hold.
    pub async fn assert_in_turn(&self, capacity: &Capacity) -> usize {
        let mut known = BTreeMap::<String, Known>::new();
        let mut promoted = 0;
        for transaction in &self.0.lock().await.written {
            let before = known.clone();
            for line in transaction {
                enter(&mut known, line);
            }
            promoted += check_turns(&before, &known, capacity);
        }
        promoted
    }
}

fn enter(known: &mut BTreeMap<String, Known>, line: &Line) {
    let arrival = line.arrival.clone().or_else(|| Some(known.get(&line.key)?.arrival.clone()));
    let arrival = arrival.expect("whoever is promoted has arrived");
    known.insert(line.key.clone(), Known { status: line.status, arrival });
}

/// How many were promoted by the transaction between these two moments.
fn check_turns(
    before: &BTreeMap<String, Known>,
    after: &BTreeMap<String, Known>,
    capacity: &Capacity,
) -> usize {
    let held = after.values().filter(|it| it.status.holds_seats());
    let held = held.fold(Seats::default(), |sum, it| sum.plus(&it.arrival.seats));
    for (pool, size) in capacity.pools() {
        assert!(held.of(pool) <= size, "{} of {size} seats are taken", held.of(pool));
    }
    let waits = |it: &&Known| it.status == Status::Waiting;
    for waiting in after.values().filter(waits) {
        assert!(!capacity.fits(&held, &waiting.arrival.seats), "{waiting:?} waits although there are seats");
    }
    // From the last that was given seats to the first: had an earlier one fitted into what the later ones got?
    let seated = |(key, it): &(&String, &Known)| {
        it.status.holds_seats() && before.get(*key).is_none_or(|before| !before.status.holds_seats())
    };
    let mut seated: Vec<_> = after.iter().filter(seated).collect();
    seated.sort_by_key(|(key, it)| (&it.arrival.created, *key));
    let mut free_of_later = held;
    for (key, it) in seated.iter().rev() {
        free_of_later = free_of_later.minus(&it.arrival.seats);
        let turn = (&it.arrival.created, *key);
        let was_waiting = before.contains_key(*key);
        let earlier = after.iter().filter(|(_, other)| waits(other));
        // Whoever arrives is behind all that wait.
        let earlier = earlier.filter(|(key, other)| !was_waiting || (&other.arrival.created, *key) < turn);
        for (_, other) in earlier {
            let fitted = capacity.fits(&free_of_later, &other.arrival.seats);
            assert!(!fitted, "{other:?} was passed over for {it:?}");
        }
    }
    seated.iter().filter(|(key, _)| before.get(*key).is_some_and(|it| it.status == Status::Waiting)).count()
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    if !is_transaction(&request) {
        return proxy.upstream.forward(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("the body arrives").to_bytes();
    let question: Value = serde_json::from_slice(&body).expect("DynamoDB speaks JSON");
    // Whoever does not wait for the answer any more, and sends it again, does not stop it.
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
    // The counter comes first.
    items.skip(1).map(line).collect()
}

fn line(written: &Value) -> Line {
    let status = |value: &Value| {
        let status = value["S"].as_str().and_then(Status::from_key);
        status.expect("a registration has a status")
    };
    let text = |value: &Value| value["S"].as_str().expect("it is a text").to_owned();
    let item = &written["Put"]["Item"];
    if item.is_null() {
        let update = &written["Update"];
        let status = status(&update["ExpressionAttributeValues"][":status"]);
        return Line { key: text(&update["Key"]["SK"]), status, arrival: None };
    }
    let seats = item["seats"]["M"].as_object().expect("a registration has seats");
    let count = |value: &Value| value["N"].as_str().and_then(|count| count.parse().ok());
    let seats = seats.iter().map(|(pool, value)| (pool.clone(), count(value).expect("it is a number")));
    // Not to be compared as a text, which ends with as few digits as it needs.
    let created = text(&item["created"]).parse().expect("it is a timestamp");
    let arrival = Arrival { created, seats: seats.collect() };
    Line { key: text(&item["SK"]), status: status(&item["status"]), arrival: Some(arrival) }
}
