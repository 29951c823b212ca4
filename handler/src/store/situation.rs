//! What several items of a workshop say together, and a change that rests on it.

use aws_sdk_dynamodb::types::Update;
use jiff::Timestamp;
use model::catalogue::Offer;
use model::registration::{Registration, RegistrationId};
use model::seats::{Admission, Seats};
use model::slug::Slug;
use model::status::{Event, Status};

use super::Store;
use super::counter::Counter;
use super::failure::{Failure, StoreError, retried};
use super::queue::{Promotion, Waiting};
use super::transaction::{MAX_REGISTRATIONS, Revision, Transaction, Written};
use crate::Deadline;

/// The counter of a workshop and the registrations that wait, in the order in which they get seats.
pub(super) struct Situation {
    workshop: Slug,
    counter: Counter,
    waiting: Vec<Waiting>,
}

/// What is to be written.
pub(super) struct Change {
    taken: Seats,
    waiting: u32,
    changed: Vec<Revision>,
    promotions: Vec<Promotion>,
}

impl Store {
    /// Reads the situation. That its parts are of one moment is not sure before a change that rests on it is
    /// written: the counter is read first, and every transaction writes the counter.
    pub(super) async fn situation(
        &self,
        workshop: &Slug,
        deadline: Deadline,
    ) -> Result<Situation, StoreError> {
        let counter = self.counter(workshop, deadline).await?;
        let waiting =
            if counter.waiting == 0 { Vec::new() } else { self.waiting_list(workshop, deadline).await? };
        Ok(Situation { workshop: workshop.clone(), counter, waiting })
    }

    /// Writes a change on condition that the situation still is as it was read.
    pub(super) async fn write_change(
        &self,
        situation: &Situation,
        change: &Change,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let counter = situation.counter_after(&self.table, change);
        let transaction = self.transaction(&situation.workshop, counter, change)?;
        retried(deadline, || transaction.attempt()).await
    }

    /// The transaction of a change with this counter.
    pub(super) fn transaction(
        &self,
        workshop: &Slug,
        counter: Update,
        change: &Change,
    ) -> Result<Transaction, StoreError> {
        let promotions = change.promotions.iter().map(|promotion| promotion.update(&self.table, workshop));
        Transaction::new(&self.client, &self.table, counter, &change.changed, promotions)
    }

    /// Writes a counter and registrations, all or nothing.
    pub(super) async fn write(
        &self,
        counter: Update,
        revisions: &[Revision],
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let transaction = Transaction::new(&self.client, &self.table, counter, revisions, [])?;
        retried(deadline, || transaction.attempt()).await
    }
}

impl Change {
    /// The status that it gives to a registration.
    pub(super) fn status_of(&self, id: &RegistrationId) -> Option<Status> {
        let changed = self.changed.iter().find(|revision| revision.registration.id == *id);
        let promoted = || self.promotions.iter().find(|promotion| promotion.id == *id);
        changed.map(|it| it.registration.status).or_else(|| promoted().map(|it| it.status))
    }

    /// Those that waited and are given seats.
    pub(super) fn promotions(&self) -> &[Promotion] {
        &self.promotions
    }
}

impl Situation {
    /// What becomes of somebody who arrives at `arriving.created`, once `freed` seats are given back.
    pub(super) fn admission(&self, arriving: &Registration, freed: &Seats, offer: &Offer) -> Admission {
        let waits = |it: &&Waiting| it.id != arriving.id && !it.has_expired(arriving.created);
        let waiting: Vec<_> =
            self.waiting.iter().filter(waits).map(|waiting| waiting.seats.clone()).collect();
        let taken = self.counter.taken.minus(freed);
        offer.capacity.admission(&taken, &waiting, &arriving.seats, offer.waiting_list)
    }

    /// The change that gives `freed` seats back, writes `changed`, at most one transaction's half, and gives all
    /// seats that are free then to those that wait, in their order.
    pub(super) fn settle(
        &self,
        changed: impl IntoIterator<Item = Revision>,
        freed: &Seats,
        offer: &Offer,
        now: Timestamp,
    ) -> Change {
        self.settle_within(MAX_REGISTRATIONS, changed, freed, offer, now)
    }

    /// The same for a transaction that holds at most `most` registrations, as there are other items in it, too.
    pub(super) fn settle_within(
        &self,
        most: usize,
        changed: impl IntoIterator<Item = Revision>,
        freed: &Seats,
        offer: &Offer,
        now: Timestamp,
    ) -> Change {
        let changed: Vec<Revision> = changed.into_iter().collect();
        let held = changed.iter().fold(Seats::default(), |sum, it| sum.plus(&it.registration.held_seats()));
        let taken = self.counter.taken.minus(freed).plus(&held);
        let queue = self.queue_with(&changed, now);
        let needed: Vec<_> = queue.iter().map(|waiting| waiting.seats.clone()).collect();
        let (mut places, _) = offer.capacity.promotions(&taken, &needed);
        // Whoever does not fit into this transaction is promoted by the next one that finds them waiting.
        places.truncate(most.saturating_sub(changed.len()));
        let taken = places.iter().fold(taken, |taken, place| taken.plus(&needed[*place]));
        let waiting = u32::try_from(queue.len() - places.len()).unwrap_or(u32::MAX);
        let status = Status::seated(offer.requirements());
        let mut promotions: Vec<_> = places.iter().map(|place| queue[*place].promoted(status, now)).collect();
        // Whoever is changed and promoted at once is written once.
        let then = |changed: Revision| {
            let others = promotions.len();
            promotions.retain(|promotion| promotion.id != changed.registration.id);
            if promotions.len() == others { changed } else { changed.then(Event::Promote, status, now) }
        };
        let changed = changed.into_iter().map(then).collect();
        Change { taken, waiting, changed, promotions }
    }

    /// Whether nobody waits, by the counter: it may count who expired and was deleted by DynamoDB, and what is
    /// written on condition that it counts nobody would never be written.
    pub(super) fn nobody_waits(&self) -> bool {
        self.counter.waiting == 0
    }

    /// The change that gives `freed` seats back and nobody gets them.
    pub(super) fn shrink(&self, freed: &Seats, now: Timestamp) -> Change {
        let waiting = self.waiting.iter().filter(|waiting| !waiting.has_expired(now)).count();
        let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
        let taken = self.counter.taken.minus(freed);
        Change { taken, waiting, changed: Vec::new(), promotions: Vec::new() }
    }

    /// The same situation without registrations that wait.
    pub(super) fn without(mut self, ids: &[&RegistrationId]) -> Situation {
        self.waiting.retain(|waiting| !ids.contains(&&waiting.id));
        self
    }

    /// The counter after a change, on condition that it still is as it was read.
    pub(super) fn counter_after(&self, table: &str, change: &Change) -> Update {
        self.counter.replace(table, &self.workshop, &change.taken, change.waiting)
    }

    /// Those that wait, in their order, once `changed` is written: whoever of them waits keeps their place.
    fn queue_with(&self, changed: &[Revision], now: Timestamp) -> Vec<Waiting> {
        let is_other = |waiting: &&Waiting| changed.iter().all(|it| it.registration.id != waiting.id);
        let others = self.waiting.iter().filter(is_other).filter(|waiting| !waiting.has_expired(now));
        let mut queue: Vec<_> = others.cloned().collect();
        let arriving = changed.iter().filter(|it| it.registration.status == Status::Waiting);
        queue.extend(arriving.map(Waiting::of));
        queue.sort_by(|one, other| one.queue_order().cmp(&other.queue_order()));
        queue
    }
}
