//! Counters of requests and mails, as items that live for twice the period they cover.
//!
//! The key of a counter is a keyed hash of its subject and its period
//! ([`IdentifierKey::counter`](crate::identifier::IdentifierKey::counter)); a network address is never stored.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValue;
use jiff::Timestamp;
use serde::Deserialize;

use crate::attributes::{Item, from_item, text, whole};
use crate::condition::{Conditional, met, met_condition};
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::{PK, SK};
use crate::permission::assert_permitted;
use crate::store::Store;

/// The sort key of a counter.
const SORT_KEY: &str = "posts";

const COUNT: &str = "count";

/// The attribute of a counter that this module reads.
#[derive(Deserialize)]
struct Counted {
    count: u64,
}

impl Store {
    /// Increments a counter that is deleted after `expires` and returns its value. Takes one write unit.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn count(
        &self,
        counter: &str,
        expires: Timestamp,
        deadline: Deadline,
    ) -> Result<u64, StoreError> {
        let update = self
            .update_counter(counter)
            .update_expression("ADD #count :one SET expires_at = :expires")
            .expression_attribute_values(":one", whole(1))
            .expression_attribute_values(":expires", whole(expires.as_second()))
            .return_values(ReturnValue::UpdatedNew);
        let updated = updated(update, deadline).await?.unwrap_or_default();
        let Counted { count } = from_item(&updated)?;
        Ok(count)
    }

    /// Increments a counter unless it has reached `most`, and returns whether it did. Takes one write unit.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the outcome is unknown by the deadline. The counter may have been incremented in that case.
    pub async fn count_up_to(
        &self,
        counter: &str,
        most: u32,
        expires: Timestamp,
        deadline: Deadline,
    ) -> Result<bool, StoreError> {
        let update = self
            .update_counter(counter)
            .update_expression("ADD #count :one SET expires_at = :expires")
            .condition_expression("attribute_not_exists(#count) OR #count < :most")
            .expression_attribute_values(":one", whole(1))
            .expression_attribute_values(":most", whole(most))
            .expression_attribute_values(":expires", whole(expires.as_second()));
        met(deadline, || update.clone().send()).await
    }

    /// Decrements a counter. One that no longer exists or is 0 stays as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline.
    pub async fn uncount(&self, counter: &str, deadline: Deadline) -> Result<(), StoreError> {
        let update = self
            .update_counter(counter)
            .update_expression("ADD #count :minus_one")
            // Otherwise the update would create an expired counter anew, with -1 and without an expiry.
            .condition_expression("#count > :none")
            .expression_attribute_values(":minus_one", whole(-1))
            .expression_attribute_values(":none", whole(0));
        updated(update, deadline).await.map(|_| ())
    }

    fn update_counter(&self, counter: &str) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .key(PK, text(format!("limit#{counter}")))
            .key(SK, text(SORT_KEY))
            .expression_attribute_names("#count", COUNT)
    }
}

/// Sends an update once: callers can do without the number, and a retry might count twice. Returns the updated
/// attributes, or `None` if the condition failed.
async fn updated(update: UpdateItemFluentBuilder, deadline: Deadline) -> Result<Option<Item>, StoreError> {
    let Ok(answer) = tokio::time::timeout_at(deadline.instant(), update.send()).await else {
        return Err(StoreError::Unavailable { reason: "deadline".to_owned(), source: None });
    };
    let answer = met_condition(answer).map_err(|failure| failure.error)?;
    assert_permitted();
    match answer {
        Conditional::Met(updated) => Ok(Some(updated.attributes.unwrap_or_default())),
        Conditional::Unmet(_) => Ok(None),
    }
}
