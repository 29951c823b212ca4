//! The quota of an organisation: the number of seats that count towards its limit in each pool of a workshop.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | quota | `workshop#<slug>` | `quota#<siren>` | `taken#<pool>`, `version`, `expires_at` |
//!
//! A quota is written in the transaction that writes the seat counter, so both always agree with the registrations. Seats
//! are added on condition that the limit allows them, and given back on condition that the quota has them. One that has
//! fewer was changed by hand, or has expired before the registrations; it stays as it is, because it must not keep anyone
//! from cancelling (`transaction.rs`). It does prevent an exchange of seats for others, until it is repaired.

use aws_sdk_dynamodb::types::Update;
use jiff::Timestamp;
use model::offer::Offer;
use model::registration::Registration;
use model::seats::{Capacity, Seats};
use model::siren::Siren;
use model::slug::Slug;

use super::update::CounterUpdate;
use super::{Exchange, TAKEN, seats};
use crate::attributes::{Item, string};
use crate::failure::StoreError;
use crate::key::SK;

/// The prefix of the sort keys of quotas; the SIREN follows.
pub(crate) const PREFIX: &str = "quota#";

/// A quota as it is stored.
pub(crate) struct Quota {
    pub(crate) organisation: Siren,
    pub(crate) taken: Seats,
}

/// The write of a quota.
#[derive(Clone, Debug)]
pub(crate) struct QuotaWrite {
    pub(crate) update: Update,
    /// Whether it does nothing but give seats back.
    pub(crate) only_gives_back: bool,
}

/// Reads a quota from its item.
pub(crate) fn read(item: &Item) -> Result<Quota, StoreError> {
    let organisation = string(item, SK)?.strip_prefix(PREFIX).and_then(|siren| Siren::parse(siren).ok());
    let organisation = organisation.ok_or(StoreError::Item(SK.into()))?;
    Ok(Quota { organisation, taken: seats(item, TAKEN)? })
}

/// Returns the writes of the quotas that an exchange changes. Seats are added on the terms of the offer; the caller checks
/// that these allow them at all.
pub(crate) fn exchanged(
    table: &str,
    workshop: &Slug,
    exchange: &Exchange,
    offer: Option<&Offer>,
) -> Vec<QuotaWrite> {
    let Exchange { before, after } = exchange;
    let update = |organisation: Siren| {
        let (old, new) = (before.of_organisation(&organisation), after.of_organisation(&organisation));
        if old.plus(&new).pools().all(|(pool, _)| old.of(pool) == new.of(pool)) {
            return None;
        }
        let mut update = CounterUpdate::of_item(table, workshop, &sort_key(&organisation));
        update.add_difference(TAKEN, &old, &new);
        update.require_enough();
        let added = new.beyond(&old);
        let only_gives_back = added.is_empty();
        if let Some(offer) = offer {
            update.expire(offer.keep_until);
            if let Some(limit) = offer.max_per_organisation {
                update.require_room(TAKEN, &added, &Capacity::of_each(&added, limit));
            }
        }
        Some(QuotaWrite { update: update.built(), only_gives_back })
    };
    before.plus(after).by_organisation.into_keys().filter_map(update).collect()
}

/// Returns the write that changes nothing in the quota of an arriving registration, on condition that the limit does not
/// allow its seats; `None` if they count towards no limit.
pub(super) fn exceeded(table: &str, arriving: &Registration, offer: &Offer) -> Option<QuotaWrite> {
    let (organisation, limit) = (arriving.counted_for.as_ref()?, offer.max_per_organisation?);
    let mut update = CounterUpdate::of_item(table, &arriving.request.workshop, &sort_key(organisation));
    let above = update.above(TAKEN, &arriving.seats, &Capacity::of_each(&arriving.seats, limit));
    update.require_any(&above);
    update.expire(offer.keep_until);
    Some(QuotaWrite { update: update.built(), only_gives_back: false })
}

/// Returns the write that sets the seats of an organisation in these pools, and when the quota expires, if that is given.
pub(crate) fn set<'a>(
    table: &str,
    workshop: &Slug,
    organisation: &Siren,
    pools: impl IntoIterator<Item = (&'a str, u32)>,
    expires: Option<Timestamp>,
) -> QuotaWrite {
    let mut update = CounterUpdate::of_item(table, workshop, &sort_key(organisation));
    for (pool, seats) in pools {
        update.set(&format!("{TAKEN}{pool}"), seats);
    }
    if let Some(expires) = expires {
        update.expire(expires);
    }
    QuotaWrite { update: update.built(), only_gives_back: false }
}

/// Returns the sort key of an organisation's quota.
pub(crate) fn sort_key(organisation: &Siren) -> String {
    format!("{PREFIX}{organisation}")
}
