//! Transitions of stored registrations: each is one conditional transaction and one entry in the history.

use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Participant, Registration, TooManyChanges};
use model::slug::Slug;
use model::status::{Event, Status};

use crate::counter::{Counter, Joining};
use crate::deadline::Deadline;
use crate::failure::{Attempts, Failure, StoreError};
use crate::store::Store;
use crate::transaction::{Revision, Written};

/// The result of a transition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transitioned {
    /// The transition was applied.
    Done,
    /// The event does not apply to the registration's current state, possibly because it was applied before.
    Impossible(Box<Registration>),
    /// The registrant has made too many changes.
    TooMany(Box<Registration>, TooManyChanges),
    /// The registration does not exist.
    Unknown,
}

/// The reason why a registration cannot change.
enum Hindrance {
    Impossible,
    TooMany(TooManyChanges),
}

impl Hindrance {
    fn of(self, current: Registration) -> Transitioned {
        match self {
            Hindrance::Impossible => Transitioned::Impossible(Box::new(current)),
            Hindrance::TooMany(limit) => Transitioned::TooMany(Box::new(current), limit),
        }
    }
}

/// A change of a registration, which may take several attempts.
struct Change<'a, N> {
    store: &'a Store,
    event: Event,
    offer: &'a Offer,
    now: Timestamp,
    deadline: Deadline,
    /// Returns the registration after the change, in its new state.
    next: N,
}

/// A registration before and after a change.
struct Step {
    current: Registration,
    changed: Registration,
}

impl<N> Change<'_, N>
where
    N: Fn(&Registration, Status) -> Result<Registration, Hindrance>,
{
    async fn happen_to(&self, read: &Registration) -> Result<Transitioned, StoreError> {
        let workshop = &read.request.workshop;
        let mut known = Some(read.clone());
        // Whether an attempt with an unknown result may have freed seats.
        let mut may_have_made_room = false;
        let mut attempts = Attempts::until(self.deadline);
        loop {
            let attempt = async {
                let Step { current, changed } = match self.step(read, known.take()).await? {
                    Ok(step) => step,
                    Err(hindered) => {
                        if may_have_made_room {
                            self.promote_soon(workshop).await;
                        }
                        return Ok(Some(hindered));
                    }
                };
                let makes_room = makes_room(&current, &changed);
                let changed = Revision { registration: changed, follows: current.revision };
                let written =
                    self.store.replace(&current, changed, self.offer, self.now, self.deadline).await;
                let written = written.inspect_err(|failure| {
                    may_have_made_room |= makes_room && failure.may_have_worked;
                })?;
                if matches!(written, Written::Nothing(_)) {
                    // DynamoDB returns the newer registration with the failed condition, which saves a read.
                    known = written.existing_registration().ok().flatten();
                    return Ok(None);
                }
                if makes_room {
                    self.promote_soon(workshop).await;
                }
                Ok(Some(Transitioned::Done))
            };
            if let Some(over) = attempts.over(attempt).await? {
                return Ok(over);
            }
        }
    }

    /// Returns the next step, or why there is none. The registration is read if none is `known` or if the known one,
    /// which may be outdated, allows no step.
    async fn step(
        &self,
        read: &Registration,
        known: Option<Registration>,
    ) -> Result<Result<Step, Transitioned>, StoreError> {
        if let Some(Ok(step)) = known.map(|current| self.step_from(current)) {
            return Ok(Ok(step));
        }
        let stored = self.store.get(&read.request.workshop, &read.id, self.deadline).await?;
        Ok(stored.map_or(Err(Transitioned::Unknown), |current| self.step_from(current)))
    }

    fn step_from(&self, current: Registration) -> Result<Step, Transitioned> {
        if current.has_expired(self.now) {
            return Err(Transitioned::Unknown);
        }
        let status = current.status.after(self.event, self.offer.requirements());
        match status.ok_or(Hindrance::Impossible).and_then(|status| (self.next)(&current, status)) {
            Ok(changed) => Ok(Step { current, changed }),
            Err(hindrance) => Err(hindrance.of(current)),
        }
    }

    async fn promote_soon(&self, workshop: &Slug) {
        self.store.promote_soon(workshop, self.offer, self.now, self.deadline).await;
    }
}

