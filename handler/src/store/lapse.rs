//! Registrations whose e-mail address nobody confirmed in time: they are cancelled, and their seats go to those that
//! wait.

use jiff::Timestamp;
use model::catalogue::Offer;
use model::registration::Registration;
use model::seats::Seats;
use model::slug::Slug;
use model::status::{Event, Status};

use super::Store;
use super::attributes::text;
use super::failure::{Backoff, StoreError};
use super::transaction::{MAX_REGISTRATIONS, Revision, Written};
use crate::Deadline;

/// How many lapse in one transaction; the other half is for those that get their seats.
const AT_ONCE: usize = MAX_REGISTRATIONS / 2;

impl Store {
    /// Cancels the registrations whose time for confirming the address is over, and gives their seats to those that
    /// wait; how many lapsed. Each only as long as nobody confirms it: whoever is first wins. It reads all
    /// registrations of the workshop.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to have happened. Some may have lapsed nevertheless.
    pub async fn lapse(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<usize, StoreError> {
        let mut lapsed = 0;
        let mut backoff = Backoff::until(deadline);
        loop {
            let overdue = self.overdue(workshop, now, deadline).await?;
            if overdue.is_empty() {
                return Ok(lapsed);
            }
            let situation = self.situation(workshop, deadline).await?;
            let batch = &overdue[..overdue.len().min(AT_ONCE)];
            let freed = batch.iter().fold(Seats::default(), |sum, it| sum.plus(&it.held_seats()));
            let change = situation.settle(batch.iter().map(|it| lapsing(it, now)), &freed, offer, now);
            match self.write_change(&situation, &change, deadline).await {
                Ok(Written::Everything) => lapsed += batch.len(),
                // Somebody else was first, or nobody knows: look again.
                Ok(Written::Nothing(_)) => backoff.pause().await.map_err(|failure| failure.error)?,
                Err(failure) if failure.may_have_worked => {
                    backoff.pause().await.map_err(|failure| failure.error)?;
                }
                Err(failure) => return Err(failure.error),
            }
        }
    }

    async fn overdue(
        &self,
        workshop: &Slug,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Vec<Registration>, StoreError> {
        let query = self
            .registrations_of(workshop)
            .filter_expression("#status = :unconfirmed")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":unconfirmed", text(Status::Unconfirmed.key()));
        let mut unconfirmed = self.query(query, super::item::to_registration, deadline).await?;
        unconfirmed.retain(|registration| registration.is_overdue(now));
        Ok(unconfirmed)
    }
}

fn lapsing(registration: &Registration, now: Timestamp) -> Revision {
    Revision {
        registration: registration.after(Event::Lapse.key(), Status::Cancelled, now),
        follows: registration.revision,
    }
}
