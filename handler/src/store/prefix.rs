//! All items of one kind of a workshop: those whose sort keys start alike.

use aws_sdk_dynamodb::types::AttributeValue;
use model::slug::Slug;

use super::attributes::text;
use super::failure::{Failure, StoreError, retried};
use super::{Item, Store, partition};
use crate::Deadline;

impl Store {
    /// The items of a workshop whose sort keys start with a prefix.
    pub(super) async fn items_of(
        &self,
        workshop: &Slug,
        prefix: &str,
        deadline: Deadline,
    ) -> Result<Vec<Item>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :workshop AND begins_with(SK, :prefix)")
            .expression_attribute_values(":workshop", text(partition(workshop)))
            .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()));
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let page = query.clone().set_exclusive_start_key(start);
            let send = || async { page.clone().send().await.map_err(Failure::of) };
            let page = retried(deadline, send).await.map_err(|failure| failure.error)?;
            start = page.last_evaluated_key;
            items.extend(page.items.unwrap_or_default());
            if start.is_none() {
                return Ok(items);
            }
        }
    }
}
