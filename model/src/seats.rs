//! Seats: pools of limited size, admission to them, and promotion when seats become free.
//!
//! A workshop that is attended as a whole has one pool. If participants choose sessions, each session has a pool,
//! and a registration gets seats in all its pools or in none. This module only does arithmetic on data that was
//! read; the store ensures with conditional writes that the data is still current.

mod claims;
mod quotas;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::claims::{Claims, Terms};
pub use self::quotas::{Quotas, Requested};

/// The name of the only pool of a workshop that is attended as a whole.
pub const WHOLE_WORKSHOP: &str = "all";

/// The number of seats in each pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Capacity(BTreeMap<String, u32>);

/// The number of seats in each pool that a registration needs, or that all registrations have taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seats(BTreeMap<String, u32>);

/// Whether registrants can wait for a seat when all are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitingList {
    /// Registrants can wait.
    Open,
    /// Registrations that do not fit are turned away.
    None,
}

/// The decision about an arriving registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// There are enough seats, and no waiting registration would fit.
    Seated,
    /// A waiting registration fits, for example because the capacity was raised. Promote it first, then decide
    /// again.
    AfterPromotions,
    /// The registration joins the queue, as [`Status::queued`](crate::status::Status::queued): seats are lacking
    /// now, or unproven registrations already hold their share.
    Queued,
    /// There are not enough seats, and waiting is not possible.
    Full,
}

impl Capacity {
    /// Returns the capacity of a workshop that is attended as a whole.
    pub fn whole(seats: u32) -> Capacity {
        Capacity(BTreeMap::from([(WHOLE_WORKSHOP.to_owned(), seats)]))
    }

    /// Returns the capacity of a workshop with chosen sessions, given the seats of each.
    pub fn by_session(sessions: impl IntoIterator<Item = (String, u32)>) -> Capacity {
        Capacity(sessions.into_iter().collect())
    }

    /// Returns the capacity with this size of each pool in which there are seats.
    pub fn of_each(seats: &Seats, size: u32) -> Capacity {
        Capacity(seats.0.keys().map(|pool| (pool.clone(), size)).collect())
    }

    /// Returns the pools with their sizes, by name.
    pub fn pools(&self) -> impl Iterator<Item = (&str, u32)> {
        self.0.iter().map(|(pool, seats)| (pool.as_str(), *seats))
    }

    /// Returns the number of seats in a pool; 0 if there is no such pool.
    pub fn size(&self, pool: &str) -> u32 {
        self.0.get(pool).copied().unwrap_or(0)
    }

    /// Returns the number of seats left in the pool with the fewest; 0 for a capacity without pools.
    pub fn fewest_left(&self, taken: &Seats) -> u32 {
        self.0.iter().map(|(pool, size)| size.saturating_sub(taken.of(pool))).min().unwrap_or(0)
    }

    /// Returns the number of seats left in the pool with the most.
    pub fn most_left(&self, taken: &Seats) -> u32 {
        self.0.iter().map(|(pool, size)| size.saturating_sub(taken.of(pool))).max().unwrap_or(0)
    }

    /// Returns whether `needed` seats are free when `taken` are occupied. An unknown pool has no seats.
    pub fn fits(&self, taken: &Seats, needed: &Seats) -> bool {
        needed
            .0
            .iter()
            .all(|(pool, seats)| taken.of(pool).checked_add(*seats).is_some_and(|sum| sum <= self.size(pool)))
    }

    /// Returns whether any of the needed pools has no seat left.
    pub fn is_exhausted(&self, taken: &Seats, needed: &Seats) -> bool {
        needed.pools().any(|(pool, seats)| seats > 0 && taken.of(pool) >= self.size(pool))
    }

    /// Returns whether `needed` would fit if all seats were free.
    pub fn could_fit(&self, needed: &Seats) -> bool {
        self.fits(&Seats::default(), needed)
    }

    /// Returns whether any of the needed pools has less than a quarter of its seats left after taking them.
    pub fn is_scarce(&self, taken: &Seats, needed: &Seats) -> bool {
        self.pools().any(|(pool, size)| {
            let left = size.saturating_sub(taken.of(pool).saturating_add(needed.of(pool)));
            needed.of(pool) > 0 && u64::from(left) * 4 < u64::from(size)
        })
    }

