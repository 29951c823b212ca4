//! What several items of a workshop say together, and a change that rests on it.

use aws_sdk_dynamodb::types::Update;
use jiff::Timestamp;
use model::catalogue::Offer;
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
    changed: Option<Revision>,
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
        let Situation { workshop, counter, .. } = situation;
        let counter = counter.replace(&self.table, workshop, &change.taken, change.waiting);
        let promotions = change.promotions.iter().map(|promotion| promotion.update(&self.table, workshop));
        let (client, table) = (&self.client, &self.table);
        let transaction = Transaction::new(client, table, counter, change.changed.as_slice(), promotions)?;
        retried(deadline, || transaction.attempt()).await
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

impl Situation {
    /// What becomes of somebody who arrives.
    pub(super) fn admission(&self, needed: &Seats, offer: &Offer) -> Admission {
        let waiting: Vec<_> = self.waiting.iter().map(|waiting| waiting.seats.clone()).collect();
        offer.capacity.admission(&self.counter.taken, &waiting, needed, offer.waiting_list)
    }

    /// The change that gives `freed` seats back, writes `changed` and gives all seats that are free then to
    /// those that wait, in their order.
    pub(super) fn settle(
        &self,
        changed: Option<Revision>,
        freed: &Seats,
        offer: &Offer,
        now: Timestamp,
    ) -> Change {
        let held = changed.as_ref().map(|changed| changed.registration.held_seats()).unwrap_or_default();
        let taken = self.counter.taken.minus(freed).plus(&held);
        let queue = self.queue_with(changed.as_ref());
        let needed: Vec<_> = queue.iter().map(|waiting| waiting.seats.clone()).collect();
        let (mut places, _) = offer.capacity.promotions(&taken, &needed);
        // Whoever does not fit into this transaction is promoted by the next one that finds them waiting.
        places.truncate(MAX_REGISTRATIONS - 1);
        let taken = places.iter().fold(taken, |taken, place| taken.plus(&needed[*place]));
        let waiting = u32::try_from(queue.len() - places.len()).unwrap_or(u32::MAX);
        let status = Status::seated(offer.requirements());
        let mut promotions: Vec<_> = places.iter().map(|place| queue[*place].promoted(status, now)).collect();
        let changed = changed.map(|changed| {
            let others = promotions.len();
            promotions.retain(|promotion| promotion.id != changed.registration.id);
            if promotions.len() == others { changed } else { changed.then(Event::Promote, status, now) }
        });
        Change { taken, waiting, changed, promotions }
    }

    /// Whether nobody waits.
    pub(super) fn nobody_waits(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Those that wait, in their order, once `changed` is written: it may wait itself, and keeps its place.
    fn queue_with(&self, changed: Option<&Revision>) -> Vec<Waiting> {
        let is_other = |waiting: &&Waiting| changed.is_none_or(|it| it.registration.id != waiting.id);
        let mut queue: Vec<_> = self.waiting.iter().filter(is_other).cloned().collect();
        queue.extend(changed.filter(|it| it.registration.status == Status::Waiting).map(Waiting::of));
        queue.sort_by(|one, other| one.queue_order().cmp(&other.queue_order()));
        queue
    }
}
