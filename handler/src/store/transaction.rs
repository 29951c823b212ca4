//! The one transaction that stores a registration: its seats are counted and it is put, both or neither.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::transact_write_items::builders::TransactWriteItemsFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use model::registration::Registration;

use super::failure::{Failure, StoreError};
use super::item::{self, SEATS};
use super::{PK, Registered, SK, partition};

const CONDITION_FAILED: &str = "ConditionalCheckFailed";

/// The transaction, to be attempted any number of times: DynamoDB recognises it by its token and carries it out
/// once.
pub(super) struct Transaction {
    request: TransactWriteItemsFluentBuilder,
}

impl Transaction {
    /// The transaction that stores `registration` if at most `limit` seats are taken.
    pub(super) fn new(
        client: &Client,
        table: &str,
        registration: &Registration,
        limit: u32,
    ) -> Result<Transaction, StoreError> {
        let count = TransactWriteItem::builder().update(count(table, registration, limit));
        let put = TransactWriteItem::builder().put(put(table, registration)?);
        let request = client
            .transact_write_items()
            .client_request_token(token()?)
            .transact_items(count.build())
            .transact_items(put.build());
        Ok(Transaction { request })
    }

    /// Attempts it once.
    pub(super) async fn attempt(&self) -> Result<Registered, Failure> {
        let Err(error) = self.request.clone().send().await else {
            return Ok(Registered::New);
        };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                meaning(cancelled.cancellation_reasons())
            }
            _ => Err(Failure::of(error)),
        }
    }
}

fn count(table: &str, registration: &Registration, limit: u32) -> Update {
    let number = |number: u32| AttributeValue::N(number.to_string());
    Update::builder()
        .table_name(table)
        .key(PK, AttributeValue::S(partition(&registration.request.workshop)))
        .key(SK, AttributeValue::S(SEATS.to_owned()))
        .update_expression("ADD taken :seats")
        .condition_expression("attribute_not_exists(taken) OR taken <= :limit")
        .expression_attribute_values(":seats", number(registration.request.seats()))
        .expression_attribute_values(":limit", number(limit))
        .build()
        .expect("table, key and expression are given")
}

fn put(table: &str, registration: &Registration) -> Result<Put, StoreError> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item::from_registration(registration)?))
        .condition_expression("attribute_not_exists(PK)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()
        .expect("table and item are given");
    Ok(put)
}

/// A token that no other transaction has. It is not derived from the registration: a registration that was
/// cancelled could not be made again for as long as DynamoDB remembers the token, which is ten minutes.
fn token() -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Unavailable {
        reason: "randomness".to_owned(),
        source: Some(Box::new(error)),
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the reasons of a cancelled transaction, in the order of its items, mean for the registration.
fn meaning(reasons: &[CancellationReason]) -> Result<Registered, Failure> {
    let code = |index: usize| reasons.get(index).and_then(CancellationReason::code);
    if code(1) == Some(CONDITION_FAILED) {
        let existing = reasons.get(1).and_then(CancellationReason::item);
        let existing = existing.ok_or(StoreError::Item(PK))?;
        return Ok(Registered::Existing(Box::new(item::to_registration(existing)?)));
    }
    // Another reason comes before a full workshop: a conflict may be with the same person's first click.
    let others = reasons.iter().filter_map(CancellationReason::code);
    match others
        .into_iter()
        .find(|code| !["None", CONDITION_FAILED].contains(code))
    {
        Some(other) => Err(Failure::cancelled(other)),
        None if code(0) == Some(CONDITION_FAILED) => Ok(Registered::Full),
        None => Err(Failure::cancelled("unknown")),
    }
}

#[cfg(test)]
mod tests;
