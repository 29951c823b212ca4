//! The counter of a workshop against its records: what both say, and how a counter that drifted is put right.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::offer::Offer;
use model::seats::{Claims, Seats};
use model::slug::Slug;
use model::status::Status;
use serde::Deserialize;

use crate::attributes::{Item, expiry, from_item, string};
use crate::counter::Counter;
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::SK;
use crate::paging::Pages;
use crate::store::Store;
use crate::stored::StoredItem;
use crate::transaction::Written;

/// How often a workshop is read again because somebody registered meanwhile.
const ATTEMPTS: u32 = 5;

/// What the counter of a workshop and its records say, both of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many registrations there are, in whatever state.
    pub registrations: u64,
    /// How many more there are of which nobody can read whether they hold seats.
    pub unknown: u64,
    /// What the counter says.
    pub counter: Counter,
    /// What records claim.
    pub claims: Claims,
    /// How many records wait and have not expired.
    pub waiting: u32,
    /// How many records wait and have expired. The counter goes on counting them until the next write that looks at
    /// those that wait.
    pub expired_waiting: u32,
    /// How many of those that wait would have their seats if the free ones were given out.
    pub would_fit: u32,
}

/// Seats in a pool, by the counter and by the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolVerification {
    /// The pool's name.
    pub pool: String,
    /// How many seats it has; `None` where the offer has no such pool, or there is no offer.
    pub size: Option<u32>,
    /// How many are taken by the counter.
    pub counted: u32,
    /// How many are held by records.
    pub held: u32,
    /// How many of those that are taken are not proven yet by the counter.
    pub unproven_counted: u32,
    /// The same by records.
    pub unproven_held: u32,
}

impl Store {
    /// Holds the counter of a workshop against its records as of `now`, page after page. `seen` is told the number of records
    /// that each page held.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer or is changed so often that no moment can be told.
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
            // Whatever changes who holds seats or waits writes the counter.
            if self.counter(workshop, Deadline::default()).await? == counter {
                return Ok(records.against(counter, offer, now));
            }
        }
        Err(StoreError::Unavailable { reason: "changed while it was read".to_owned(), source: None })
    }

    /// Writes what the records say into the counter, on condition that nobody has written it since it was
    /// verified and that it is known of every record whether it holds seats. Whether that was so.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be written.
    pub async fn repair(
        &self,
        workshop: &Slug,
        verified: &Verification,
        deadline: Deadline,
    ) -> Result<bool, StoreError> {
        if verified.unknown > 0 {
            return Ok(false);
        }
        // Pools that no record holds seats in are written, too.
        let none = |seats: &Seats| Seats::in_pools(seats.pools().map(|(pool, _)| pool), 0);
        let Counter { taken, unproven, .. } = &verified.counter;
        let empty = Claims { taken: none(taken), unproven: none(unproven), requested: 0 };
        let claims = empty.plus(&verified.claims);
        let counter = verified.counter.replace(&self.table, workshop, &claims, verified.waiting);
        match self.write(counter, &[], deadline).await {
            Ok(written) => Ok(matches!(written, Written::Everything)),
            Err(failure) => Err(failure.error),
        }
    }

    async fn records(&self, workshop: &Slug, seen: &mut impl FnMut(u64)) -> Result<Records, StoreError> {
        let mut pages = Pages::<StoredItem>::of_query(self, self.registrations_of(workshop));
        let mut records = Records::default();
        while let Some(page) = pages.next().await? {
            seen(page.len() as u64);
            for item in page {
                // One that cannot be read as a whole still holds its seats, but is given none.
                let is_usable = self.readable(&item.0, item.registration()).is_some();
                match Record::read(&item.0) {
                    Ok(record) => records.add(record, is_usable),
                    Err(_) => records.unknown += 1,
                }
            }
        }
        Ok(records)
    }
}

impl Verification {
    /// Each pool that the offer, the counter or a record knows, by name.
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

    /// Whether the counter says how many wait. Those that have expired may be counted or not.
    pub fn agrees_on_waiting(&self) -> bool {
        (self.waiting..=self.waiting.saturating_add(self.expired_waiting)).contains(&self.counter.waiting)
    }

    /// Whether the counter says what the records say.
    pub fn agrees(&self) -> bool {
        let agrees = |pool: &PoolVerification| {
            pool.counted == pool.held && pool.unproven_counted == pool.unproven_held
        };
        self.agrees_on_waiting()
            && self.counter.requested == self.claims.requested
            && self.pools(None).iter().all(agrees)
    }
}

impl PoolVerification {
    /// Whether more seats are held than there are.
    pub fn is_overbooked(&self) -> bool {
        self.size.is_some_and(|size| self.held > size)
    }
}

/// What counts of a registration, whether or not the rest can be read.
#[derive(Deserialize)]
struct StoredRecord {
    status: Status,
    seats: BTreeMap<String, u32>,
    #[serde(default)]
    proven: Option<Timestamp>,
    created: Timestamp,
    #[serde(with = "expiry")]
    expires_at: Timestamp,
}

/// What of a record counts.
struct Record {
    id: String,
    status: Status,
    seats: Seats,
    /// As `Registration::queued_since`.
    since: Timestamp,
    expires: Timestamp,
}

#[derive(Default)]
struct Records {
    count: u64,
    unknown: u64,
    claims: Claims,
    waiting: Vec<Record>,
}

impl Record {
    fn read(item: &Item) -> Result<Record, StoreError> {
        let id = string(item, SK)?.to_owned();
        let StoredRecord { status, seats, proven, created, expires_at } = from_item(item)?;
        let seats = seats.into_iter().collect();
        Ok(Record { id, status, seats, since: proven.unwrap_or(created), expires: expires_at })
    }
}

impl Records {
    fn add(&mut self, record: Record, is_usable: bool) {
        self.count += 1;
        self.claims = self.claims.plus(&Claims::of(record.status, &record.seats));
        if record.status == Status::Waiting && is_usable {
            self.waiting.push(record);
        }
    }

    fn against(self, counter: Counter, offer: Option<&Offer>, now: Timestamp) -> Verification {
        let (expired, mut waiting): (Vec<_>, Vec<_>) =
            self.waiting.into_iter().partition(|record| record.expires <= now);
        waiting.sort_by(|one, other| (one.since, &one.id).cmp(&(other.since, &other.id)));
        let needed: Vec<_> = waiting.into_iter().map(|record| record.seats).collect();
        let would_fit =
            offer.map_or(0, |offer| offer.capacity.promotions(&self.claims.taken, &needed).0.len());
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Verification {
            registrations: self.count,
            unknown: self.unknown,
            counter,
            claims: self.claims,
            waiting: count(needed.len()),
            expired_waiting: count(expired.len()),
            would_fit: count(would_fit),
        }
    }
}
