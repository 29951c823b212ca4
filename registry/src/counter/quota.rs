//! The quota of an organisation: the number of seats that count to its limit in each pool of a workshop.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | quota | `workshop#<slug>` | `quota#<siren>` | `taken#<pool>`, `version`, `expires_at` |
//!
//! A quota is written in the transaction that writes the seat counter, so both always agree with the registrations. Seats
//! are added on condition that the limit allows them; they are given back without a condition, because a quota that was
//! changed by hand must not keep anyone from cancelling.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::Update;
use model::offer::Offer;
use model::registration::Registration;
use model::seats::{Capacity, Quotas, Seats};
use model::siren::Siren;
use model::slug::Slug;

use super::update::CounterUpdate;
use super::{Counter, Exchange, TAKEN, seats};
use crate::attributes::{Item, key, string, whole};
use crate::condition::met;
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::{SK, partition};
use crate::store::Store;

/// The prefix of the sort keys of quotas; the SIREN follows.
pub(crate) const PREFIX: &str = "quota#";

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
        let quotas = self.query(self.items_of(workshop, PREFIX), read, deadline).await?;
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
        let (partition, sort_key) = (partition(workshop), sort_key(organisation));
        let stored = self.item(partition.clone(), sort_key.clone(), deadline).await?;
        let readable = stored.as_ref().and_then(|item| self.readable(item, Counter::read(item)));
        let Some(Counter { taken, version, .. }) = readable else { return Ok(()) };
        if taken.pools().any(|(_, seats)| seats > 0) {
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

/// A quota as it is stored.
struct Quota {
    organisation: Siren,
    taken: Seats,
}

fn read(item: &Item) -> Result<Quota, StoreError> {
    let organisation = string(item, SK)?.strip_prefix(PREFIX).and_then(|siren| Siren::parse(siren).ok());
    let organisation = organisation.ok_or(StoreError::Item(SK.into()))?;
    Ok(Quota { organisation, taken: seats(item, TAKEN)? })
}

/// Returns the updates of the quotas that an exchange changes. Seats are added on the terms of the offer; the caller checks
/// that these allow them at all.
pub(crate) fn exchanged(
    table: &str,
    workshop: &Slug,
    exchange: &Exchange,
    offer: Option<&Offer>,
) -> Vec<Update> {
    let Exchange { before, after } = exchange;
    let organisations = before.by_organisation.keys().chain(after.by_organisation.keys());
    let organisations: BTreeSet<_> = organisations.collect();
    let update = |organisation: &Siren| {
        let (old, new) = (before.of_organisation(organisation), after.of_organisation(organisation));
        if old.plus(&new).pools().all(|(pool, _)| old.of(pool) == new.of(pool)) {
            return None;
        }
        let mut update = CounterUpdate::of_item(table, workshop, &sort_key(organisation));
        update.add_difference(TAKEN, &old, &new);
        if let Some(offer) = offer {
            update.expire(offer.keep_until);
            if let Some(limit) = offer.max_per_organisation {
                let added = new.minus(&old).without_empty_pools();
                update.require_room(TAKEN, &added, &Capacity::of_each(&added, limit));
            }
        }
        Some(update.built())
    };
    organisations.into_iter().filter_map(update).collect()
}

/// Returns the update that changes nothing in the quota of an arriving registration, on condition that the limit does not
/// allow its seats; `None` if they count to no limit.
pub(super) fn exceeded(table: &str, arriving: &Registration, offer: &Offer) -> Option<Update> {
    let (organisation, limit) = (arriving.counted_for.as_ref()?, offer.max_per_organisation?);
    let mut update = CounterUpdate::of_item(table, &arriving.request.workshop, &sort_key(organisation));
    let above = update.above(TAKEN, &arriving.seats, &Capacity::of_each(&arriving.seats, limit));
    update.require_any(&above);
    update.expire(offer.keep_until);
    Some(update.built())
}

/// Returns the update that sets the seats of an organisation in these pools.
pub(crate) fn set<'a>(
    table: &str,
    workshop: &Slug,
    organisation: &Siren,
    pools: impl IntoIterator<Item = (&'a str, u32)>,
) -> Update {
    let mut update = CounterUpdate::of_item(table, workshop, &sort_key(organisation));
    for (pool, seats) in pools {
        update.set(&format!("{TAKEN}{pool}"), seats);
    }
    update.built()
}

fn sort_key(organisation: &Siren) -> String {
    format!("{PREFIX}{organisation}")
}
