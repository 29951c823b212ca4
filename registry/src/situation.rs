//! The combined state of several items of a workshop, and changes that depend on it.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::Update;
use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Registration, RegistrationId};
use model::seats::{Admission, Claims};
use model::slug::Slug;
use model::status::Status;

use crate::counter::Counter;
use crate::deadline::Deadline;
use crate::failure::{Failure, StoreError, retried};
use crate::queue::{Promotion, Waiting};
use crate::store::Store;
use crate::transaction::{MAX_REGISTRATIONS, Revision, Transaction, Written};

/// The counter of a workshop and its readable waiting registrations, in the order in which they get seats.
pub(crate) struct Situation {
    workshop: Slug,
    counter: Counter,
    waiting: Vec<Waiting>,
}

/// A change to write.
pub(crate) struct PlannedWrite {
    claims: Claims,
    waiting: u32,
    changed: Vec<Revision>,
}

impl Store {
    /// Reads the situation. Its parts are known to be consistent only after a change that depends on it was written:
    /// the counter is read first, and every transaction writes the counter.
    pub(crate) async fn situation(
        &self,
        workshop: &Slug,
        deadline: Deadline,
    ) -> Result<Situation, StoreError> {
        let counter = self.counter(workshop, deadline).await?;
        self.situation_of(workshop, counter, deadline).await
    }

    /// Reads the situation for a counter that was read just now.
    pub(crate) async fn situation_of(
        &self,
        workshop: &Slug,
        counter: Counter,
        deadline: Deadline,
    ) -> Result<Situation, StoreError> {
        let waiting = if counter.waiting == 0 {
            Vec::new()
        } else {
            self.waiting_or_expired(workshop, deadline).await?
        };
        Ok(Situation { workshop: workshop.clone(), counter, waiting })
    }

    /// Writes a change on condition that the situation is unchanged.
    pub(crate) async fn write_change(
        &self,
        situation: &Situation,
        change: &PlannedWrite,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        self.write(situation.counter_after(&self.table, change), &change.changed, deadline).await
    }

    /// Writes a counter and registrations, all or nothing.
    pub(crate) async fn write(
        &self,
        counter: Update,
        revisions: &[Revision],
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let transaction = Transaction::new(&self.client, &self.table, counter, revisions, [])?;
        retried(deadline, || transaction.attempt()).await
    }
}

impl Situation {
    /// Decides on a registration that arrives at `arriving.created`, after the `freed` claims are released.
    pub(crate) fn admission(&self, arriving: &Registration, freed: &Claims, offer: &Offer) -> Admission {
        let waits = |it: &&Waiting| it.id != arriving.id && !it.has_expired(arriving.created);
        let waiting: Vec<_> =
            self.waiting.iter().filter(waits).map(|waiting| waiting.seats.clone()).collect();
        let claims = self.counter.claims().minus(freed);
        offer.capacity.admission(&claims, &waiting, &arriving.seats, &offer.terms())
    }

    /// Returns the counter as read.
    pub(crate) fn counter(&self) -> &Counter {
        &self.counter
    }

    /// Returns the change that releases the `freed` claims and writes the `changed` registrations. Free seats remain
    /// reserved for the waiting list.
    pub(crate) fn settle(
        &self,
        changed: impl IntoIterator<Item = Revision>,
        freed: &Claims,
        now: Timestamp,
    ) -> PlannedWrite {
        let changed: Vec<Revision> = changed.into_iter().collect();
        let made = changed.iter().fold(Claims::default(), |sum, it| sum.plus(&it.registration.claims()));
        let claims = self.counter.claims().minus(freed).plus(&made);
        let is_other = |waiting: &&Waiting| changed.iter().all(|it| it.registration.id != waiting.id);
        let others = self.alive(now).filter(is_other).count();
        let arriving = changed.iter().filter(|it| it.registration.status == Status::Waiting).count();
        PlannedWrite { claims, waiting: whole_count(others + arriving), changed }
    }

    /// Returns the waiting registrations that get seats now, at most as many as one transaction can write.
    pub(crate) fn next_in_turn(
        &self,
        offer: &Offer,
        now: Timestamp,
        left_out: &BTreeSet<RegistrationId>,
    ) -> Vec<Promotion> {
        let queue: Vec<_> = self.alive(now).filter(|waiting| !left_out.contains(&waiting.id)).collect();
        let needed: Vec<_> = queue.iter().map(|waiting| waiting.seats.clone()).collect();
        let places = offer.capacity.promotions(&self.counter.taken, &needed);
        let status = Status::promoted(offer.approval);
        let places = places.into_iter().take(MAX_REGISTRATIONS);
        places.map(|place| queue[place].promoted(status, now)).collect()
    }

    /// Returns the update that sets the counter's number of waiting registrations to those that can be promoted, on
    /// condition that the counter is unchanged. Returns `None` if the number is already correct.
    pub(crate) fn recounted(
        &self,
        table: &str,
        now: Timestamp,
        left_out: &BTreeSet<RegistrationId>,
    ) -> Option<Update> {
        let waiting = self.promotable(now, left_out);
        let counter = || self.counter.replace(table, &self.workshop, &self.counter.claims(), waiting);
        (waiting != self.counter.waiting).then(counter)
    }

    /// Returns whether the counter includes registrations that cannot be promoted, because they have expired or cannot be
    /// read or written. It includes fewer than were found if some joined after it was read.
    pub(crate) fn counts_too_many(&self, now: Timestamp, left_out: &BTreeSet<RegistrationId>) -> bool {
        self.counter.waiting > self.promotable(now, left_out)
    }

    fn promotable(&self, now: Timestamp, left_out: &BTreeSet<RegistrationId>) -> u32 {
        whole_count(self.alive(now).filter(|it| !left_out.contains(&it.id)).count())
    }

    /// Returns whether the counter's number of waiting registrations is below this one.
    pub(crate) fn counts_fewer_than(&self, waiting: usize) -> bool {
        (self.counter.waiting as usize) < waiting
    }

    /// Returns the situation without some of the waiting registrations.
    pub(crate) fn without(mut self, ids: &[&RegistrationId]) -> Situation {
        self.waiting.retain(|waiting| !ids.contains(&&waiting.id));
        self
    }

    /// Returns the update of the counter for a change, on condition that the counter is unchanged.
    pub(crate) fn counter_after(&self, table: &str, change: &PlannedWrite) -> Update {
        self.counter.replace(table, &self.workshop, &change.claims, change.waiting)
    }

    fn alive(&self, now: Timestamp) -> impl Iterator<Item = &Waiting> {
        self.waiting.iter().filter(move |waiting| !waiting.has_expired(now))
    }
}

fn whole_count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
