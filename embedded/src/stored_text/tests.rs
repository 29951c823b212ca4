use dynoxide::Database;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::operations::carry_out;

const ITEMS: usize = 2 * PAGE + 1;

/// A database in a file, with one open for writing and one for reading.
struct Filled {
    database: Database,
    reader: Reader,
    _folder: TempDir,
}

impl Filled {
    fn with(items: impl IntoIterator<Item = Value>) -> Filled {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("registrations.sqlite");
        let database = Database::new(file.to_str().unwrap()).unwrap();
        let definition = json!({
            "TableName": TABLE,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                { "AttributeName": "PK", "AttributeType": "S" },
                { "AttributeName": "SK", "AttributeType": "S" },
            ],
            "KeySchema": [
                { "AttributeName": "PK", "KeyType": "HASH" },
                { "AttributeName": "SK", "KeyType": "RANGE" },
            ],
        });
        let filled = Filled { database, reader: Reader::of(&file), _folder: folder };
        filled.decoded("CreateTable", &definition);
        let puts =
            items.into_iter().map(|item| json!({ "PutRequest": { "Item": item } })).collect::<Vec<_>>();
        for batch in puts.chunks(25) {
            filled.decoded("BatchWriteItem", &json!({ "RequestItems": { TABLE: batch } }));
        }
        filled
    }

    /// The answer of `dynoxide`.
    fn decoded(&self, operation: &str, request: &Value) -> Value {
        let answer = carry_out(&self.database, operation, request.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
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
    item["numbers"] = json!({ "NS": ["3", "20", "1.5"] });
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

fn scan() -> Value {
    json!({ "TableName": TABLE, "ConsistentRead": true })
}

fn with(mut request: Value, member: &str, value: Value) -> Value {
    request[member] = value;
    request
}

fn many() -> Filled {
    let registrations = (0..ITEMS).map(|number| item("a", &format!("registration#{number:06}"), number));
    let others = [item("a", "seats", 0), item("é#1", "registration#000000", 1), item("b", "registration", 2)];
    Filled::with(registrations.chain(others))
}

#[test]
fn answers_are_those_of_dynoxide() {
    let filled = many();
    let all = || range("a", "registration#", "registration#\u{10ffff}");
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
        ("Scan", scan()),
        ("Scan", with(scan(), "ExclusiveStartKey", last)),
        ("Scan", with(scan(), "ExclusiveStartKey", key("a", "\u{10ffff}"))),
        ("Scan", with(scan(), "ExclusiveStartKey", key("é#1", "registration#000000"))),
    ];
    for (operation, request) in requests {
        assert_eq!(
            filled.stored(operation, &request),
            Some(filled.decoded(operation, &request)),
            "{operation} {request}"
        );
    }
}

#[test]
fn a_write_is_read_at_once() {
    let filled = Filled::with([item("a", "registration#1", 1)]);
    let all = range("a", "registration#", "registration#\u{10ffff}");
    assert_eq!(filled.stored("Query", &all).unwrap()["Count"], 1);
    filled.decoded("PutItem", &json!({ "TableName": TABLE, "Item": item("a", "registration#2", 2) }));
    assert_eq!(filled.stored("Query", &all).unwrap()["Count"], 2);
    filled.decoded("DeleteItem", &json!({ "TableName": TABLE, "Key": key("a", "registration#1") }));
    let left = filled.stored("Query", &all).unwrap();
    assert_eq!((&left["Count"], &left["Items"][0]["number"]), (&json!(1), &json!({ "N": "2" })));
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
    let queried = filled.all("Query", range("a", "registration#", "registration#\u{10ffff}"));
    for (items, counts) in [queried, filled.all("Scan", scan())] {
        assert!(items == (0..50).map(long).collect::<Vec<_>>(), "{counts:?}");
        assert!(counts.len() > 1 && counts.iter().all(|count| (1..=most).contains(count)), "{counts:?}");
    }
}

#[test]
fn other_requests_are_left_to_dynoxide() {
    let filled = many();
    let all = || range("a", "registration#", "registration#\u{10ffff}");
    let mut without_values = all();
    without_values["ExpressionAttributeValues"] = json!({ ":partition": { "S": "a" } });
    let mut more_values = all();
    more_values["ExpressionAttributeValues"][":more"] = json!({ "S": "a" });
    let others = [
        ("GetItem", json!({ "TableName": TABLE, "Key": key("a", "seats") })),
        ("Query", with(all(), "Limit", json!(1))),
        ("Query", with(all(), "FilterExpression", json!("attribute_exists(number)"))),
        ("Query", with(all(), "ProjectionExpression", json!("SK, number"))),
        ("Query", with(all(), "ScanIndexForward", json!(false))),
        ("Query", with(all(), "KeyConditionExpression", json!("PK = :partition"))),
        ("Query", with(all(), "TableName", json!("another"))),
        ("Query", with(all(), "ExclusiveStartKey", key("b", "registration#000499"))),
        ("Query", with(all(), "ExclusiveStartKey", key("a", "seats"))),
        ("Query", range("a", "b", "a")),
        ("Query", range("a", "", "a")),
        ("Query", without_values),
        ("Query", more_values),
        ("Scan", with(scan(), "Segment", json!(0))),
        ("Scan", with(scan(), "TableName", json!("another"))),
    ];
    for (operation, request) in others {
        assert_eq!(filled.stored(operation, &request), None, "{operation} {request}");
    }
    assert!(filled.stored("Query", &all()).is_some());
    let nowhere = Reader::of(Path::new("/nowhere/registrations.sqlite"));
    assert!(nowhere.answer("Query", all().to_string().as_bytes()).is_none());
}
