//! Writes of single items on a condition: whether it was met, and what stood in the way.

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::error::ConditionalCheckFailedException;

use crate::attributes::Item;
use crate::deadline::Deadline;
use crate::failure::{Failure, StoreError, retried};

/// The error of a write that takes a condition.
pub(crate) trait ConditionalError:
    ProvideErrorMetadata + std::error::Error + Send + Sync + 'static
{
    /// What DynamoDB reports of a condition that was not met, if that is the error.
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

/// What a write on a condition came to.
pub(crate) enum Conditional<T> {
    /// It was written.
    Met(T),
    /// Nothing was written. With it comes what stands in its place, where the write asked for that.
    Unmet(Item),
}

/// What the answer to a write on a condition means. A condition that was not met is no failure.
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

/// Sends a write on a condition until the deadline, and returns what it came to.
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

/// Sends a write on a condition until the deadline, and whether the condition was met.
pub(crate) async fn met<T, E, F>(deadline: Deadline, send: impl Fn() -> F) -> Result<bool, StoreError>
where
    E: ConditionalError,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    Ok(matches!(conditional(deadline, send).await?, Conditional::Met(_)))
}
