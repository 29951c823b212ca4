//! Compares the counter of a workshop with its records, and repairs a counter that has drifted.

mod quotas;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::offer::Offer;
use model::registration::Registration;
use model::seats::{Claims, Quotas, Seats};
use model::siren::Siren;
use model::slug::Slug;
use model::status::Status;
use serde::Deserialize;

pub use self::quotas::QuotaVerification;
use crate::attributes::{expiry, from_item};
use crate::batches::Batches;
use crate::counter::{Counter, CounterWrite};
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::queue::Waiting;
use crate::store::Store;
use crate::stored::StoredItem;
use crate::transaction::Written;

/// The number of attempts to read a workshop without a change meanwhile.
const ATTEMPTS: u32 = 5;

/// The numbers of a workshop by its counter and by its records, both read at the same state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The number of registrations in any state.
    pub registrations: u64,
    /// The number of further registrations, whose seats cannot be read.
    pub unknown: u64,
    /// The counter.
    pub counter: Counter,
    /// The claims of all records.
    pub claims: Claims,
    /// The quotas of organisations, with the limit of the offer.
    pub quotas: Quotas,
    /// The number of waiting records that have not expired.
    pub waiting: u32,
    /// The number of waiting records that have expired. The counter includes them until the next write that reads the
    /// waiting list.
    pub expired_waiting: u32,
    /// The number of waiting records that would get seats now.
    pub would_fit: u32,
    /// When the last record expires.
    last_expires: Option<Timestamp>,
}

/// The seats in a pool, by the counter and by the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolVerification {
    /// The pool's name.
    pub pool: String,
    /// The size of the pool; `None` if the offer has no such pool or there is no offer.
    pub size: Option<u32>,
    /// The number of taken seats, by the counter.
    pub counted: u32,
    /// The number of taken seats, by the records.
    pub held: u32,
    /// The number of seats held by unproven registrations, by the counter.
    pub unproven_counted: u32,
    /// The number of seats held by unproven registrations, by the records.
    pub unproven_held: u32,
}

impl Store {
    /// Compares the counter of a workshop with its records as of `now`, batch by batch. Calls `seen` with the number of
    /// records of each batch.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer, or if the workshop changes too often for a consistent result.
    pub async fn verify(
        &self,
        workshop: &Slug,
        offer: Option<&Offer>,
        now: Timestamp,
        mut seen: impl FnMut(u64),
    ) -> Result<Verification, StoreError> {
        for _ in 0..ATTEMPTS {
            let counter = self.counter(workshop, Deadline::default()).await?;
            let records = self.records(workshop, &mut seen).await?;
            let quotas = self.quotas(workshop, offer, Deadline::default()).await?;
            // Every change of seats or of the waiting list also writes the counter.
            if self.counter(workshop, Deadline::default()).await? == counter {
                return Ok(records.against(counter, quotas, offer, now));
            }
        }
        Err(StoreError::Unavailable { reason: "changed while it was read".to_owned(), source: None })
    }

    /// Sets the counter to the numbers of the records, on condition that it is unchanged since it was verified. Returns
    /// whether it was written, which also requires that the seats of every record are readable.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the repair is not known to be stored by the deadline.
    pub async fn repair(
        &self,
        workshop: &Slug,
        verified: &Verification,
        deadline: Deadline,
    ) -> Result<bool, StoreError> {
        if verified.unknown > 0 {
            return Ok(false);
        }
        // Pools in which no record has seats must be set to 0.
        let none = |seats: &Seats| Seats::in_pools(seats.pools().map(|(pool, _)| pool), 0);
        let Counter { taken, unproven, .. } = &verified.counter;
        let empty = Claims { taken: none(taken), unproven: none(unproven), ..Claims::default() };
        let claims = empty.plus(&verified.claims);
        let counter = verified.counter.replace(&self.table, workshop, &claims, verified.waiting);
        let quotas = verified.repairs_of_quotas(&self.table, workshop);
        let counter = CounterWrite { counter, quotas };
        match self.write(counter, &[], deadline).await {
            Ok(written) => Ok(matches!(written, Written::Everything)),
            Err(failure) => Err(failure.error),
        }
    }

