//! The seat counter of a workshop: the number of seats taken in each pool, how many of them are held by registrations
//! with an unproven address, the number of registrations that wait or request seats, and the number of writes.

pub(crate) mod quota;
mod update;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::Update;
use model::offer::Offer;
use model::registration::Registration;
use model::seats::{Capacity, Claims, Seats, WaitingList};
use model::slug::Slug;
use model::status::Status;
use serde::Deserialize;

use self::quota::QuotaWrite;
use self::update::CounterUpdate;
use crate::attributes::{Item, from_item};
use crate::failure::StoreError;

/// The sort key of the counter.
pub(crate) const SORT_KEY: &str = "seats";

/// The prefix of the attributes that count taken seats; the name of the pool follows.
const TAKEN: &str = "taken#";
/// The prefix of the attributes that count seats held by unproven registrations.
const UNPROVEN: &str = "unproven#";
const WAITING: &str = "waiting";
const REQUESTED: &str = "requested";
const VERSION: &str = "version";

/// The change that a write makes to the number of waiting registrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WaitingChange {
    Unchanged,
    Joins,
    Leaves(u32),
}

/// What a write does to the claims of one registration, or of several together.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// The claims that the counter includes so far.
    pub(crate) before: Claims,
    /// The claims that replace them.
    pub(crate) after: Claims,
}

impl Exchange {
    /// Returns the exchange when a registration becomes another version of itself.
    pub(crate) fn between(before: &Registration, after: &Registration) -> Exchange {
        Exchange { before: before.claims(), after: after.claims() }
    }

    /// Returns the exchange when a registration arrives.
    pub(crate) fn arrival(arriving: &Registration) -> Exchange {
        Exchange { before: Claims::default(), after: arriving.claims() }
    }

    /// Returns the exchange when registrations give up all that they claim.
    pub(crate) fn release(of: &[Registration]) -> Exchange {
        let before = of.iter().fold(Claims::default(), |sum, it| sum.plus(&it.claims()));
        Exchange { before, after: Claims::default() }
    }
}

/// The write of a counter, with the quotas of organisations that it changes.
#[derive(Debug)]
pub(crate) struct CounterWrite {
    pub(crate) counter: Update,
    pub(crate) quotas: Vec<QuotaWrite>,
}

impl From<Update> for CounterWrite {
    /// Returns the write of a counter that changes no quota.
    fn from(counter: Update) -> CounterWrite {
        CounterWrite { counter, quotas: Vec::new() }
    }
}

/// A workshop's counter. The default, for a counter that was never written, is zero everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    /// The taken seats.
    pub taken: Seats,
    /// The seats among them that registrations hold only until their address is confirmed.
    pub unproven: Seats,
    /// The number of waiting registrations.
    pub waiting: u32,
    /// The number of registrations that request seats and hold none until their address is confirmed.
    pub requested: u32,
    /// The number of writes. A decision that depends on several items is conditional on it.
    pub(crate) version: u64,
}

/// The attributes of a counter with fixed names. A missing one is 0.
#[derive(Deserialize)]
struct StoredCounts {
    #[serde(default)]
    waiting: u32,
    #[serde(default)]
    requested: u32,
    #[serde(default)]
    version: u64,
}

impl Counter {
    pub(crate) fn read(item: &Item) -> Result<Counter, StoreError> {
        let StoredCounts { waiting, requested, version } = from_item(item)?;
        let (taken, unproven) = (seats(item, TAKEN)?, seats(item, UNPROVEN)?);
        Ok(Counter { taken, unproven, waiting, requested, version })
    }

    /// Returns the claims of all registrations together, without those of single organisations.
    pub fn claims(&self) -> Claims {
        let Counter { taken, unproven, requested, .. } = self.clone();
        Claims { taken, unproven, requested, ..Claims::default() }
    }

    /// Returns whether some registrations may still have to confirm their address.
    pub fn has_unproven(&self) -> bool {
        self.requested > 0 || !self.unproven.is_empty()
    }

    /// Returns whether seats are taken.
    pub(crate) fn has_taken(&self) -> bool {
        !self.taken.is_empty()
    }

