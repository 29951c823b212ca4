//! How much comes from one sender: a counter item that lives for two hours.
//!
//! The sender is a keyed hash ([`IdentifierKey::sender`](crate::identifier::IdentifierKey::sender)); a network address
//! is never stored.

use aws_sdk_dynamodb::types::ReturnValue;
use jiff::{SignedDuration, Timestamp};

use super::attributes::{number, text, whole};
use super::failure::{Failure, StoreError};
use super::{PK, SK, Store};
use crate::Deadline;

/// The sort key of a counter.
const SORT_KEY: &str = "posts";

const COUNT: &str = "count";

/// How long a counter is kept: the hour that it is about, and another one as margin.
const LIFETIME: SignedDuration = SignedDuration::from_hours(2);

impl Store {
    /// Counts a post of a sender; how many there are with it. One write unit. It is tried once: whoever counts can do
    /// without the number, and a second attempt might count twice.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer by the deadline, or with something unreadable.
    pub async fn count_post(
        &self,
        sender: &str,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<u64, StoreError> {
        let expires = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(PK, text(format!("limit#{sender}")))
            .key(SK, text(SORT_KEY))
            .update_expression("ADD #count :one SET expires_at = :expires")
            .expression_attribute_names("#count", COUNT)
            .expression_attribute_values(":one", whole(1))
            .expression_attribute_values(":expires", whole(expires.as_second()))
            .return_values(ReturnValue::UpdatedNew);
        let updated = tokio::time::timeout_at(deadline.instant(), update.send()).await;
        let Ok(updated) = updated else {
            return Err(StoreError::Unavailable { reason: "deadline".to_owned(), source: None });
        };
        let updated = updated.map_err(|error| Failure::of(error).error)?;
        number(&updated.attributes.unwrap_or_default(), COUNT)
    }
}
