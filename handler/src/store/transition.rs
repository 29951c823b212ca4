//! What happens to a registration that is stored: one conditional transaction and a line in its history each.

use jiff::Timestamp;
use model::catalogue::Offer;
use model::registration::{Participant, Registration, RegistrationId};
use model::slug::Slug;
use model::status::{Event, Status};

use super::Store;
use super::counter::Counter;
use super::failure::{Backoff, Failure, StoreError};
use super::transaction::{Revision, Written};
use crate::Deadline;

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transitioned {
    /// It happened.
    Done,
    /// It cannot happen to the registration as it is. That may be because it already happened.
    Impossible(Box<Registration>),
    /// There is no such registration.
    Unknown,
}

impl Store {
    /// Lets an event happen to a registration: its state changes, seats that become free go to those that wait,
    /// all or nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to have happened.
    pub async fn transition(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
        event: Event,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let next = |registration: &Registration, status| Some(registration.after(event.key(), status, now));
        self.change(workshop, id, event, offer, now, deadline, next).await
    }

    /// Replaces the participants of a registration. Seats that become free go to those that wait; it is impossible
    /// to take more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to have happened.
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
                return None;
            }
            let mut next = registration.after(event.key(), status, now);
            next.request.participants = participants.to_vec();
            next.seats = next.request.seats(offer);
            Some(next)
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
        next: impl Fn(&Registration, Status) -> Option<Registration>,
    ) -> Result<Transitioned, StoreError> {
        let mut backoff = Backoff::until(deadline);
        loop {
            let current = self.get(workshop, id, deadline).await?;
            let Some(current) = current.filter(|current| !current.has_expired(now)) else {
                return Ok(Transitioned::Unknown);
            };
            let status = current.status.after(event, offer.requirements());
            let Some(changed) = status.and_then(|status| next(&current, status)) else {
                return Ok(Transitioned::Impossible(Box::new(current)));
            };
            let changed = Revision { registration: changed, follows: current.revision };
            match self.replace(&current, changed, offer, now, deadline).await {
                Ok(Written::Everything) => return Ok(Transitioned::Done),
                // Somebody else was first, or nobody knows: look again.
                Ok(Written::Nothing(_)) => {}
                Err(failure) if failure.may_have_worked => {}
                Err(failure) => return Err(failure.error),
            }
            backoff.pause().await.map_err(|failure| failure.error)?;
        }
    }

    /// Replaces a registration, and gives the seats that it frees to those that wait. What depends on nobody who
    /// waits reads nothing, so that no arrival in between can foil it.
    async fn replace(
        &self,
        current: &Registration,
        changed: Revision,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let workshop = &current.request.workshop;
        let (held, holds) = (current.held_seats(), changed.registration.held_seats());
        let waits = changed.registration.status == Status::Waiting;
        if held == holds && !waits {
            let leaving = u32::from(current.status == Status::Waiting);
            let counter = Counter::leave(&self.table, workshop, leaving);
            return self.write(counter, &[changed], deadline).await;
        }
        let situation = self.situation(workshop, deadline).await?;
        if situation.nobody_waits() && !waits {
            let counter = Counter::give_back(&self.table, workshop, &held.minus(&holds));
            return self.write(counter, &[changed], deadline).await;
        }
        let change = situation.settle(Some(changed), &held, offer, now);
        self.write_change(&situation, &change, deadline).await
    }
}
