//! Free seats for those that wait, without anybody having left: after a rise of the capacity, or for more of them
//! than fitted into the transaction that freed the seats.

use jiff::Timestamp;
use model::catalogue::Offer;
use model::registration::Registration;
use model::seats::Seats;
use model::slug::Slug;

use super::Store;
use super::failure::{Backoff, StoreError};
use super::queue::Promotion;
use super::transaction::Written;
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
        loop {
            let situation = self.situation(workshop, deadline).await?;
            let change = situation.settle(None, &Seats::default(), offer, now);
            if change.promotions().is_empty() {
                return Ok(promoted);
            }
            match self.write_change(&situation, &change, deadline).await {
                // Nobody knows what came of it: what is stored tells.
                Ok(Written::Everything) => {}
                Err(failure) if failure.may_have_worked => {
                    backoff.pause().await.map_err(|failure| failure.error)?;
                }
                // Somebody else was first: look again.
                Ok(Written::Nothing(_)) => {
                    backoff.pause().await.map_err(|failure| failure.error)?;
                    continue;
                }
                Err(failure) => return Err(failure.error),
            }
            promoted.extend(self.promoted(workshop, change.promotions(), deadline).await?);
        }
    }

    /// The registrations of promotions that were carried out, as they are stored now.
    pub(super) async fn promoted(
        &self,
        workshop: &Slug,
        promotions: &[Promotion],
        deadline: Deadline,
    ) -> Result<Vec<Registration>, StoreError> {
        let mut registrations = Vec::new();
        for promotion in promotions {
            let stored = self.get(workshop, &promotion.id, deadline).await?;
            registrations.extend(stored.filter(|stored| promotion.is_in(stored)));
        }
        Ok(registrations)
    }
}
