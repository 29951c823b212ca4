//! DynamoDB's operations on items, as its HTTP interface defines them: JSON requests, JSON responses and typed errors.
//! `dynoxide` implements them; its own HTTP server has no access control, so it is not used.

use dynoxide::actions::query::QueryRequest;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// The most items that a request reads if it sets no limit: about as many registrations as fit in 1 MB, where DynamoDB
/// ends a page. `dynoxide` ends a page there, too, but only after it has read everything up to the end of the range, so
/// that reading all pages would take quadratic time.
pub(crate) const PAGE: usize = 500;

/// A response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Performs an operation.
pub(crate) fn carry_out(database: &Database, operation: &str, body: &[u8]) -> Answer {
    let it = database;
    match operation {
        "CreateTable" => run(body, |request| it.create_table(request)),
        "DescribeTable" => run(body, |request| it.describe_table(request)),
        "GetItem" => run(body, |request| it.get_item(request)),
        "PutItem" => run(body, |request| it.put_item(request)),
        "DeleteItem" => run(body, |request| it.delete_item(request)),
        "UpdateItem" => run(body, |request| it.update_item(request)),
        "Query" => run(body, |request: QueryRequest| {
            it.query(QueryRequest { limit: request.limit.or(Some(PAGE)), ..request })
        }),
        "Scan" => run(body, |request: ScanRequest| {
            it.scan(ScanRequest { limit: request.limit.or(Some(PAGE)), ..request })
        }),
        "BatchGetItem" => run(body, |request| it.batch_get_item(request)),
        "BatchWriteItem" => run(body, |request| it.batch_write_item(request)),
        "TransactGetItems" => run(body, |request| it.transact_get_items(request)),
        "TransactWriteItems" => run(body, |request| it.transact_write_items(request)),
        _ => error(400, "com.amazon.coral.service#UnknownOperationException", ""),
    }
}

fn run<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Answer {
    // The message may quote the request, but only its sender receives it.
    let request = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(unreadable) => {
            return error(400, "com.amazon.coral.service#SerializationException", &unreadable.to_string());
        }
    };
    match operation(request) {
        Ok(answer) => match serde_json::to_string(&answer) {
            Ok(body) => Answer { status: 200, body },
            Err(_) => failed(),
        },
        Err(error) => Answer { status: error.status_code(), body: error.to_json() },
    }
}

/// Returns the response to a request without access, whatever is wrong with it.
pub(crate) fn refused() -> Answer {
    error(403, "com.amazon.coral.service#UnrecognizedClientException", "not for you")
}

/// Returns the response to a body that is longer than DynamoDB accepts, or ends too early.
pub(crate) fn too_long() -> Answer {
    error(413, "com.amazon.coral.service#SerializationException", "")
}

/// Returns the response after a bug.
pub(crate) fn failed() -> Answer {
    error(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", "")
}

fn error(status: u16, kind: &str, message: &str) -> Answer {
    Answer { status, body: json!({ "__type": kind, "message": message }).to_string() }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::Value;

    use super::*;
    use crate::key::TABLE;

    /// Returns what `dynoxide` answers.
    pub(crate) fn answer(database: &Database, operation: &str, request: &Value) -> Value {
        let answer = carry_out(database, operation, request.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Creates the table with these items.
    pub(crate) fn fill(database: &Database, items: impl IntoIterator<Item = Value>) {
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
        answer(database, "CreateTable", &definition);
        let puts: Vec<_> = items.into_iter().map(|item| json!({ "PutRequest": { "Item": item } })).collect();
        for batch in puts.chunks(25) {
            answer(database, "BatchWriteItem", &json!({ "RequestItems": { TABLE: batch } }));
        }
    }

    #[test]
    fn each_page_reads_a_limited_number_of_items() {
        let total = 2 * PAGE + 1;
        let database = Database::memory().unwrap();
        let item = |number: usize| json!({ "PK": { "S": "a" }, "SK": { "S": format!("{number:06}") } });
        fill(&database, (0..total).map(item));
        let query = json!({
            "TableName": TABLE,
            "KeyConditionExpression": "PK = :partition",
            "ExpressionAttributeValues": { ":partition": { "S": "a" } },
        });
        for (operation, mut request) in [("Query", query), ("Scan", json!({ "TableName": TABLE }))] {
            let mut pages = Vec::new();
            loop {
                let page = answer(&database, operation, &request);
                pages.push(page["ScannedCount"].as_u64().unwrap() as usize);
                let Some(last) = page.get("LastEvaluatedKey") else { break };
                request["ExclusiveStartKey"] = last.clone();
            }
            assert_eq!(pages, [PAGE, PAGE, 1], "{operation}");
            request["Limit"] = json!(1);
            request["ExclusiveStartKey"] = json!({ "PK": { "S": "a" }, "SK": { "S": "000000" } });
            assert_eq!(answer(&database, operation, &request)["Count"], 1, "a limit of the request's own");
        }
    }
}
