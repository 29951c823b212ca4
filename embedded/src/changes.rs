//! The items that requests have changed, as the stream of a table on AWS would deliver them: keys only. Unlike a
//! stream, it ends with the program and remembers a limited number of changes.

use registry::NamedItem;
use serde::Deserialize;
use tokio::sync::mpsc;

use crate::key::{Key, Text};

/// The most changes that are remembered until they are read.
const MOST: usize = 1000;

/// The changes that have not been read yet.
#[derive(Debug)]
pub struct Changes(mpsc::Receiver<NamedItem>);

/// Where requests report their changes.
#[derive(Clone, Debug)]
pub(crate) struct Reporter(mpsc::Sender<NamedItem>);

/// Returns both ends of an empty list of changes.
pub(crate) fn changes() -> (Reporter, Changes) {
    let (sender, receiver) = mpsc::channel(MOST);
    (Reporter(sender), Changes(receiver))
}

impl Changes {
    /// Waits for the next registration, notice or request for links that was put or updated. Returns `None` when the
    /// database is closed. Changes beyond the number that is remembered are missing; a sweep finds their mails.
    pub async fn next(&mut self) -> Option<NamedItem> {
        self.0.recv().await
    }
}

impl Reporter {
    /// Reports the changes of a successful request.
    pub(crate) fn report(&self, operation: &str, body: &[u8]) {
        for Key { partition, sort_key } in written(operation, body) {
            if let Some(item) = NamedItem::of_key(&partition.text, &sort_key.text) {
                // Without a reader, or with one that is far behind, the change is left to a sweep.
                let _ = self.0.try_send(item);
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Put {
    item: Item,
}

/// The key attributes of an item, which has others as well.
#[derive(Deserialize)]
struct Item {
    #[serde(rename = "PK")]
    partition: Text,
    #[serde(rename = "SK")]
    sort_key: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Update {
    key: Key,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Transaction {
    transact_items: Vec<Step>,
}

/// A step of a transaction; deletions and checks have neither member.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Step {
    put: Option<Put>,
    update: Option<Update>,
}

impl Item {
    fn key(self) -> Key {
        Key { partition: self.partition, sort_key: self.sort_key }
    }
}

/// Returns the keys that a request puts or updates. An update outside a transaction never requires a mail: the registry
/// counts requests and takes turns with it, claims a request for links, which would be reported again after each failed
/// mail, and removes a person's texts.
fn written(operation: &str, body: &[u8]) -> Vec<Key> {
    let keys = match operation {
        "PutItem" => serde_json::from_slice(body).map(|Put { item }| vec![item.key()]),
        "TransactWriteItems" => serde_json::from_slice(body).map(|Transaction { transact_items }| {
            let key =
                |step: Step| step.put.map(|put| put.item.key()).or(step.update.map(|update| update.key));
            transact_items.into_iter().filter_map(key).collect()
        }),
        _ => return Vec::new(),
    };
    // The request was carried out, so it is readable; a table with other keys has none of these items.
    keys.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn reported(operation: &str, body: &Value) -> Vec<String> {
        let (reporter, mut changes) = changes();
        reporter.report(operation, body.to_string().as_bytes());
        let items = std::iter::from_fn(|| changes.0.try_recv().ok());
        items.map(|item| format!("{item:?}")).collect()
    }

    #[test]
    fn written_registrations_and_notices_are_reported() {
        let id = "1a".repeat(16);
        let key = |sort_key: &str| json!({ "PK": { "S": "workshop#a" }, "SK": { "S": sort_key } });
        let registration = key(&format!("registration#{id}"));
        let mut item = registration.clone();
        item["status"] = json!({ "S": "confirmed" });
        let transaction = json!({ "TransactItems": [
            { "Update": { "TableName": "t", "Key": key("seats"), "UpdateExpression": "ADD n :n" } },
            { "Put": { "TableName": "t", "Item": item } },
            { "Delete": { "TableName": "t", "Key": key("notice#0102030405060708") } },
        ] });
        let expected = reported("PutItem", &json!({ "TableName": "t", "Item": item }));
        assert_eq!(expected.len(), 1, "{expected:?}");
        assert_eq!(reported("TransactWriteItems", &transaction), expected);
        let promotion = json!({ "TransactItems": [{ "Update": { "Key": registration } }] });
        assert_eq!(reported("TransactWriteItems", &promotion), expected);
        assert_eq!(reported("PutItem", &json!({ "Item": key(&format!("mail#{id}#1")) })), [""; 0]);
        for operation in ["UpdateItem", "DeleteItem"] {
            assert_eq!(reported(operation, &json!({ "Key": registration })), [""; 0]);
        }
    }
}
