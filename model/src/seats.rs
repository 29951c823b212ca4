//! Seats: pools of limited size, who fits into them, and who is next when some become free.
//!
//! A workshop that is attended as a whole has one pool; one whose sessions are chosen has a pool a session, and
//! a registration takes its seats in all of them or in none. Everything here is pure arithmetic on what was
//! read; that it still holds when it is written is the store's condition.

mod claims;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::claims::{Claims, Terms};

/// The name of the only pool of a workshop that is attended as a whole.
pub const WHOLE_WORKSHOP: &str = "all";

/// How many seats each pool has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Capacity(BTreeMap<String, u32>);

/// How many seats a registration needs, or all registrations together have taken, in each pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seats(BTreeMap<String, u32>);

/// Whether one may wait for a seat when all are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitingList {
    /// One may.
    Open,
    /// One may not: whoever does not fit is turned away.
    None,
}

/// What becomes of an arriving registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// There are seats, and no waiting registration would fit.
    Seated,
    /// A waiting registration fits, as after a rise of the capacity: it comes first, then this is asked again.
    AfterPromotions,
    /// It joins the queue, as [`Status::queued`](crate::status::Status::queued): there are not enough seats now, or
    /// unproven registrations hold as many as they may.
    Queued,
    /// There are not enough seats, and no hope of any.
    Full,
}

impl Capacity {
    /// The capacity of a workshop that is attended as a whole.
    pub fn whole(seats: u32) -> Capacity {
        Capacity(BTreeMap::from([(WHOLE_WORKSHOP.to_owned(), seats)]))
    }

    /// The capacity of a workshop whose sessions are chosen, each with its identifier.
    pub fn by_session(sessions: impl IntoIterator<Item = (String, u32)>) -> Capacity {
        Capacity(sessions.into_iter().collect())
    }

    /// The pools with their sizes, by name.
    pub fn pools(&self) -> impl Iterator<Item = (&str, u32)> {
        self.0.iter().map(|(pool, seats)| (pool.as_str(), *seats))
    }

    /// How many seats a pool has; none where there is no such pool.
    pub fn size(&self, pool: &str) -> u32 {
        self.0.get(pool).copied().unwrap_or(0)
    }

    /// How many seats are left in the pool that has the fewest; 0 for a capacity without pools.
    pub fn fewest_left(&self, taken: &Seats) -> u32 {
        self.0.iter().map(|(pool, size)| size.saturating_sub(taken.of(pool))).min().unwrap_or(0)
    }

    /// How many seats are left in the pool that has the most.
    pub fn most_left(&self, taken: &Seats) -> u32 {
        self.0.iter().map(|(pool, size)| size.saturating_sub(taken.of(pool))).max().unwrap_or(0)
    }

    /// Whether `needed` seats are free when `taken` are not. A pool that is not there has no seats.
    pub fn fits(&self, taken: &Seats, needed: &Seats) -> bool {
        needed
            .0
            .iter()
            .all(|(pool, seats)| taken.of(pool).checked_add(*seats).is_some_and(|sum| sum <= self.size(pool)))
    }

    /// Whether `needed` could ever be seated, were nobody else there.
    pub fn could_fit(&self, needed: &Seats) -> bool {
        self.fits(&Seats::default(), needed)
    }

    /// Whether less than a quarter of the seats is left in one of the pools that are needed, once they are taken.
    pub fn is_scarce(&self, taken: &Seats, needed: &Seats) -> bool {
        self.pools().any(|(pool, size)| {
            let left = size.saturating_sub(taken.of(pool).saturating_add(needed.of(pool)));
            needed.of(pool) > 0 && u64::from(left) * 4 < u64::from(size)
        })
    }

    /// How many seats of each pool unproven registrations may hold together: a third, so that a burst of honest
    /// registrations gets its seats at once. In a small pool that is raised to `largest`, the size of the largest
    /// registration, as far as half of the seats suffice: at least half are never held by invented addresses.
    pub fn unproven_share(&self, largest: u32) -> Capacity {
        let share = |size: u32| (size / 3).max(largest.min(size / 2));
        Capacity(self.0.iter().map(|(pool, size)| (pool.clone(), share(*size))).collect())
    }

    /// What becomes of a registration that arrives and needs seats, when `claims` are made and others wait.
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

    /// Who of those that wait, in their order, gets seats now: each the first that fits what the ones before it
    /// left. Returns their places in `waiting`, and the seats that are taken then.
    pub fn promotions(&self, taken: &Seats, waiting: &[Seats]) -> (Vec<usize>, Seats) {
        let mut taken = taken.clone();
        let mut promoted = Vec::new();
        for (place, needed) in waiting.iter().enumerate() {
            if self.fits(&taken, needed) {
                taken = taken.plus(needed);
                promoted.push(place);
            }
        }
        (promoted, taken)
    }
}

impl Seats {
    /// `count` seats in each of the pools.
    pub fn in_pools<'a>(pools: impl IntoIterator<Item = &'a str>, count: u32) -> Seats {
        Seats(pools.into_iter().map(|pool| (pool.to_owned(), count)).collect())
    }

    /// The seats in a pool.
    pub fn of(&self, pool: &str) -> u32 {
        self.0.get(pool).copied().unwrap_or(0)
    }

    /// The pools with their seats, by name.
    pub fn pools(&self) -> impl Iterator<Item = (&str, u32)> {
        self.0.iter().map(|(pool, seats)| (pool.as_str(), *seats))
    }

    /// The sum of both.
    pub fn plus(&self, other: &Seats) -> Seats {
        let mut sum = self.clone();
        for (pool, seats) in &other.0 {
            let entry = sum.0.entry(pool.clone()).or_default();
            *entry = entry.saturating_add(*seats);
        }
        sum
    }

    /// What is left when `other` is taken away; never below none.
    pub fn minus(&self, other: &Seats) -> Seats {
        let left = self.pools().map(|(pool, seats)| (pool.to_owned(), seats.saturating_sub(other.of(pool))));
        left.collect()
    }
}

impl FromIterator<(String, u32)> for Seats {
    fn from_iter<T: IntoIterator<Item = (String, u32)>>(pools: T) -> Seats {
        Seats(pools.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
