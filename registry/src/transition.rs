//! Transitions of stored registrations: each is one conditional transaction and one entry in the history.

use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Participant, Registration, RegistrationId, TooManyChanges};
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

impl Store {
    /// Applies an event to a registration: its state changes and its seats are freed in one transaction. Free seats
    /// then go to the waiting list, at once or soon.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn transition(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
        event: Event,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let next = |registration: &Registration, status| Ok(registration.after(event.key(), status, now));
        self.change(workshop, id, event, offer, now, deadline, next).await
    }

    /// Replaces the participants of a registration. Freed seats go to the waiting list, at once or soon; it cannot take
    /// more seats than before.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn change_participants(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
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
        self.change(workshop, id, event, offer, now, deadline, next).await
    }

    #[expect(clippy::too_many_arguments, reason = "both public methods hand on all that they were given")]
    async fn change(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
        event: Event,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
        next: impl Fn(&Registration, Status) -> Result<Registration, Hindrance>,
    ) -> Result<Transitioned, StoreError> {
        // Whether an attempt with an unknown result may have freed seats.
        let mut may_have_made_room = false;
        let mut attempts = Attempts::until(deadline);
        loop {
            let attempt = async {
                let current = self.get(workshop, id, deadline).await?;
                let Some(current) = current.filter(|current| !current.has_expired(now)) else {
                    return Ok(Some(Transitioned::Unknown));
                };
                let status = current.status.after(event, offer.requirements());
                let changed = status.ok_or(Hindrance::Impossible).and_then(|status| next(&current, status));
                let changed = match changed {
                    Ok(changed) => changed,
                    Err(hindrance) => {
                        if may_have_made_room {
                            self.promote_soon(workshop, offer, now, deadline).await;
                        }
                        return Ok(Some(hindrance.of(current)));
                    }
                };
                let changed = Revision { registration: changed, follows: current.revision };
                let makes_room = makes_room(&current, &changed.registration);
                let written = self.replace(&current, changed, offer, now, deadline).await;
                let written = written.inspect_err(|failure| {
                    may_have_made_room |= makes_room && failure.may_have_worked;
                })?;
                if matches!(written, Written::Nothing(_)) {
                    return Ok(None);
                }
                if makes_room {
                    self.promote_soon(workshop, offer, now, deadline).await;
                }
                Ok(Some(Transitioned::Done))
            };
            if let Some(over) = attempts.over(attempt).await? {
                return Ok(over);
            }
        }
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
