//! A proxy in front of DynamoDB that removes the seat condition from every transaction, to simulate a store that forgot
//! it. A load test that passes behind it proves nothing.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use serde_json::Value;

use crate::dynamodb::{Table, Upstream, is_transaction};

/// Prefix of the attributes that count taken seats.
const TAKEN: &str = "taken#";

/// Returns the same table behind a proxy through which every arrival fits.
pub async fn without_seat_condition(table: &Table) -> Table {
    let upstream = Arc::new(Upstream::of(table));
    table.behind(Router::new().fallback(forward).with_state(upstream)).await
}

async fn forward(State(upstream): State<Arc<Upstream>>, request: Request) -> Response {
    if !is_transaction(&request) {
        return upstream.forward(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let body = body.collect().await.expect("the body arrives").to_bytes();
    let mut question: Value = serde_json::from_slice(&body).expect("DynamoDB speaks JSON");
    for item in question["TransactItems"].as_array_mut().into_iter().flatten() {
        let Some(update) = item.get_mut("Update") else { continue };
        let taken = placeholders_of_taken(update);
        if let Some(Value::String(condition)) = update.get_mut("ConditionExpression") {
            *condition =
                taken.iter().fold(condition.clone(), |condition, name| always_fits(&condition, name));
        }
    }
    parts.headers.remove(CONTENT_LENGTH);
    upstream.forward(Request::from_parts(parts, Body::from(question.to_string()))).await
}

/// Returns the placeholders of the attributes that count taken seats.
fn placeholders_of_taken(update: &Value) -> Vec<String> {
    let names = update["ExpressionAttributeNames"].as_object().into_iter().flatten();
    let is_taken =
        |attribute: &Value| attribute.as_str().is_some_and(|attribute| attribute.starts_with(TAKEN));
    names.filter(|(_, attribute)| is_taken(attribute)).map(|(name, _)| name.clone()).collect()
}

/// Replaces each `#n0 <= :v1` by a true condition that uses the same names and values, because DynamoDB rejects unused
/// ones.
fn always_fits(condition: &str, name: &str) -> String {
    let fits = format!("{name} <= :");
    let mut parts = condition.split(&fits);
    let mut always = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(part.len());
        let (value, rest) = part.split_at(end);
        always.push_str(&format!("{fits}{value} OR {name} > :{value}{rest}"));
    }
    always
}