    async fn records(&self, workshop: &Slug, seen: &mut impl FnMut(u64)) -> Result<Records, StoreError> {
        let mut batches = Batches::<StoredItem>::of_query(self, self.registrations_of(workshop));
        let mut records = Records::default();
        while let Some(batch) = batches.next().await? {
            seen(batch.len() as u64);
            for item in batch {
                // A partly unreadable registration keeps its seats, but is never promoted.
                let readable = self.readable(&item.0, item.registration());
                match from_item(&item.0) {
                    Ok(record) => records.add(record, readable),
                    Err(_) => records.unknown += 1,
                }
            }
        }
        Ok(records)
    }
}

impl Verification {
    /// Returns each pool of the offer, the counter or a record, ordered by name.
    pub fn pools(&self, offer: Option<&Offer>) -> Vec<PoolVerification> {
        let sizes = || offer.iter().flat_map(|offer| offer.capacity.pools());
        let named = self.counter.taken.pools().chain(self.claims.taken.pools()).map(|(pool, _)| pool);
        let pools: BTreeSet<&str> = named.chain(sizes().map(|(pool, _)| pool)).collect();
        let pool = |pool: &str| PoolVerification {
            pool: pool.to_owned(),
            size: sizes().find(|(name, _)| *name == pool).map(|(_, size)| size),
            counted: self.counter.taken.of(pool),
            held: self.claims.taken.of(pool),
            unproven_counted: self.counter.unproven.of(pool),
            unproven_held: self.claims.unproven.of(pool),
        };
        pools.into_iter().map(pool).collect()
    }

    /// Returns whether the counter's number of waiting registrations is right. It may include expired ones.
    pub fn agrees_on_waiting(&self) -> bool {
        (self.waiting..=self.waiting.saturating_add(self.expired_waiting)).contains(&self.counter.waiting)
    }

    /// Returns whether the counter and the quotas agree with the records.
    pub fn agrees(&self) -> bool {
        let agrees = |pool: &PoolVerification| {
            pool.counted == pool.held && pool.unproven_counted == pool.unproven_held
        };
        self.agrees_on_waiting()
            && self.counter.requested == self.claims.requested
            && self.wrong_quotas().is_empty()
            && self.pools(None).iter().all(agrees)
    }
}

impl PoolVerification {
    /// Returns whether more seats are taken than exist.
    pub fn is_overbooked(&self) -> bool {
        self.size.is_some_and(|size| self.held > size)
    }
}

/// The attributes of a record that affect the counter, read even if others are unreadable.
#[derive(Deserialize)]
struct Record {
    status: Status,
    seats: BTreeMap<String, u32>,
    #[serde(default)]
    counted_for: Option<Siren>,
    #[serde(with = "expiry")]
    expires_at: Timestamp,
}

#[derive(Default)]
struct Records {
    count: u64,
    unknown: u64,
    claims: Claims,
    waiting: Vec<Waiting>,
    last_expires: Option<Timestamp>,
}

impl Records {
    /// Adds a record, with the whole registration if it is readable.
    fn add(&mut self, record: Record, registration: Option<Registration>) {
        let Record { status, seats, counted_for, expires_at } = record;
        self.count += 1;
        let claims = Claims::of(status, &seats.into_iter().collect()).counted_for(counted_for.as_ref());
        self.claims = self.claims.plus(&claims);
        self.last_expires = self.last_expires.max(Some(expires_at));
        self.waiting.extend(registration.filter(|it| it.status == Status::Waiting).map(Waiting::from));
    }

    fn against(
        self,
        counter: Counter,
        quotas: Quotas,
        offer: Option<&Offer>,
        now: Timestamp,
    ) -> Verification {
        let (expired, mut waiting): (Vec<_>, Vec<_>) =
            self.waiting.into_iter().partition(|waiting| waiting.has_expired(now));
        waiting.sort_by(|one, other| one.queue_order().cmp(&other.queue_order()));
        let held = Quotas { limit: quotas.limit, taken: self.claims.by_organisation.clone() };
        let would_fit = offer.map_or(0, |offer| {
            let requested = Waiting::served(&waiting, offer, now).map(|(waiting, _)| waiting.requested());
            offer.capacity.promotions(&self.claims.taken, requested, held).len()
        });
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Verification {
            registrations: self.count,
            unknown: self.unknown,
            counter,
            claims: self.claims,
            quotas,
            waiting: count(waiting.len()),
            expired_waiting: count(expired.len()),
            would_fit: count(would_fit),
            last_expires: self.last_expires,
        }
    }
}
