//! Admission: an arriving registration gets seats, joins the waiting list or is rejected.
//!
//! 1. Usually seats are free and the waiting list is empty: one transaction, which reads nothing, assigns the seats.
//! 2. If its condition on the counter fails, the registration joins the waiting list, again in one transaction that
//!    reads nothing, on condition that the seats do not fit.
//! 3. If that condition fails too, seats are free but registrations are waiting. They must be read, and the decision is
//!    written on condition that the counter is unchanged. Of a crowd, one caller at a time does so (`turn.rs`).
//! 4. If another caller has the turn, or others keep changing the counter, the registration joins the end of the
//!    waiting list, again without reading anything, and the registrations that fit are promoted.
//!
//! A transaction that fails returns the counter, so the next attempt need not read it, and an attempt that would fail on
//! it is skipped. If a needed pool had no seat left when this program last saw the counter (`last_seen.rs`), and addresses
//! are not confirmed and there is a waiting list, step 2 is attempted before step 1.
//!
//! If e-mail addresses are confirmed, an arrival holds its seats only until a deadline and only within the share of
//! unproven registrations; otherwise it requests seats, which it gets on confirmation (`transition.rs`), instead of
//! joining the waiting list. The counter is read first, because the deadline depends on the number of free seats. Seats
//! past their deadline are freed before step 2.
//! An arrival that replaces an expired but not yet deleted registration is decided as in step 3, because the seats of
//! the expired one must be freed. Suspected spam takes no seats (`quarantine.rs`).
//!
//! If the workshop limits the seats of an organisation, step 1 also requires that the quota of the organisation
//! (`counter/quota.rs`) allows the seats. If it does not, the registration joins the waiting list on condition that it
//! still does not. In step 3, waiting registrations that no quota allows keep no seats from others.

mod over_quota;

use model::offer::Offer;
use model::registration::Registration;
use model::seats::{Admission, WaitingList};
use model::status::{Confirmation, Status};

use crate::arrival::{Arrival, Attempt};
use crate::counter::{Counter, Exchange, WaitingChange};
use crate::deadline::Deadline;
use crate::failure::{Backoff, Failure, StoreError};
use crate::situation::Situation;
use crate::store::Store;
use crate::transaction::Written;

/// The result of storing a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registered {
    /// It is stored with this status.
    Stored(Status),
    /// The identifier is taken by the same answers; this registration is stored.
    Existing(Box<Registration>),
    /// It needs more seats than are free, and there is no waiting list.
    Full,
}

impl Store {
    /// Stores a registration and takes its seats in one transaction. Without enough free seats it waits, if the offer
    /// has a waiting list. An existing registration under its key takes precedence over a full workshop; a cancelled or
    /// expired one is replaced, and its history continues. Suspected spam is quarantined.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be stored. If it was stored after all, storing it again
    /// returns [`Registered::Existing`].
    pub async fn register(
        &self,
        arriving: &Registration,
        offer: &Offer,
        deadline: Deadline,
    ) -> Result<Registered, StoreError> {
        if !offer.could_fit(arriving.requested()) {
            let existing = self.kept(arriving, deadline).await?;
            return Ok(existing.map_or(Registered::Full, Registered::Existing));
        }
        // The last quarter of the time is reserved for finding out the result of an unanswered request.
        let time = deadline.three_quarters();
        let registered = match arriving.suspicion {
            None => self.admit(arriving, offer, time).await,
            Some(_) => self.quarantine(arriving, offer, time).await,
        };
        match registered {
            Ok(registered) => Ok(registered),
            Err(failure) if failure.may_have_worked => {
                let existing = self.kept(arriving, deadline).await?;
                existing.map(Registered::Existing).ok_or(failure.error)
            }
            Err(failure) => Err(failure.error),
        }
    }

    /// Returns the registration under the key of an arriving one, unless it may be replaced.
    async fn kept(
        &self,
        arriving: &Registration,
        deadline: Deadline,
    ) -> Result<Option<Box<Registration>>, StoreError> {
        let existing = self.get(&arriving.request.workshop, &arriving.id, deadline).await?;
        Ok(existing.filter(|existing| !existing.may_be_replaced(arriving.created)).map(Box::new))
    }