    /// Returns the number of seats in each pool that unproven registrations can hold together. The share is a third
    /// of the pool, so that a burst of real registrations gets seats at once. In a small pool it is raised to
    /// `largest`, the size of the largest registration, but never beyond half: invented addresses never hold more
    /// than half of the seats.
    pub fn unproven_share(&self, largest: u32) -> Capacity {
        let share = |size: u32| (size / 3).max(largest.min(size / 2));
        Capacity(self.0.iter().map(|(pool, size)| (pool.clone(), share(*size))).collect())
    }

    /// Decides about an arriving registration that needs seats, given the current claims and waiting list.
    pub fn admission(&self, claims: &Claims, waiting: &[Seats], needed: &Seats, terms: &Terms) -> Admission {
        let fits = self.fits(&claims.taken, needed);
        let share = terms.unproven_share.as_ref();
        if waiting.iter().any(|waiting| self.fits(&claims.taken, waiting)) {
            Admission::AfterPromotions
        } else if fits && share.is_none_or(|share| share.fits(&claims.unproven, needed)) {
            Admission::Seated
        } else if fits || (terms.waiting_list == WaitingList::Open && self.could_fit(needed)) {
            Admission::Queued
        } else {
            Admission::Full
        }
    }

    /// Returns the waiting registrations that get seats now, as indices into `waiting`. Registrations are served in
    /// order; one that does not fit, or whose organisation has as many seats as it may, is skipped.
    pub fn promotions<'a>(
        &self,
        taken: &Seats,
        waiting: impl IntoIterator<Item = Requested<'a>>,
        mut quotas: Quotas,
    ) -> Vec<usize> {
        let mut taken = taken.clone();
        let mut promoted = Vec::new();
        for (place, requested) in waiting.into_iter().enumerate() {
            if self.fits(&taken, requested.seats) && quotas.fits(requested) {
                taken = taken.plus(requested.seats);
                quotas.take(requested);
                promoted.push(place);
            }
        }
        promoted
    }
}

impl Seats {
    /// Returns `count` seats in each of the pools.
    pub fn in_pools<'a>(pools: impl IntoIterator<Item = &'a str>, count: u32) -> Seats {
        Seats(pools.into_iter().map(|pool| (pool.to_owned(), count)).collect())
    }

    /// Returns the seats in a pool.
    pub fn of(&self, pool: &str) -> u32 {
        self.0.get(pool).copied().unwrap_or(0)
    }

    /// Returns the pools with their seats, by name.
    pub fn pools(&self) -> impl Iterator<Item = (&str, u32)> {
        self.0.iter().map(|(pool, seats)| (pool.as_str(), *seats))
    }

    /// Returns whether there are none in any pool.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|seats| *seats == 0)
    }

    /// Returns the seats without the pools in which there are none.
    pub fn without_empty_pools(&self) -> Seats {
        Seats(
            self.0
                .iter()
                .filter(|(_, seats)| **seats > 0)
                .map(|(pool, seats)| (pool.clone(), *seats))
                .collect(),
        )
    }

    /// Returns the sum of both.
    pub fn plus(&self, other: &Seats) -> Seats {
        let mut sum = self.clone();
        for (pool, seats) in &other.0 {
            let entry = sum.0.entry(pool.clone()).or_default();
            *entry = entry.saturating_add(*seats);
        }
        sum
    }

    /// Returns the difference, which is never below zero.
    pub fn minus(&self, other: &Seats) -> Seats {
        let left = self.pools().map(|(pool, seats)| (pool.to_owned(), seats.saturating_sub(other.of(pool))));
        left.collect()
    }

    /// Returns the seats that these have in addition to former ones, without pools in which there are none.
    pub fn beyond(&self, former: &Seats) -> Seats {
        self.minus(former).without_empty_pools()
    }
}

impl FromIterator<(String, u32)> for Seats {
    fn from_iter<T: IntoIterator<Item = (String, u32)>>(pools: T) -> Seats {
        Seats(pools.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