impl Store {
    /// Applies an event to a registration: its state changes and its seats are freed in one transaction. Free seats
    /// then go to the waiting list, at once or soon.
    ///
    /// `read` is the registration as the caller last read it. It may be outdated: the write is conditional on its
    /// revision, and an event is only rejected after the registration has been read again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn transition(
        &self,
        read: &Registration,
        event: Event,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let next = |registration: &Registration, status| Ok(registration.after(event.key(), status, now));
        Change { store: self, event, offer, now, deadline, next }.happen_to(read).await
    }

    /// Replaces the participants of a registration; `read` may be outdated, as in [`Store::transition`]. Freed seats go
    /// to the waiting list, at once or soon; the registration cannot take more seats than before.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn change_participants(
        &self,
        read: &Registration,
        participants: &[Participant],
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let event = Event::ChangeParticipants;
        let next = |registration: &Registration, status| {
            if participants.len() > registration.request.participants.len() {
                return Err(Hindrance::Impossible);
            }
            let count = registration.change_count.with_one_more(now).map_err(Hindrance::TooMany)?;
            let mut next = registration.after(event.key(), status, now);
            next.request.participants = participants.to_vec();
            next.seats = next.request.seats(offer);
            next.change_count = count;
            Ok(next)
        };
        Change { store: self, event, offer, now, deadline, next }.happen_to(read).await
    }

    /// Replaces a registration and frees the seats that it no longer needs. The condition depends on the registration
    /// only, so that no other write of the workshop can make it fail.
    async fn replace(
        &self,
        current: &Registration,
        changed: Revision,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        if current.status == Status::Requested && changed.registration.status == Status::Waiting {
            let written = self.seat_at_once(current, &changed, offer, now, deadline).await?;
            if !written.only_counter_objects() {
                return Ok(written);
            }
        }
        let workshop = &current.request.workshop;
        let (claimed, claims) = (current.claims(), changed.registration.claims());
        let waiting = joining(current.status, changed.registration.status);
        let counter = Counter::give_back(&self.table, workshop, &claimed, &claims, waiting);
        let written = self.write(counter, std::slice::from_ref(&changed), deadline).await?;
        if !written.only_counter_objects() {
            return Ok(written);
        }
        // The counter is lower than the seats to free: recompute it from the readable registrations.
        let situation = self.situation(workshop, deadline).await?;
        let change = situation.settle(Some(changed), &claimed, now);
        self.write_change(&situation, &change, deadline).await
    }

    /// Assigns the requested seats to a registration whose address is now proven, on condition that they fit and the
    /// waiting list is empty. Otherwise it waits, and may be promoted.
    async fn seat_at_once(
        &self,
        current: &Registration,
        waiting: &Revision,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let seated = waiting.clone().then(Event::Promote, Status::promoted(offer.approval), now);
        let claims = (&current.claims(), &seated.registration.claims());
        let workshop = &current.request.workshop;
        let counter = Counter::take(&self.table, workshop, claims, &offer.capacity, &offer.terms());
        self.write(counter, &[seated], deadline).await
    }
}

/// Returns whether a waiting registration may fit now that did not before.
fn makes_room(before: &Registration, after: &Registration) -> bool {
    let (held, holds) = (before.claims().taken, after.claims().taken);
    after.status == Status::Waiting || held.minus(&holds).pools().any(|(_, seats)| seats > 0)
}

fn joining(before: Status, after: Status) -> Joining {
    match (before, after) {
        (Status::Waiting, Status::Waiting) => Joining::Nobody,
        (Status::Waiting, _) => Joining::Leaves(1),
        (_, Status::Waiting) => Joining::Joins,
        _ => Joining::Nobody,
    }
}
