use std::net::Ipv4Addr;

use dynoxide::Database;
use registry::Store;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::*;
use crate::changes::changes;
use crate::door::{self, Token};
use crate::endpoint;
use crate::operations::carry_out;
use crate::operations::tests::{answer, fill};

const FILE: &str = "registrations.sqlite";
const ITEMS: usize = 2 * PAGE + 1;

/// A database in a file, with one open for writing and one for reading.
struct Filled {
    database: Database,
    reader: Reader,
    folder: TempDir,
}

impl Filled {
    fn with(items: impl IntoIterator<Item = Value>) -> Filled {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join(FILE);
        let file = file.to_str().unwrap();
        let (database, reader) = (Database::new(file).unwrap(), Reader::open(file).unwrap());
        fill(&database, items);
        Filled { database, reader, folder }
    }

    /// The answer of `dynoxide`.
    fn decoded(&self, operation: &str, request: &Value) -> Value {
        answer(&self.database, operation, request)
    }

    /// The answer of the reader, if it has one.
    fn stored(&self, operation: &str, request: &Value) -> Option<Value> {
        let answer = self.reader.answer(operation, request.to_string().as_bytes())?;
        assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
        Some(serde_json::from_str(&answer.body).unwrap())
    }

    /// The items of all batches, and how many each batch has.
    fn all(&self, operation: &str, mut request: Value) -> (Vec<Value>, Vec<usize>) {
        let (mut items, mut counts) = (Vec::new(), Vec::new());
        loop {
            let batch = self.stored(operation, &request).unwrap();
            items.extend(batch["Items"].as_array().unwrap().clone());
            counts.push(batch["Items"].as_array().unwrap().len());
            match batch.get("LastEvaluatedKey") {
                Some(last) => request["ExclusiveStartKey"] = last.clone(),
                None => return (items, counts),
            }
        }
    }
}

fn key(partition: &str, sort_key: &str) -> Value {
    json!({ "PK": { "S": partition }, "SK": { "S": sort_key } })
}

/// An item with a value of each type and with texts that JSON escapes.
fn item(partition: &str, sort_key: &str, number: usize) -> Value {
    let mut item = key(partition, sort_key);
    item["number"] = json!({ "N": number.to_string() });
    item["numbers"] = json!({ "NS": ["3", "1", "2"] });
    item["texts"] = json!({ "SS": ["b", "a"] });
    item["yes"] = json!({ "BOOL": true });
    item["nothing"] = json!({ "NULL": true });
    item["bytes"] = json!({ "B": "AAEC" });
    let inner =
        json!({ "name": { "S": "“Zoé” \"N’Diaye\" \\ \n \u{1f600}" }, "list": { "L": [{ "S": "" }] } });
    item["people"] = json!({ "L": [{ "M": inner }] });
    item
}

fn range(partition: &str, from: &str, to: &str) -> Value {
    json!({
        "TableName": TABLE,
        "ConsistentRead": true,
        "KeyConditionExpression": RANGE_CONDITION,
        "ExpressionAttributeValues": {
            ":partition": { "S": partition }, ":from": { "S": from }, ":to": { "S": to },
        },
    })
}

/// A query for the registrations of [`many`].
fn all() -> Value {
    range("a", "registration#", "registration#\u{10ffff}")
}

fn scan() -> Value {
    json!({ "TableName": TABLE, "ConsistentRead": true })
}

fn with(mut request: Value, member: &str, value: Value) -> Value {
    request[member] = value;
    request
}

/// Returns a database with more registrations of a workshop than a batch has, and three other items.
fn many() -> Filled {
    let registrations = (0..ITEMS).map(|number| item("a", &format!("registration#{number:06}"), number));
    let others = [item("a", "seats", 0), item("é#1", "registration#000000", 1), item("b", "registration", 2)];
    Filled::with(registrations.chain(others))
}

/// Returns an answer with its sets of numbers in one order. `dynoxide` returns those of a scan in the order in which DynamoDB
/// does, which promises none.
fn ordered(mut answer: Value) -> Value {
    for item in answer["Items"].as_array_mut().unwrap() {
        if let Some(Value::Array(numbers)) = item.pointer_mut("/numbers/NS") {
            numbers.sort_by_key(Value::to_string);
        }
    }
    answer
}

#[test]
fn answers_are_those_of_dynoxide() {
    let filled = many();
    let last = key("a", "registration#000499");
    let requests = [
        ("Query", all()),
        ("Query", with(all(), "ProjectionExpression", json!(KEY_ATTRIBUTES))),
        ("Query", with(all(), "ExclusiveStartKey", last.clone())),
        ("Query", with(all(), "ExclusiveStartKey", key("a", "registration#000999"))),
        ("Query", with(range("a", "registration#000499", "seats"), "ExclusiveStartKey", last.clone())),
        ("Query", range("a", "registration#000001", "registration#000001")),
        ("Query", range("é#1", "registration#", "registration#\u{10ffff}")),
        ("Query", range("nothing", "a", "b")),
        ("Query", range("a", "a", &"z".repeat(1025))),
        ("Scan", scan()),
        ("Scan", with(scan(), "ExclusiveStartKey", last)),
        ("Scan", with(scan(), "ExclusiveStartKey", key("a", ""))),
        ("Scan", with(scan(), "ExclusiveStartKey", key("a", "\u{10ffff}"))),
        ("Scan", with(scan(), "ExclusiveStartKey", key("é#1", "registration#000000"))),
    ];
    for (operation, request) in requests {
        assert_eq!(
            filled.stored(operation, &request).map(ordered),
            Some(ordered(filled.decoded(operation, &request))),
            "{operation} {request}"
        );
    }
}

