//! Reads the quotas of organisations, and deletes those without seats. Transactions write them with the seat counter
//! (`counter/quota.rs`).

use model::offer::Offer;
use model::seats::Quotas;
use model::siren::Siren;
use model::slug::Slug;

use crate::attributes::{key, whole};
use crate::condition::met;
use crate::counter::{Counter, quota};
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::partition;
use crate::store::Store;

impl Store {
    /// Returns the seats of the organisations of a workshop, with the limit of its offer.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline.
    pub async fn quotas(
        &self,
        workshop: &Slug,
        offer: Option<&Offer>,
        deadline: Deadline,
    ) -> Result<Quotas, StoreError> {
        let quotas = self.query(self.items_of(workshop, quota::PREFIX), quota::read, deadline).await?;
        let taken = quotas.into_iter().map(|quota| (quota.organisation, quota.taken)).collect();
        Ok(Quotas { limit: offer.and_then(|offer| offer.max_per_organisation), taken })
    }

    /// Deletes the quota of an organisation that has no seats, because a SIREN may identify a person.
    pub(crate) async fn erase_empty_quota(
        &self,
        workshop: &Slug,
        organisation: &Siren,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let (partition, sort_key) = (partition(workshop), quota::sort_key(organisation));
        let stored = self.item(partition.clone(), sort_key.clone(), deadline).await?;
        let readable = stored.as_ref().and_then(|item| self.readable(item, Counter::read(item)));
        let Some(Counter { taken, version, .. }) = readable else { return Ok(()) };
        if !taken.is_empty() {
            return Ok(());
        }
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key(partition, sort_key)))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", whole(version));
        // If the condition fails, the organisation has a seat again, or the quota is gone.
        met(deadline, || delete.clone().send()).await.map(|_| ())
    }
}
