//! Transitions of stored registrations: each is one conditional transaction and one entry in the history.

use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Author, Registration, RegistrationRequest, TooManyChanges};
use model::status::{Event, Status};

use crate::counter::{Counter, Exchange, WaitingChange};
use crate::deadline::Deadline;
use crate::failure::{Attempts, Failure, StoreError};
use crate::item;
use crate::promotion::Promoter;
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
    /// Another change came first, and this one would undo it.
    Outdated(Box<Registration>),
    /// It needs more seats than are free.
    Full(Box<Registration>),
    /// Answers would make it so large that later events could not be written.
    TooLarge(Box<Registration>),
    /// The registration does not exist.
    Unknown,
}

/// The reason why a registration cannot change.
pub(crate) enum CannotChange {
    Impossible,
    /// It was changed in this way already.
    Done,
    Outdated,
    /// Its seats could not fit even if all were free.
    Full,
    /// Answers would make it so large that later events could not be written.
    TooLarge,
    TooMany(TooManyChanges),
}

impl CannotChange {
    fn into_transitioned(self, current: Registration) -> Transitioned {
        match self {
            CannotChange::Impossible => Transitioned::Impossible(Box::new(current)),
            CannotChange::Done => Transitioned::Done,
            CannotChange::Outdated => Transitioned::Outdated(Box::new(current)),
            CannotChange::Full => Transitioned::Full(Box::new(current)),
            CannotChange::TooLarge => Transitioned::TooLarge(Box::new(current)),
            CannotChange::TooMany(limit) => Transitioned::TooMany(Box::new(current), limit),
        }
    }
}

/// The facts that a transition is based on, besides its event.
#[derive(Clone, Copy, Debug)]
pub struct Transition<'a> {
    /// The registration as the caller last read it. It may be outdated: the write is conditional on its revision, and
    /// an event is only rejected after the registration has been read again.
    pub read: &'a Registration,
    /// The current offer of its workshop.
    pub offer: &'a Offer,
    /// The current time.
    pub now: Timestamp,
    /// Who causes the event.
    pub by: Author,
}

impl Transition<'_> {
    /// Returns a registration after an event of this transition.
    pub(crate) fn after(&self, current: &Registration, event: Event, status: Status) -> Registration {
        let entry = current.entry(event.key(), status, self.now);
        current.followed_by(entry.by(Some(self.by)))
    }
}

/// Returns whether a registration still has what its membership is judged by: what was known, the contact's address, the
/// invoiced establishment and the fees.
pub(crate) fn has_same_grounds(read: &Registration, current: &Registration) -> bool {
    let (read, current) = (&read.request, &current.request);
    let categories = |it: &RegistrationRequest| -> Vec<_> {
        it.participants.iter().map(|participant| participant.fee.category.clone()).collect()
    };
    read.membership == current.membership
        && read.contact.email == current.contact.email
        && read.billing.siret == current.billing.siret
        && categories(read) == categories(current)
}

/// The write of a transition, which may take several attempts.
pub(crate) struct Writing<'a, N> {
    pub(crate) store: &'a Store,
    pub(crate) transition: Transition<'a>,
    pub(crate) event: Event,
    pub(crate) deadline: Deadline,
    /// Returns the registration after the event, in its new state.
    pub(crate) next: N,
}

/// What the earlier attempts at a write found out.
struct Progress {
    /// The registration, unless it has to be read.
    known: Option<Registration>,
    /// Whether an attempt with an unknown result may have freed seats.
    may_have_made_room: bool,
}

/// A registration before and after a transition.
struct Step {
    current: Registration,
    changed: Registration,
}

