//! Conditional writes of single items, and the item that made a condition fail.

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::error::ConditionalCheckFailedException;

use crate::attributes::Item;
use crate::deadline::Deadline;
use crate::failure::{Failure, StoreError, retried};

/// The error of a conditional write.
pub(crate) trait ConditionalError:
    ProvideErrorMetadata + std::error::Error + Send + Sync + 'static
{
    /// Returns DynamoDB's report of a failed condition, if the error is one.
    fn unmet(&self) -> Option<&ConditionalCheckFailedException>;
}

macro_rules! conditional {
    ($($error:ident),*) => {
        $(impl ConditionalError for $error {
            fn unmet(&self) -> Option<&ConditionalCheckFailedException> {
                match self {
                    $error::ConditionalCheckFailedException(unmet) => Some(unmet),
                    _ => None,
                }
            }
        })*
    };
}

conditional!(DeleteItemError, PutItemError, UpdateItemError);

/// The result of a conditional write.
pub(crate) enum Conditional<T> {
    /// The condition held, and the item was written.
    Met(T),
    /// The condition failed, and nothing was written. Contains the existing item if the write asked for it.
    Unmet(Item),
}

/// Interprets the answer to a conditional write. A failed condition is not a failure.
pub(crate) fn met_condition<T, E: ConditionalError>(
    answer: Result<T, SdkError<E, HttpResponse>>,
) -> Result<Conditional<T>, Failure> {
    let error = match answer {
        Ok(value) => return Ok(Conditional::Met(value)),
        Err(error) => error,
    };
    match error.as_service_error().and_then(E::unmet) {
        Some(unmet) => Ok(Conditional::Unmet(unmet.item().cloned().unwrap_or_default())),
        None => Err(Failure::of(error)),
    }
}

/// Sends a conditional write, with retries until the deadline, and returns its result.
pub(crate) async fn conditional<T, E, F>(
    deadline: Deadline,
    send: impl Fn() -> F,
) -> Result<Conditional<T>, StoreError>
where
    E: ConditionalError,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    let attempt = || async { met_condition(send().await) };
    retried(deadline, attempt).await.map_err(|failure| failure.error)
}

/// Sends a conditional write, with retries until the deadline, and returns whether its condition held.
pub(crate) async fn met<T, E, F>(deadline: Deadline, send: impl Fn() -> F) -> Result<bool, StoreError>
where
    E: ConditionalError,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    Ok(matches!(conditional(deadline, send).await?, Conditional::Met(_)))
}
