//! Seats that are free, although somebody waits who would fit, as after a rise of the capacity.

use jiff::Timestamp;
use model::catalogue::Offer;
use model::seats::Seats;
use model::slug::Slug;

use super::Store;
use super::failure::{Backoff, StoreError};
use super::transaction::Written;
use crate::Deadline;

impl Store {
    /// Gives free seats to those that wait and fit, in their order; how many registrations got theirs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to have happened.
    pub async fn promote(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<usize, StoreError> {
        let mut promoted = 0;
        let mut backoff = Backoff::until(deadline);
        loop {
            let situation = self.situation(workshop, deadline).await?;
            let change = situation.settle(None, &Seats::default(), offer, now);
            if change.registrations() == 0 {
                return Ok(promoted);
            }
            match self.write_change(&situation, &change, deadline).await {
                // One transaction holds only so many: look whether there are more.
                Ok(Written::Everything) => promoted += change.registrations(),
                Ok(Written::Nothing(_)) => backoff.pause().await.map_err(|failure| failure.error)?,
                Err(failure) if failure.may_have_worked => {
                    backoff.pause().await.map_err(|failure| failure.error)?;
                }
                Err(failure) => return Err(failure.error),
            }
        }
    }
}