impl<N> Writing<'_, N>
where
    N: Fn(&Registration, Status) -> Result<Registration, CannotChange>,
{
    pub(crate) async fn write(&self) -> Result<Transitioned, StoreError> {
        let known = Some(self.transition.read.clone());
        let mut progress = Progress { known, may_have_made_room: false };
        let mut attempts = Attempts::until(self.deadline);
        loop {
            if let Some(over) = attempts.over(self.attempt(&mut progress)).await? {
                return Ok(over);
            }
        }
    }

    /// Makes one attempt. Returns `None` if another writer was faster.
    async fn attempt(&self, progress: &mut Progress) -> Result<Option<Transitioned>, Failure> {
        let Step { current, changed } = match self.step(progress.known.take()).await? {
            Ok(step) => step,
            Err(result) => {
                if progress.may_have_made_room {
                    self.promoter().after_release(self.deadline).await;
                }
                return Ok(Some(result));
            }
        };
        let makes_room = makes_room(&current, &changed);
        let (before, after) = (current.status, changed.status);
        let written = match takes_more(&current, &changed) {
            true => self.exchange_seats(&current, changed).await,
            false => self.replace(&current, changed).await.map(Some),
        };
        let written = written.inspect_err(|failure| {
            progress.may_have_made_room |= makes_room && failure.may_have_worked;
        })?;
        let Some(written) = written else { return Ok(Some(Transitioned::Full(Box::new(current)))) };
        if matches!(written, Written::Nothing(_)) {
            // DynamoDB returns the newer registration with the failed condition, which saves a read.
            progress.known = written.existing_registration().ok().flatten();
            return Ok(None);
        }
        let workshop = &self.transition.read.request.workshop;
        self.store.last_seen.count(workshop, waiting_change(before, after));
        if after == Status::Waiting {
            self.promoter().after_joining(self.deadline).await;
        } else if makes_room {
            self.promoter().after_release(self.deadline).await;
        }
        Ok(Some(Transitioned::Done))
    }

    /// Returns the next step, or why there is none. The registration is read if none is `known` or if the known one,
    /// which may be outdated, allows no step.
    async fn step(&self, known: Option<Registration>) -> Result<Result<Step, Transitioned>, StoreError> {
        if let Some(Ok(step)) = known.map(|current| self.step_from(current)) {
            return Ok(Ok(step));
        }
        let Registration { request, id, .. } = self.transition.read;
        let stored = self.store.get(&request.workshop, id, self.deadline).await?;
        Ok(stored.map_or(Err(Transitioned::Unknown), |current| self.step_from(current)))
    }

    fn step_from(&self, current: Registration) -> Result<Step, Transitioned> {
        let Transition { offer, now, .. } = self.transition;
        if current.has_expired(now) {
            return Err(Transitioned::Unknown);
        }
        let status = current.status.after(self.event, current.requirements(offer));
        match status.ok_or(CannotChange::Impossible).and_then(|status| self.next_of(&current, status)) {
            Ok(mut changed) => {
                changed.note_joined(current.named, now);
                Ok(Step { current, changed })
            }
            Err(reason) => Err(reason.into_transitioned(current)),
        }
    }

    /// Returns a registration after the event, in this state, unless a change would leave no room for what happens to it later.
    fn next_of(&self, current: &Registration, status: Status) -> Result<Registration, CannotChange> {
        let next = (self.next)(current, status)?;
        match self.event.is_change() && item::outgrows(current, &next) {
            true => Err(CannotChange::TooLarge),
            false => Ok(next),
        }
    }

    /// Replaces a registration that takes no additional seats, and frees those that it no longer needs. The condition
    /// depends on the registration only, so that no other write of the workshop can make it fail.
    async fn replace(&self, current: &Registration, changed: Registration) -> Result<Written, Failure> {
        let (before, after) = (current.status, changed.status);
        let changed = Revision { registration: changed, follows: current.revision };
        let may_be_seated = before == Status::Requested && after == Status::Waiting;
        // The terms may have changed since it arrived.
        if may_be_seated && self.transition.offer.could_fit(current.requested()) {
            let written = self.seat_at_once(current, &changed).await?;
            if !written.only_counter_objects() {
                return Ok(written);
            }
        }
        let (store, workshop) = (self.store, &current.request.workshop);
        let exchange = Exchange::between(current, &changed.registration);
        let counter = Counter::give_back(&store.table, workshop, &exchange, waiting_change(before, after));
        let written = store.write(counter, std::slice::from_ref(&changed), self.deadline).await?;
        if !written.only_counter_objects() {
            return Ok(written);
        }
        // The counter is lower than the seats to free: recompute it from the readable registrations.
        let situation = store.situation(workshop, self.deadline).await?;
        let change = situation.settle(Some(changed), &exchange.before, self.transition.now);
        store.write_change(&situation, &change, Some(self.transition.offer), self.deadline).await
    }

    /// Assigns the requested seats to a registration whose address is now proven, on condition that they fit, also into the
    /// quota of the organisation, and the waiting list is empty. Otherwise it waits, and may be promoted.
    async fn seat_at_once(&self, current: &Registration, waiting: &Revision) -> Result<Written, Failure> {
        let Transition { offer, now, .. } = self.transition;
        let seated =
            waiting.clone().then(Event::Promote, Status::promoted(current.requirements(offer).approval), now);
        let exchange = Exchange::between(current, &seated.registration);
        let counter = Counter::take(&self.store.table, &current.request.workshop, &exchange, offer);
        self.store.write(counter, &[seated], self.deadline).await
    }

    fn promoter(&self) -> Promoter<'_> {
        let Transition { read, offer, now, .. } = self.transition;
        self.store.promoter(&read.request.workshop, offer, now)
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
        transition: Transition<'_>,
        event: Event,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let next = |current: &Registration, status| Ok(transition.after(current, event, status));
        Writing { store: self, transition, event, deadline, next }.write().await
    }
}

/// Returns whether a registration takes seats that it did not have.
fn takes_more(before: &Registration, after: &Registration) -> bool {
    let (held, holds) = (before.claims().taken, after.claims().taken);
    !holds.minus(&held).is_empty()
}

/// Returns whether a waiting registration may fit now that did not before.
fn makes_room(before: &Registration, after: &Registration) -> bool {
    let (held, holds) = (before.claims().taken, after.claims().taken);
    after.status == Status::Waiting || !held.minus(&holds).is_empty()
}

fn waiting_change(before: Status, after: Status) -> WaitingChange {
    match (before, after) {
        (Status::Waiting, Status::Waiting) => WaitingChange::Unchanged,
        (Status::Waiting, _) => WaitingChange::Leaves(1),
        (_, Status::Waiting) => WaitingChange::Joins,
        _ => WaitingChange::Unchanged,
    }
}