    async fn admit(
        &self,
        arriving: &Registration,
        offer: &Offer,
        deadline: Deadline,
    ) -> Result<Registered, Failure> {
        let now = arriving.created;
        let last_seen = self.last_seen.of(&arriving.request.workshop);
        let mut arrival = Arrival::new(arriving, offer, &last_seen);
        let mut backoff = Backoff::until(deadline);
        loop {
            for attempt in arrival.attempts() {
                match self.attempt(*attempt, &mut arrival, deadline).await? {
                    Step::Over(Registered::Existing(existing)) if existing.may_be_replaced(now) => {
                        arrival.replaced = Some(existing);
                        break;
                    }
                    // It has not lapsed in the table yet; cancel it first, then replace it.
                    Step::Over(Registered::Existing(existing)) if existing.is_overdue(now) => {
                        self.lapse(&arriving.request.workshop, offer, now, deadline).await?;
                        break;
                    }
                    Step::Again => break,
                    Step::Over(registered) => return Ok(registered),
                    Step::Next => {}
                }
            }
            arrival.rounds += 1;
            arrival.counter = None;
            backoff.pause().await?;
        }
    }

    async fn attempt(
        &self,
        attempt: Attempt,
        arrival: &mut Arrival<'_>,
        deadline: Deadline,
    ) -> Result<Step, Failure> {
        match attempt {
            Attempt::Seat => self.seat(arrival, deadline).await,
            Attempt::Lapse if arrival.offer.confirmation == Confirmation::None => Ok(Step::Next),
            Attempt::Lapse => self.lapse_before(arrival, deadline).await,
            Attempt::Wait => self.join_queue(arrival, deadline).await,
            Attempt::Decide => self.decide(arrival, deadline).await,
            Attempt::Queue => self.join_others(arrival, deadline).await,
        }
    }

    async fn seat(&self, arrival: &mut Arrival<'_>, deadline: Deadline) -> Result<Step, Failure> {
        let Arrival { arriving, offer, .. } = *arrival;
        let workshop = &arriving.request.workshop;
        if offer.terms().unproven_share.is_some_and(|share| !share.could_fit(&arriving.seats)) {
            return Ok(Step::Next);
        }
        if offer.confirmation == Confirmation::Email && arrival.counter.is_none() {
            arrival.counter = Some(self.counter(workshop, deadline).await?);
        }
        if arrival.is_kept_from_seats() {
            return Ok(Step::Next);
        }
        let taken = arrival.counter.as_ref().map(|counter| counter.taken.clone()).unwrap_or_default();
        let seated = arrival.seated(&taken);
        let status = seated.registration.status;
        let exchange = Exchange::arrival(&seated.registration);
        let counter = Counter::take(&self.table, workshop, &exchange, offer);
        let written = self.write(counter, &[seated], deadline).await?;
        self.step(arrival, &written, status)
    }

    async fn lapse_before(&self, arrival: &mut Arrival<'_>, deadline: Deadline) -> Result<Step, Failure> {
        let Arrival { arriving, offer, .. } = *arrival;
        let workshop = &arriving.request.workshop;
        let counter = match arrival.counter.take() {
            Some(counter) => counter,
            None => self.counter(workshop, deadline).await?,
        };
        if !counter.has_unproven() {
            return Ok(Step::Next);
        }
        let lapsed = self.lapse_in_turn(workshop, offer, arriving.created, deadline).await?;
        Ok(if lapsed > 0 { Step::Again } else { Step::Next })
    }

    async fn join_queue(&self, arrival: &mut Arrival<'_>, deadline: Deadline) -> Result<Step, Failure> {
        if arrival.is_over_quota {
            return self.join_over_quota(arrival, deadline).await;
        }
        let Arrival { arriving, offer, .. } = *arrival;
        let (workshop, needed) = (&arriving.request.workshop, &arriving.seats);
        let status = Status::queued(offer.requirements());
        let counter = match (offer.confirmation, offer.waiting_list) {
            (Confirmation::Email, _) => Counter::request(&self.table, workshop, needed, offer),
            // Other registrations wait for the free seats.
            (Confirmation::None, WaitingList::Open) if arrival.would_fit() => return Ok(Step::Next),
            (Confirmation::None, WaitingList::Open) => {
                Counter::join(&self.table, workshop, needed, &offer.capacity)
            }
            (Confirmation::None, WaitingList::None) => return Ok(Step::Next),
        };
        let written = self.write(counter, &[arrival.with_status(status)], deadline).await?;
        self.step(arrival, &written, status)
    }

