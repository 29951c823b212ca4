//! Arrival: a registration takes its seats, joins the waiting list or is turned away.
//!
//! 1. Nearly always there are seats and nobody waits: one transaction, which reads nothing, seats them.
//! 2. If its counter objects, they join the waiting list, again in one transaction that reads nothing, on
//!    condition that the seats do not fit.
//! 3. If that counter objects too, there are seats but somebody waits: who that is must be read, and what is
//!    decided then is written on condition that nobody has written the counter in between.

use model::catalogue::Offer;
use model::registration::{Registration, RegistrationId};
use model::seats::{Admission, Seats, WaitingList};
use model::slug::Slug;
use model::status::{REGISTER, Status};

use super::Store;
use super::counter::Counter;
use super::failure::{Backoff, Failure, StoreError};
use super::transaction::{Revision, Written};
use crate::Deadline;

/// What became of a registration that was to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registered {
    /// It is stored, in this state.
    Stored(Status),
    /// The address is registered already: this is what is stored.
    Existing(Box<Registration>),
    /// It takes more seats than are left, and cannot wait for any.
    Full,
}

impl Store {
    /// Stores a registration and takes its seats, both or neither. Without enough seats it waits, if the offer has
    /// a waiting list. What there is under its key comes before what is full; one that was cancelled is replaced,
    /// and its history goes on.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be stored. If it was after all, storing the same
    /// again answers with [`Registered::Existing`].
    pub async fn register(
        &self,
        arriving: &Registration,
        offer: &Offer,
        deadline: Deadline,
    ) -> Result<Registered, StoreError> {
        let workshop = &arriving.request.workshop;
        if !offer.capacity.could_fit(&arriving.seats) {
            let existing = self.kept(workshop, &arriving.id, deadline).await?;
            return Ok(existing.map_or(Registered::Full, Registered::Existing));
        }
        // The last quarter of the time is for finding out what became of a request that was not answered.
        match self.admit(arriving, offer, deadline.three_quarters()).await {
            Ok(registered) => Ok(registered),
            Err(failure) if failure.may_have_worked => {
                let existing = self.kept(workshop, &arriving.id, deadline).await?;
                existing.map(Registered::Existing).ok_or(failure.error)
            }
            Err(failure) => Err(failure.error),
        }
    }

    /// What is stored under a key, unless it may be replaced.
    async fn kept(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
        deadline: Deadline,
    ) -> Result<Option<Box<Registration>>, StoreError> {
        let existing = self.get(workshop, id, deadline).await?;
        Ok(existing.filter(|existing| !existing.status.may_be_replaced()).map(Box::new))
    }

    async fn admit(
        &self,
        arriving: &Registration,
        offer: &Offer,
        deadline: Deadline,
    ) -> Result<Registered, Failure> {
        let mut arrival = Arrival { arriving, offer, history_of: None };
        let mut backoff = Backoff::until(deadline);
        loop {
            for attempt in [Attempt::Seat, Attempt::Wait, Attempt::Decide] {
                match self.attempt(attempt, &arrival, deadline).await? {
                    Step::Over(Registered::Existing(existing)) if existing.status.may_be_replaced() => {
                        arrival.history_of = Some(existing);
                        break;
                    }
                    Step::Over(registered) => return Ok(registered),
                    Step::Next => {}
                }
            }
            backoff.pause().await?;
        }
    }

    async fn attempt(
        &self,
        attempt: Attempt,
        arrival: &Arrival<'_>,
        deadline: Deadline,
    ) -> Result<Step, Failure> {
        let Arrival { arriving, offer, .. } = arrival;
        let workshop = &arriving.request.workshop;
        match attempt {
            Attempt::Seat => {
                let counter = Counter::take(&self.table, workshop, &arriving.seats, &offer.capacity);
                let status = Status::seated(offer.requirements());
                step(self.write(counter, &[arrival.becoming(status)], deadline).await?, status)
            }
            Attempt::Wait if offer.waiting_list == WaitingList::None => Ok(Step::Next),
            Attempt::Wait => {
                let counter = Counter::join(&self.table, workshop, &arriving.seats, &offer.capacity);
                let waiting = arrival.becoming(Status::Waiting);
                step(self.write(counter, &[waiting], deadline).await?, Status::Waiting)
            }
            Attempt::Decide => self.decide(arrival, deadline).await,
        }
    }

    async fn decide(&self, arrival: &Arrival<'_>, deadline: Deadline) -> Result<Step, Failure> {
        let Arrival { arriving, offer, .. } = arrival;
        let situation = self.situation(&arriving.request.workshop, deadline).await?;
        let (changed, status) = match situation.admission(&arriving.seats, offer) {
            Admission::Full => return Ok(Step::Over(Registered::Full)),
            // Between two attempts the last seat went; the next one joins the waiting list.
            Admission::Waiting => return Ok(Step::Next),
            Admission::AfterPromotions => (None, None),
            Admission::Seated => {
                let status = Status::seated(offer.requirements());
                (Some(arrival.becoming(status)), Some(status))
            }
        };
        let change = situation.settle(changed, &Seats::default(), offer, arriving.created);
        let written = self.write_change(&situation, &change, deadline).await?;
        match status {
            Some(status) => step(written, status),
            None => Ok(Step::Next),
        }
    }
}

/// Somebody who arrives.
struct Arrival<'a> {
    arriving: &'a Registration,
    offer: &'a Offer,
    /// A registration of the same address that was cancelled.
    history_of: Option<Box<Registration>>,
}

impl Arrival<'_> {
    fn becoming(&self, status: Status) -> Revision {
        let history = self.history_of.as_ref().map(|earlier| earlier.history.clone()).unwrap_or_default();
        let follows = history.len();
        let arriving = Registration { history, ..self.arriving.clone() };
        Revision { registration: arriving.after(REGISTER, status, self.arriving.created), follows }
    }
}

#[derive(Clone, Copy)]
enum Attempt {
    Seat,
    Wait,
    Decide,
}

enum Step {
    Over(Registered),
    Next,
}

fn step(written: Written, status: Status) -> Result<Step, Failure> {
    if let Some(existing) = written.existing_registration()? {
        return Ok(Step::Over(Registered::Existing(Box::new(existing))));
    }
    Ok(match written {
        Written::Everything => Step::Over(Registered::Stored(status)),
        Written::Nothing(_) => Step::Next,
    })
}
