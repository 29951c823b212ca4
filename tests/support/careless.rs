//! A proxy in front of DynamoDB that takes the condition on seats out of every transaction: what a store that forgot it
//! would do. A test under load that passes with it shows nothing.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use serde_json::Value;

use crate::dynamodb::{Table, Upstream, is_transaction};

/// What the names of attributes begin with that count taken seats.
const TAKEN: &str = "taken#";

/// The same table behind a proxy with which every arrival fits.
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

/// What stands for the attributes that count taken seats.
fn placeholders_of_taken(update: &Value) -> Vec<String> {
    let names = update["ExpressionAttributeNames"].as_object().into_iter().flatten();
    let is_taken =
        |attribute: &Value| attribute.as_str().is_some_and(|attribute| attribute.starts_with(TAKEN));
    names.filter(|(_, attribute)| is_taken(attribute)).map(|(name, _)| name.clone()).collect()
}

/// Each `#n0 <= :v1` becomes what is always true. DynamoDB refuses names and values that are not used.
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