#[test]
fn a_write_is_read_at_once() {
    let filled = Filled::with([item("a", "registration#1", 1)]);
    assert_eq!(filled.stored("Query", &all()).unwrap()["Count"], 1);
    filled.decoded("PutItem", &json!({ "TableName": TABLE, "Item": item("a", "registration#2", 2) }));
    assert_eq!(filled.stored("Query", &all()).unwrap()["Count"], 2);
    filled.decoded("DeleteItem", &json!({ "TableName": TABLE, "Key": key("a", "registration#1") }));
    let left = filled.stored("Query", &all()).unwrap();
    assert_eq!((&left["Count"], &left["Items"][0]["number"]), (&json!(1), &json!({ "N": "2" })));
}

/// A command that removes deleted data, for example, writes for a while.
#[tokio::test]
async fn reading_waits_for_no_writer() {
    let Filled { folder, .. } = Filled::with([item("a", "registration#1", 1)]);
    let file = folder.path().join(FILE);
    let database = crate::Database::open(&file).await.unwrap();
    let writer = Connection::open(&file).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(database.store.items().all().await.unwrap().len(), 1);
    drop(writer);
    database.close().await;
}

#[test]
fn long_items_are_read_in_shorter_batches() {
    const LENGTH: usize = 100_000;
    let long = |number: usize| {
        with(
            key("a", &format!("registration#{number:06}")),
            "remarks",
            json!({ "S": "é".repeat(LENGTH / 2) }),
        )
    };
    let filled = Filled::with((0..50).map(long));
    let most = LONGEST / LENGTH + 1;
    for (items, counts) in [filled.all("Query", all()), filled.all("Scan", scan())] {
        assert!(items == (0..50).map(long).collect::<Vec<_>>(), "{counts:?}");
        assert!(counts.len() > 1 && counts.iter().all(|count| (1..=most).contains(count)), "{counts:?}");
    }
}

/// Returns a key with another attribute.
fn longer(mut key: Value) -> Value {
    key["number"] = json!({ "N": "1" });
    key
}

/// Returns a store that reads many items with this reader, and for which any request that is left to `dynoxide` fails,
/// because that database has no table.
async fn store_with(reader: Reader) -> Store {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let token = Token::random().unwrap();
    let router = door::router(Database::memory().unwrap(), reader, token.clone(), address, changes().0);
    tokio::spawn(axum::serve(listener, router).into_future());
    let configuration = endpoint::credentials(&format!("http://{address}"), &token);
    Store::new(registry::aws_client(&configuration), TABLE)
}

#[tokio::test]
async fn requests_of_the_registry_are_answered() {
    let answers = (0..=PAGE).map(|number| key("workshop#a", &format!("form#a#{number:06}")));
    let registration = key("workshop#a", &format!("registration#{}", "0".repeat(32)));
    let filled = Filled::with(answers.chain([registration]));
    let store = store_with(filled.reader).await;
    let workshop = "a".parse().unwrap();
    assert_eq!(store.items().all().await.unwrap().len(), PAGE + 2);
    assert_eq!(store.answers_to_forms(&workshop).all().await.unwrap().len(), PAGE + 1);
    // Reads the keys alone; that of the registration has other digits.
    assert!(store.registrations_with_reference(&workshop, "f").await.unwrap().is_empty());
}

#[test]
fn other_requests_are_left_to_dynoxide() {
    let filled = many();
    let others = [
        ("GetItem", json!({ "TableName": TABLE, "Key": key("a", "seats") })),
        ("Query", with(all(), "Limit", json!(1))),
        ("Query", with(all(), "FilterExpression", json!("attribute_exists(people)"))),
        ("Query", with(all(), "ProjectionExpression", json!("SK, people"))),
        ("Query", with(all(), "ScanIndexForward", json!(false))),
        ("Query", range("a", "", "a")),
        ("Query", range("", "a", "b")),
        ("Scan", with(scan(), "Limit", json!(1))),
        ("Scan", with(with(scan(), "Segment", json!(0)), "TotalSegments", json!(2))),
    ];
    for (operation, request) in others {
        assert_eq!(filled.stored(operation, &request), None, "{operation} {request}");
        filled.decoded(operation, &request);
    }
}

#[test]
fn refused_requests_are_left_to_dynoxide() {
    let filled = many();
    let without_values = with(all(), "ExpressionAttributeValues", json!({ ":partition": { "S": "a" } }));
    let [mut more_values, mut value_of_two_types] = [all(), all()];
    more_values["ExpressionAttributeValues"][":more"] = json!({ "S": "a" });
    value_of_two_types["ExpressionAttributeValues"][":from"] = json!({ "S": "registration#", "N": "1" });
    let refused = [
        ("Query", with(all(), "KeyConditionExpression", json!("PK = :partition"))),
        ("Query", with(all(), "TableName", json!("another"))),
        ("Query", with(all(), "ConsistentRead", json!("maybe"))),
        ("Query", with(all(), "ExclusiveStartKey", key("b", "registration#000499"))),
        ("Query", with(all(), "ExclusiveStartKey", key("a", "seats"))),
        ("Query", with(all(), "ExclusiveStartKey", longer(key("a", "registration#000499")))),
        ("Query", range("a", "b", "a")),
        ("Query", without_values),
        ("Query", more_values),
        ("Query", value_of_two_types),
        ("Scan", with(scan(), "TableName", json!("another"))),
        ("Scan", with(scan(), "ConsistentRead", json!("maybe"))),
        ("Scan", with(scan(), "ExclusiveStartKey", longer(key("a", "registration#000499")))),
    ];
    for (operation, request) in refused {
        assert_eq!(filled.stored(operation, &request), None, "{operation} {request}");
        let answer = carry_out(&filled.database, operation, request.to_string().as_bytes());
        assert_eq!(answer.status, 400, "{operation} {request}: {}", answer.body);
    }
}