    /// Returns the counter that this one becomes when waiting registrations get the `needed` seats, one entry each.
    pub(crate) fn after_promotion<'a>(&self, needed: impl IntoIterator<Item = &'a Seats>) -> Counter {
        let mut after = Counter { version: self.version + 1, ..self.clone() };
        for seats in needed {
            after.taken = after.taken.plus(seats);
            after.waiting = after.waiting.saturating_sub(1);
        }
        after
    }

    /// Exchanges the claims of a registration, on condition that the seats fit and no registration waits. Unproven
    /// seats must also fit into their share, and all into the quota of the organisation. The caller checks that the seats
    /// can fit at all.
    pub(crate) fn take(table: &str, workshop: &Slug, exchange: &Exchange, offer: &Offer) -> CounterWrite {
        let mut update = CounterUpdate::new(table, workshop);
        update.exchange(exchange);
        update.require_room(TAKEN, &exchange.after.taken, &offer.capacity);
        if let Some(share) = &offer.terms().unproven_share {
            update.require_room(UNPROVEN, &exchange.after.unproven, share);
        }
        update.require_at_most(WAITING, 0);
        let quotas = quota::exchanged(table, workshop, exchange, Some(offer));
        CounterWrite { counter: update.built(), quotas }
    }

    /// Exchanges the claims of a registration that has seats, on condition that there is room for the additional ones and no
    /// registration waits; the rest as in [`Counter::take`].
    pub(crate) fn exchange(table: &str, workshop: &Slug, exchange: &Exchange, offer: &Offer) -> CounterWrite {
        let mut update = CounterUpdate::new(table, workshop);
        update.exchange(exchange);
        update.require_enough();
        let Exchange { before, after } = exchange;
        update.require_room(TAKEN, &after.taken.beyond(&before.taken), &offer.capacity);
        if let Some(share) = &offer.terms().unproven_share {
            update.require_room(UNPROVEN, &after.unproven.beyond(&before.unproven), share);
        }
        update.require_at_most(WAITING, 0);
        let quotas = quota::exchanged(table, workshop, exchange, Some(offer));
        CounterWrite { counter: update.built(), quotas }
    }

    /// Joins the waiting list on condition that the seats do not fit. The caller checks that they can fit at all.
    pub(crate) fn join(table: &str, workshop: &Slug, needed: &Seats, capacity: &Capacity) -> CounterWrite {
        let mut update = CounterUpdate::new(table, workshop);
        update.add(WAITING, 1);
        let above = update.above(TAKEN, needed, capacity);
        update.require_any(&above);
        update.built().into()
    }

    /// Joins the waiting list, or requests seats before the address is confirmed, on condition that the quota of the
    /// organisation does not allow the seats; `None` if they count towards no limit.
    pub(crate) fn join_over_quota(
        table: &str,
        arriving: &Registration,
        offer: &Offer,
        status: Status,
    ) -> Option<CounterWrite> {
        let exceeded = quota::exceeded(table, arriving, offer)?;
        let mut update = CounterUpdate::new(table, &arriving.request.workshop);
        update.add(if status == Status::Requested { REQUESTED } else { WAITING }, 1);
        Some(CounterWrite { counter: update.built(), quotas: vec![exceeded] })
    }

    /// Joins the waiting list regardless of free seats, on condition that other registrations already wait.
    pub(crate) fn join_others(table: &str, workshop: &Slug) -> CounterWrite {
        let mut update = CounterUpdate::new(table, workshop);
        update.add(WAITING, 1);
        update.require_at_least(WAITING, 1);
        update.built().into()
    }

    /// Requests seats, on condition that none are left for an unproven registration. The caller checks that they can
    /// fit at all.
    pub(crate) fn request(table: &str, workshop: &Slug, needed: &Seats, offer: &Offer) -> CounterWrite {
        let mut update = CounterUpdate::new(table, workshop);
        let (terms, capacity) = (offer.terms(), &offer.capacity);
        update.add(REQUESTED, 1);
        if terms.waiting_list == WaitingList::None {
            update.require_room(TAKEN, needed, capacity);
        }
        // Seats that exceed the whole share need no further condition.
        let share = terms.unproven_share.unwrap_or_default();
        if share.could_fit(needed) {
            let mut reasons = update.above(UNPROVEN, needed, &share);
            if terms.waiting_list == WaitingList::Open {
                reasons.extend(update.above(TAKEN, needed, capacity));
            }
            update.require_any(&reasons);
        }
        update.built().into()
    }

    /// Exchanges claims for others that take no additional seats, and counts registrations that join or leave the
    /// waiting list. It needs no reading: the only condition is that the counter holds what is subtracted.
    pub(crate) fn give_back(
        table: &str,
        workshop: &Slug,
        exchange: &Exchange,
        waiting: WaitingChange,
    ) -> CounterWrite {
        let mut update = CounterUpdate::new(table, workshop);
        update.exchange(exchange);
        match waiting {
            WaitingChange::Unchanged => {}
            WaitingChange::Joins => update.add(WAITING, 1),
            WaitingChange::Leaves(count) => update.add(WAITING, -i64::from(count)),
        }
        update.require_enough();
        let quotas = quota::exchanged(table, workshop, exchange, None);
        CounterWrite { counter: update.built(), quotas }
    }

    /// Takes the seats of waiting registrations, one entry for each, on condition that they fit, that the quotas of the
    /// organisations allow them and that at least as many registrations wait.
    pub(crate) fn promote(table: &str, workshop: &Slug, claims: &[Claims], offer: &Offer) -> CounterWrite {
        let after = claims.iter().fold(Claims::default(), |sum, claims| sum.plus(claims));
        let mut update = CounterUpdate::new(table, workshop);
        let exchange = Exchange { before: Claims::default(), after };
        update.exchange(&exchange);
        update.add(WAITING, -i64::try_from(claims.len()).unwrap_or(i64::MAX));
        update.require_enough();
        update.require_room(TAKEN, &exchange.after.taken, &offer.capacity);
        let quotas = quota::exchanged(table, workshop, &exchange, Some(offer));
        CounterWrite { counter: update.built(), quotas }
    }

    /// Replaces the counter on condition that it has not been written since it was read as `self`. Quotas stay the same.
    pub(crate) fn replace(&self, table: &str, workshop: &Slug, claims: &Claims, waiting: u32) -> Update {
        let mut update = CounterUpdate::new(table, workshop);
        for (prefix, seats) in [(TAKEN, &claims.taken), (UNPROVEN, &claims.unproven)] {
            for (pool, count) in seats.pools() {
                update.set(&format!("{prefix}{pool}"), count);
            }
        }
        update.set(WAITING, waiting);
        update.set(REQUESTED, claims.requested);
        update.require_version(self.version);
        update.built()
    }
}

/// Reads the numbers in the attributes with a prefix.
fn seats(item: &Item, prefix: &str) -> Result<Seats, StoreError> {
    let of_prefix = item.iter().filter(|(name, _)| name.starts_with(prefix));
    let of_prefix: Item = of_prefix.map(|(name, value)| (name.clone(), value.clone())).collect();
    let counts: BTreeMap<String, u32> = from_item(&of_prefix)?;
    let of_pool = |(name, count): (String, u32)| Some((name.strip_prefix(prefix)?.to_owned(), count));
    Ok(counts.into_iter().filter_map(of_pool).collect())
}
