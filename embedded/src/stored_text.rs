//! Batches of items, answered as the text in which they are stored, which is that of DynamoDB's interface. `dynoxide` would
//! decode each item, copy it and encode it again, which took most of the time of a command that reads many.
//!
//! Only what the registry asks for is answered here: a query for a range of sort keys, with all attributes or with the key
//! alone, and a scan of everything. A request with any other member, and one that `dynoxide` refuses, is left to it.

use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use dynoxide::storage::{QueryParams, ScanParams, Storage};
use registry::{KEY_ATTRIBUTES, RANGE_CONDITION};
use serde::Deserialize;

use crate::key::{Key, TABLE, Text};
use crate::operations::{Answer, PAGE};

/// The length of an answer, in bytes, after which no further item is added. DynamoDB ends a batch at 1 MB, and counts about
/// half of the text.
const LONGEST: usize = 2 * 1024 * 1024;

/// The condition of the range in SQL; the first parameter is the partition.
const BETWEEN: &str = "AND sk BETWEEN ?2 AND ?3";

/// What precedes a text in the columns of the key.
const TEXT: &str = "S:";

/// The database file, opened a second time, so that reading many items delays no write.
pub(crate) struct Reader(Mutex<Storage>);

/// Partition, sort key and text of an item.
type Row = (String, String, String);

/// A query for a range of sort keys. Each reading is consistent.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Query {
    table_name: String,
    key_condition_expression: String,
    expression_attribute_values: Bounds,
    projection_expression: Option<String>,
    exclusive_start_key: Option<Key>,
    #[serde(rename = "ConsistentRead")]
    _is_consistent: Option<bool>,
}

/// The values of [`RANGE_CONDITION`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    #[serde(rename = ":partition")]
    partition: Text,
    #[serde(rename = ":from")]
    from: Text,
    #[serde(rename = ":to")]
    to: Text,
}

/// A scan of all items.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Scan {
    table_name: String,
    exclusive_start_key: Option<Key>,
    #[serde(rename = "ConsistentRead")]
    _is_consistent: Option<bool>,
}

impl Reader {
    /// Opens the file of an open database. Opening waits until no other program writes to it; reading does not.
    pub(crate) fn open(file: &str) -> dynoxide::Result<Reader> {
        Ok(Reader(Mutex::new(Storage::new(file)?)))
    }

    /// Answers a request, or returns `None` if it is left to `dynoxide`.
    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Option<Answer> {
        match operation {
            "Query" => self.query(&serde_json::from_slice(body).ok()?),
            "Scan" => self.scan(&serde_json::from_slice(body).ok()?),
            _ => None,
        }
    }

    fn query(&self, query: &Query) -> Option<Answer> {
        let only_keys = match query.projection_expression.as_deref() {
            None => false,
            Some(KEY_ATTRIBUTES) => true,
            Some(_) => return None,
        };
        if query.table_name != TABLE || !query.is_for_a_range() {
            return None;
        }
        let Bounds { partition, from, to } = &query.expression_attribute_values;
        let (from, to) = (stored(from), stored(to));
        let after = query.exclusive_start_key.as_ref().map(|key| stored(&key.sort_key));
        let range = QueryParams {
            sk_condition: Some(BETWEEN),
            sk_params: &[&from, &to],
            forward: true,
            limit: Some(PAGE),
            exclusive_start_sk: after.as_deref(),
            ..QueryParams::default()
        };
        answer(&self.read(|storage| storage.query_items(TABLE, &stored(partition), &range))?, only_keys)
    }

    fn scan(&self, scan: &Scan) -> Option<Answer> {
        if scan.table_name != TABLE {
            return None;
        }
        let after = scan.exclusive_start_key.as_ref();
        let after = after.map(|key| (stored(&key.partition), stored(&key.sort_key)));
        let (partition, sort_key) =
            after.as_ref().map(|(partition, sort_key)| (&**partition, &**sort_key)).unzip();
        let rest = ScanParams {
            limit: Some(PAGE),
            exclusive_start_pk: partition,
            exclusive_start_sk: sort_key,
            ..ScanParams::default()
        };
        answer(&self.read(|storage| storage.scan_items(TABLE, &rest))?, false)
    }

    /// Returns `None` if the file cannot be read; `dynoxide` then returns the error.
    fn read(&self, rows: impl FnOnce(&Storage) -> dynoxide::Result<Vec<Row>>) -> Option<Vec<Row>> {
        rows(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).ok()
    }
}

impl Query {
    /// Returns whether the condition is that of a range, and `dynoxide` accepts its values and the key at which the query
    /// continues.
    fn is_for_a_range(&self) -> bool {
        let Bounds { partition, from, to } = &self.expression_attribute_values;
        let is_within = |key: &Key| {
            key.partition.text == partition.text && (&from.text..=&to.text).contains(&&key.sort_key.text)
        };
        self.key_condition_expression == RANGE_CONDITION
            && [partition, from, to].iter().all(|value| !value.text.is_empty())
            && from.text <= to.text
            && self.exclusive_start_key.as_ref().is_none_or(is_within)
    }
}

/// Returns a text as it is stored in a column of the key.
fn stored(value: &Text) -> String {
    format!("{TEXT}{}", value.text)
}

/// Returns the key of an item; `None` if it is not of text.
fn key((partition, sort_key, _): &Row) -> Option<Key> {
    let text = |stored: &str| stored.strip_prefix(TEXT).map(Text::from);
    Some(Key { partition: text(partition)?, sort_key: text(sort_key)? })
}

/// Returns the answer with these items, or with the first of them if it would be too long, and the key of the last one if
/// others may follow.
fn answer(rows: &[Row], only_keys: bool) -> Option<Answer> {
    let length = rows.iter().map(|(_, _, item)| item.len() + 1).sum::<usize>();
    let mut body = String::with_capacity(length.min(2 * LONGEST) + 512);
    body.push_str(r#"{"Items":["#);
    let mut count = 0;
    for row in rows {
        if body.len() > LONGEST {
            break;
        }
        if count > 0 {
            body.push(',');
        }
        if only_keys {
            body.push_str(&serde_json::to_string(&key(row)?).ok()?);
        } else {
            body.push_str(&row.2);
        }
        count += 1;
    }
    write!(body, r#"],"Count":{count},"ScannedCount":{count}"#).ok()?;
    if count < rows.len() || count == PAGE {
        let last = serde_json::to_string(&key(rows.get(count - 1)?)?).ok()?;
        write!(body, r#","LastEvaluatedKey":{last}"#).ok()?;
    }
    body.push('}');
    Some(Answer { status: 200, body })
}

#[cfg(test)]
mod tests;
