//! The seat counter of a workshop: how many seats are taken in each pool, how many of them by registrations whose
//! address is not proven yet, how many registrations wait or ask for seats, and how often it was written.

mod update;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::Update;
use model::seats::{Capacity, Claims, Seats, Terms, WaitingList};
use model::slug::Slug;
use serde::Deserialize;

use self::update::CounterUpdate;
use crate::attributes::{Item, from_item};
use crate::failure::StoreError;

/// The sort key of the counter.
pub(crate) const SORT_KEY: &str = "seats";

/// What the names of the attributes with the taken seats start with; the name of the pool follows.
const TAKEN: &str = "taken#";
/// The same for those of them that unproven registrations hold.
const UNPROVEN: &str = "unproven#";
const WAITING: &str = "waiting";
const REQUESTED: &str = "requested";
const VERSION: &str = "version";

/// Who joins the waiting list or leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joining {
    Nobody,
    Joins,
    Leaves(u32),
}

/// A workshop's counter. One that was never written is the default: nothing taken, nobody waiting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    /// The seats that are taken.
    pub taken: Seats,
    /// Those of them that registrations hold until their address is confirmed.
    pub unproven: Seats,
    /// How many registrations wait.
    pub waiting: u32,
    /// How many registrations ask for seats and hold none before their address is confirmed.
    pub requested: u32,
    /// How often the counter was written: what a decision that rests on several items is conditioned on.
    pub(crate) version: u64,
}

/// The attributes of a counter whose names are known. One that was never written is 0.
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

    /// What all registrations claim together.
    pub fn claims(&self) -> Claims {
        Claims { taken: self.taken.clone(), unproven: self.unproven.clone(), requested: self.requested }
    }

    /// Whether there may be registrations whose address is to be confirmed.
    pub fn has_unproven(&self) -> bool {
        self.requested > 0 || self.unproven.pools().any(|(_, seats)| seats > 0)
    }

    /// Exchanges what a registration claimed for what it claims, on condition that the seats fit and nobody waits.
    /// Seats that need proof must fit into their share, too. They must be able to fit at all.
    pub(crate) fn take(
        table: &str,
        workshop: &Slug,
        (claimed, claims): (&Claims, &Claims),
        capacity: &Capacity,
        terms: &Terms,
    ) -> Update {
        let mut update = CounterUpdate::new(table, workshop);
        update.exchange(claimed, claims);
        for (pool, count) in claims.taken.pools() {
            let limit = capacity.size(pool).saturating_sub(count);
            update.require_at_most(&format!("{TAKEN}{pool}"), limit);
        }
        if let Some(share) = &terms.unproven_share {
            for (pool, count) in claims.unproven.pools() {
                let limit = share.size(pool).saturating_sub(count);
                update.require_at_most(&format!("{UNPROVEN}{pool}"), limit);
            }
        }
        update.require_at_most(WAITING, 0);
        update.built()
    }

    /// Joins the waiting list on condition that the seats do not fit. They must be able to fit at all.
    pub(crate) fn join(table: &str, workshop: &Slug, needed: &Seats, capacity: &Capacity) -> Update {
        let mut update = CounterUpdate::new(table, workshop);
        update.add(WAITING, 1);
        let above = update.above(TAKEN, needed, capacity);
        update.require_any(&above);
        update.built()
    }

    /// Joins the waiting list, whatever is free, on condition that others wait already.
    pub(crate) fn join_others(table: &str, workshop: &Slug) -> Update {
        let mut update = CounterUpdate::new(table, workshop);
        update.add(WAITING, 1);
        update.require_at_least(WAITING, 1);
        update.built()
    }

    /// Asks for seats, on condition that there are none for an unproven registration. They must be able to fit at all.
    pub(crate) fn request(
        table: &str,
        workshop: &Slug,
        needed: &Seats,
        capacity: &Capacity,
        terms: &Terms,
    ) -> Update {
        let mut update = CounterUpdate::new(table, workshop);
        update.add(REQUESTED, 1);
        if terms.waiting_list == WaitingList::None {
            for (pool, count) in needed.pools() {
                let limit = capacity.size(pool).saturating_sub(count);
                update.require_at_most(&format!("{TAKEN}{pool}"), limit);
            }
        }
        // What exceeds the share, whatever else is there, needs no further condition.
        let share = terms.unproven_share.clone().unwrap_or_default();
        if share.could_fit(needed) {
            let mut reasons = update.above(UNPROVEN, needed, &share);
            if terms.waiting_list == WaitingList::Open {
                reasons.extend(update.above(TAKEN, needed, capacity));
            }
            update.require_any(&reasons);
        }
        update.built()
    }

    /// Exchanges what registrations claimed for what they claim, which takes no seats, and counts who joins the waiting
    /// list or leaves it. It needs to know nothing of the counter: the only condition is that the counter has what is
    /// to be subtracted.
    pub(crate) fn give_back(
        table: &str,
        workshop: &Slug,
        claimed: &Claims,
        claims: &Claims,
        waiting: Joining,
    ) -> Update {
        let mut update = CounterUpdate::new(table, workshop);
        update.exchange(claimed, claims);
        match waiting {
            Joining::Nobody => {}
            Joining::Joins => update.add(WAITING, 1),
            Joining::Leaves(count) => update.add(WAITING, -i64::from(count)),
        }
        update.require_enough();
        update.built()
    }

    /// Takes seats for `count` that wait, on condition that they fit and that so many wait.
    pub(crate) fn promote(
        table: &str,
        workshop: &Slug,
        needed: &Seats,
        capacity: &Capacity,
        count: usize,
    ) -> Update {
        let mut update = CounterUpdate::new(table, workshop);
        update.exchange(&Claims::default(), &Claims { taken: needed.clone(), ..Claims::default() });
        update.add(WAITING, -i64::try_from(count).unwrap_or(i64::MAX));
        update.require_enough();
        for (pool, seats) in needed.pools() {
            let limit = capacity.size(pool).saturating_sub(seats);
            update.require_at_most(&format!("{TAKEN}{pool}"), limit);
        }
        update.built()
    }

    /// Replaces the counter on condition that nobody has written it since it was read as `self`.
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

/// The numbers of the attributes whose names start with a prefix.
fn seats(item: &Item, prefix: &str) -> Result<Seats, StoreError> {
    let of_prefix = item.iter().filter(|(name, _)| name.starts_with(prefix));
    let of_prefix: Item = of_prefix.map(|(name, value)| (name.clone(), value.clone())).collect();
    let counts: BTreeMap<String, u32> = from_item(&of_prefix)?;
    let of_pool = |(name, count): (String, u32)| Some((name.strip_prefix(prefix)?.to_owned(), count));
    Ok(counts.into_iter().filter_map(of_pool).collect())
}
