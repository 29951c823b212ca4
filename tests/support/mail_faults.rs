//! Faults around the marks of sent mails: a proxy that rejects them or another write after a mail, and items written without the store.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http_body_util::BodyExt;
use jiff::Timestamp;
use model::registration::Registration;
use registry::local_client;

use crate::dynamodb::{Table, Upstream};

struct Proxy {
    /// A text in the requests to reject.
    text: &'static str,
    /// The number of requests that are still rejected.
    left: AtomicUsize,
    upstream: Upstream,
}

/// Returns the table behind a proxy that rejects the marks of this many sent mails.
pub async fn unmarked(table: &Table, count: usize) -> Table {
    rejecting(r#"{"S":"sent"}"#, table, count).await
}

/// Returns the table behind a proxy that rejects this many removals of the addresses of former participants.
pub async fn remembering(table: &Table, count: usize) -> Table {
    rejecting("REMOVE #departures", table, count).await
}

async fn rejecting(text: &'static str, table: &Table, count: usize) -> Table {
    let proxy = Proxy { text, left: AtomicUsize::new(count), upstream: Upstream::of(table) };
    table.behind(Router::new().fallback(forward).with_state(Arc::new(proxy))).await
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.expect("the body arrives").to_bytes();
    let is_meant = String::from_utf8_lossy(&bytes).contains(proxy.text);
    let less = |left: usize| left.checked_sub(1);
    if is_meant && proxy.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
        let error = r#"{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException","message":""}"#;
        let response = Response::builder().status(400).header("content-type", "application/x-amz-json-1.0");
        return response.body(Body::from(error)).expect("the response is valid");
    }
    proxy.upstream.forward(Request::from_parts(parts, Body::from(bytes))).await
}

/// Replaces the status, proof and history of a stored registration, and counts the change as each transition does.
pub async fn replace(table: &Table, registration: &Registration) {
    let entry = |entry: &model::registration::HistoryEntry| {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let attributes = [
            ("number", AttributeValue::N(entry.number.to_string())),
            ("time", text(&entry.at.to_string())),
            ("event", text(&entry.event)),
            ("status", text(entry.status.key())),
        ];
        AttributeValue::M(attributes.map(|(name, value)| (name.to_owned(), value)).into())
    };
    let history = registration.history.iter().map(entry).collect();
    let proven = registration.proven.map(|time| AttributeValue::S(time.to_string()));
    let set = "SET #status = :status, history = :history, revision = :revision";
    let expression = match proven {
        Some(_) => format!("{set}, proven = :proven"),
        None => format!("{set} REMOVE proven"),
    };
    let mut update = client(table).update_item();
    if let Some(proven) = proven {
        update = update.expression_attribute_values(":proven", proven);
    }
    let updated = update
        .table_name(&table.name)
        .key("PK", AttributeValue::S(format!("workshop#{}", registration.request.workshop)))
        .key("SK", AttributeValue::S(format!("registration#{}", registration.id.as_str())))
        .update_expression(expression)
        .expression_attribute_names("#status", "status")
        .expression_attribute_values(":status", AttributeValue::S(registration.status.key().to_owned()))
        .expression_attribute_values(":history", AttributeValue::L(history))
        .expression_attribute_values(":revision", AttributeValue::N(registration.revision.to_string()))
        .send()
        .await;
    updated.expect("the item can be written");
    let counted = client(table)
        .update_item()
        .table_name(&table.name)
        .key("PK", AttributeValue::S(format!("workshop#{}", registration.request.workshop)))
        .key("SK", AttributeValue::S("seats".to_owned()))
        .update_expression("ADD version :one")
        .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
        .send()
        .await;
    counted.expect("the counter can be written");
}

/// Sets the age of the claim on a registration's first mail.
pub async fn age_claim(table: &Table, registration: &Registration, since: Timestamp) {
    let updated = client(table)
        .update_item()
        .table_name(&table.name)
        .key("PK", AttributeValue::S(format!("workshop#{}", registration.request.workshop)))
        .key("SK", AttributeValue::S(format!("mail#{}#1", registration.id.as_str())))
        .update_expression("SET since = :since")
        .condition_expression("attribute_exists(PK)")
        .expression_attribute_values(":since", AttributeValue::S(since.to_string()))
        .send()
        .await;
    updated.expect("the mail is claimed");
}

fn client(table: &Table) -> Client {
    local_client(&table.endpoint)
}

/// Writes a text that no form accepts into a stored registration, as the organisation and as a family name.
pub async fn write_hostile(table: &Table, registration: &Registration, text: &str) {
    let updated = client(table)
        .update_item()
        .table_name(&table.name)
        .key("PK", AttributeValue::S(format!("workshop#{}", registration.request.workshop)))
        .key("SK", AttributeValue::S(format!("registration#{}", registration.id.as_str())))
        .update_expression("SET contact.organisation = :text, participants[0].family_name = :text")
        .expression_attribute_values(":text", AttributeValue::S(text.to_owned()))
        .send()
        .await;
    updated.expect("the item can be written");
}
