//! The combined state of several items of a workshop, and changes that depend on it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::Update;
use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Registration, RegistrationId};
use model::seats::{Admission, Claims, Quotas, Seats};
use model::siren::Siren;
use model::slug::Slug;
use model::status::Status;

use crate::counter::{Counter, CounterWrite, Exchange, quota};
use crate::deadline::Deadline;
use crate::failure::{Failure, StoreError};
use crate::queue::{Promotion, Waiting};
use crate::store::Store;
use crate::transaction::{MAX_REGISTRATIONS, MAX_WITH_QUOTAS, Revision, Transaction, Written};

/// The counter of a workshop and its readable waiting registrations, in the order in which they get seats.
pub(crate) struct Situation {
    workshop: Slug,
    counter: Counter,
    waiting: Vec<Waiting>,
    /// The seats of organisations, read only if a waiting registration counts towards a limit.
    quotas: BTreeMap<Siren, Seats>,
}

/// A change to write.
pub(crate) struct PlannedWrite {
    /// The claims that are exchanged. Quotas are changed by the difference.
    exchange: Exchange,
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
        let quotas = if waiting.iter().any(|waiting| waiting.counted_for.is_some()) {
            self.quotas(workshop, None, deadline).await?.taken
        } else {
            BTreeMap::new()
        };
        Ok(Situation { workshop: workshop.clone(), counter, waiting, quotas })
    }

    /// Writes a change on condition that the situation is unchanged. Without an offer, it must not take seats.
    pub(crate) async fn write_change(
        &self,
        situation: &Situation,
        change: &PlannedWrite,
        offer: Option<&Offer>,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        self.write(situation.counter_after(&self.table, change, offer), &change.changed, deadline).await
    }

    /// Writes a counter with its quotas and registrations, all or nothing.
    pub(crate) async fn write(
        &self,
        counter: impl Into<CounterWrite>,
        revisions: &[Revision],
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let transaction = Transaction::new(&self.client, &self.table, counter.into(), revisions, [])?;
        transaction.perform(deadline).await
    }
}

impl Situation {
    /// Decides on a registration that arrives at `arriving.created`, after the `freed` claims are released.
    pub(crate) fn admission(&self, arriving: &Registration, freed: &Claims, offer: &Offer) -> Admission {
        let now = arriving.created;
        let quotas = self.quotas(offer, freed);
        let others = self.alive(now).filter(|waiting| waiting.id != arriving.id);
        let served = Waiting::served(others, offer, now).map(|(waiting, _)| waiting);
        let waiting = served.filter(|waiting| quotas.fits(waiting.requested()));
        let waiting: Vec<_> = waiting.map(|waiting| waiting.seats.clone()).collect();
        let claims = self.counter.claims().minus(freed);
        match offer.capacity.admission(&claims, &waiting, &arriving.seats, &offer.terms()) {
            Admission::Seated if !quotas.fits(arriving.requested()) => Admission::Queued,
            admission => admission,
        }
    }

    /// Returns whether the seats of a registration may be exchanged: there is room for the additional ones, and no waiting
    /// registration fits before that. The quota of its organisation is a condition of the write.
    pub(crate) fn allows_exchange(&self, exchange: &Exchange, offer: &Offer, now: Timestamp) -> bool {
        let Counter { taken, unproven, .. } = &self.counter;
        let quotas = self.quotas(offer, &Claims::default());
        let is_next = |it: &Waiting| offer.capacity.fits(taken, &it.seats) && quotas.fits(it.requested());
        if Waiting::served(self.alive(now), offer, now).any(|(waiting, _)| is_next(waiting)) {
            return false;
        }
        let Exchange { before, after } = exchange;
        let share = offer.terms().unproven_share;
        offer.capacity.fits(taken, &after.taken.beyond(&before.taken))
            && share.is_none_or(|share| share.fits(unproven, &after.unproven.beyond(&before.unproven)))
    }

    /// Returns the quotas on the terms of an offer, after the `freed` claims are released.
    fn quotas(&self, offer: &Offer, freed: &Claims) -> Quotas {
        let left = |(organisation, seats): (&Siren, &Seats)| {
            (organisation.clone(), seats.minus(&freed.of_organisation(organisation)))
        };
        Quotas { limit: offer.max_per_organisation, taken: self.quotas.iter().map(left).collect() }
    }

    /// Returns how many waiting registrations one transaction can write.
    pub(crate) fn most_at_once(&self) -> usize {
        most_at_once(self.waiting.iter().any(|waiting| waiting.counted_for.is_some()))
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
        let after = changed.iter().fold(Claims::default(), |sum, it| sum.plus(&it.registration.claims()));
        let is_other = |waiting: &&Waiting| changed.iter().all(|it| it.registration.id != waiting.id);
        let exchange = Exchange { before: freed.clone(), after };
        let others = self.alive(now).filter(is_other).count();
        let arriving = changed.iter().filter(|it| it.registration.status == Status::Waiting).count();
        PlannedWrite { exchange, waiting: whole_count(others + arriving), changed }
    }

    /// Returns the waiting registrations that get seats now, or for which seats are held, at most as many as one transaction
    /// can write.
    pub(crate) fn next_in_turn(
        &self,
        offer: &Offer,
        now: Timestamp,
        left_out: &BTreeSet<RegistrationId>,
    ) -> Vec<Promotion> {
        let queue = self.alive(now).filter(|waiting| !left_out.contains(&waiting.id));
        let queue: Vec<_> = Waiting::served(queue, offer, now).collect();
        let requested = queue.iter().map(|(waiting, _)| waiting.requested());
        let quotas = self.quotas(offer, &Claims::default());
        let places = offer.capacity.promotions(&self.counter.taken, requested, quotas);
        let places = places.into_iter().take(self.most_at_once());
        let promoted = |place: usize| {
            let (waiting, allocation) = queue[place];
            waiting.promoted(allocation, offer, now)
        };
        places.map(promoted).collect()
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

    /// Returns the write of the counter for a change, on condition that the counter is unchanged. Seats that the change
    /// takes must fit into the quotas on the terms of the offer.
    pub(crate) fn counter_after(
        &self,
        table: &str,
        change: &PlannedWrite,
        offer: Option<&Offer>,
    ) -> CounterWrite {
        let PlannedWrite { exchange, waiting, .. } = change;
        let claims = self.counter.claims().minus(&exchange.before).plus(&exchange.after);
        let counter = self.counter.replace(table, &self.workshop, &claims, *waiting);
        CounterWrite { counter, quotas: quota::exchanged(table, &self.workshop, exchange, offer) }
    }

    fn alive(&self, now: Timestamp) -> impl Iterator<Item = &Waiting> {
        self.waiting.iter().filter(move |waiting| !waiting.has_expired(now))
    }
}

/// Returns how many registrations one transaction can write. Each may have a quota of its own.
pub(crate) fn most_at_once(have_quotas: bool) -> usize {
    if have_quotas { MAX_WITH_QUOTAS } else { MAX_REGISTRATIONS }
}

fn whole_count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
