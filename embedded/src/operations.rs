//! DynamoDB's operations on items, as its HTTP interface defines them: JSON requests, JSON responses and typed errors.
//! `dynoxide` implements them; its own HTTP server has no access control, so it is not used.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

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
        "Query" => run(body, |request| it.query(request)),
        "Scan" => run(body, |request| it.scan(request)),
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
