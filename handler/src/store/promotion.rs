//! Free seats for those that wait, without anybody having left: after a rise of the capacity, or for more of them
//! than fitted into the transaction that freed the seats.

use jiff::Timestamp;
use model::catalogue::Offer;
use model::registration::Registration;
use model::seats::Seats;
use model::slug::Slug;

use super::Store;
use super::failure::{Backoff, StoreError};
use super::transaction::{Revision, Written};
use crate::Deadline;

impl Store {
    /// Gives the seats that are free to those that wait, in their order, until nobody who waits would fit. Returns
    /// who got seats, as they are stored now; calling it again does no harm.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be done. Some may have their seats then.
    pub async fn promote(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Vec<Registration>, StoreError> {
        let mut promoted = Vec::new();
        let mut backoff = Backoff::until(deadline);
        // What was sent when nobody knows whether it was carried out.
        let mut unknown: Vec<Revision> = Vec::new();
        loop {
            let situation = self.situation(workshop, deadline).await?;
            for revision in unknown.drain(..) {
                let stored = self.get(workshop, &revision.registration.id, deadline).await?;
                promoted.extend(stored.filter(|stored| stored.history == revision.registration.history));
            }
            let change = situation.settle(None, &Seats::default(), offer, now);
            if change.revisions().is_empty() {
                return Ok(promoted);
            }
            let seated = change.revisions().iter().map(|revision| revision.registration.clone());
            match self.write_change(&situation, &change, deadline).await {
                Ok(Written::Everything) => promoted.extend(seated),
                // Somebody else was first: look again.
                Ok(Written::Nothing(_)) => backoff.pause().await.map_err(|failure| failure.error)?,
                Err(failure) if failure.may_have_worked => {
                    unknown = change.revisions().to_vec();
                    backoff.pause().await.map_err(|failure| failure.error)?;
                }
                Err(failure) => return Err(failure.error),
            }
        }
    }
}