    async fn join_others(&self, arrival: &mut Arrival<'_>, deadline: Deadline) -> Result<Step, Failure> {
        let Arrival { arriving, offer, .. } = *arrival;
        let workshop = &arriving.request.workshop;
        let status = Status::queued(offer.requirements());
        let queued = arrival.with_status(status);
        let counter = match status {
            Status::Waiting => Counter::join_others(&self.table, workshop),
            _ => {
                let exchange = Exchange::arrival(&queued.registration);
                Counter::give_back(&self.table, workshop, &exchange, WaitingChange::Unchanged)
            }
        };
        let written = self.write(counter, &[queued], deadline).await?;
        let step = self.step(arrival, &written, status)?;
        if matches!(step, Step::Over(Registered::Stored(_))) {
            self.promoter(workshop, offer, arriving.created).after_joining(deadline).await;
        }
        Ok(step)
    }

    /// Decides with the waiting list. Only the caller with the turn reads it: otherwise a crowd that arrives during a
    /// promotion would read all waiting registrations again and again.
    async fn decide(&self, arrival: &mut Arrival<'_>, deadline: Deadline) -> Result<Step, Failure> {
        let Arrival { arriving, offer, .. } = *arrival;
        let (workshop, now) = (&arriving.request.workshop, arriving.created);
        let counter = match arrival.counter.take() {
            Some(counter) => counter,
            None => self.counter(workshop, deadline).await?,
        };
        if arrival.replaces_expired() || counter.waiting == 0 {
            let situation = self.situation_of(workshop, counter, deadline).await?;
            let step = self.decide_by(&situation, arrival, deadline).await?;
            if arrival.replaces_expired() && matches!(step, Step::Over(Registered::Stored(_))) {
                self.promoter(workshop, offer, now).after_release(deadline).await;
            }
            return Ok(step);
        }
        let Some(turn) = self.take_turn(workshop, now, deadline).await? else { return Ok(Step::Next) };
        let step = match self.situation(workshop, deadline).await {
            Ok(situation) => self.decide_by(&situation, arrival, deadline).await,
            Err(error) => Err(error.into()),
        };
        let others_come_first = matches!(step, Ok(Step::Again));
        self.promoter(workshop, offer, now).leave_turn(turn, others_come_first, deadline).await;
        step
    }

    async fn decide_by(
        &self,
        situation: &Situation,
        arrival: &mut Arrival<'_>,
        deadline: Deadline,
    ) -> Result<Step, Failure> {
        let Arrival { arriving, offer, .. } = *arrival;
        let freed = arrival.freed();
        let changed = match situation.admission(arriving, &freed, offer) {
            Admission::Full => return Ok(Step::Over(Registered::Full)),
            Admission::Seated if !arrival.is_over_quota => arrival.seated(&situation.counter().taken),
            _ if arrival.replaces_expired() => arrival.with_status(Status::queued(offer.requirements())),
            // The last seat was taken between two attempts.
            Admission::Queued | Admission::Seated => return Ok(Step::Next),
            Admission::AfterPromotions => return Ok(Step::Again),
        };
        let status = changed.registration.status;
        let change = situation.settle(Some(changed), &freed, arriving.created);
        let written = self.write_change(situation, &change, Some(offer), deadline).await?;
        match self.step(arrival, &written, status)? {
            // Another caller was first.
            Step::Next => Ok(Step::Again),
            step => Ok(step),
        }
    }

    /// Returns the step after a write. The counter on which it failed is kept for the next attempt.
    fn step(&self, arrival: &mut Arrival<'_>, written: &Written, status: Status) -> Result<Step, Failure> {
        if let Some(existing) = written.existing_registration()? {
            return Ok(Step::Over(Registered::Existing(Box::new(existing))));
        }
        let workshop = &arrival.arriving.request.workshop;
        if matches!(written, Written::Everything) {
            if status == Status::Waiting {
                self.last_seen.count(workshop, WaitingChange::Joins);
            }
            return Ok(Step::Over(Registered::Stored(status)));
        }
        arrival.is_over_quota = written.quota_objects();
        arrival.counter = written.objecting_counter()?;
        if let Some(counter) = &arrival.counter {
            self.last_seen.remember(workshop, counter.clone());
        }
        Ok(Step::Next)
    }
}

enum Step {
    Over(Registered),
    Next,
    Again,
}
