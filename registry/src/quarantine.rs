//! Quarantine: a registration that looks like spam is stored but takes no seats. The organiser releases or rejects it;
//! nothing is dropped unseen.

use model::offer::Offer;
use model::registration::Registration;
use model::status::Status;

use crate::admission::Registered;
use crate::arrival::replacing;
use crate::deadline::Deadline;
use crate::failure::{Backoff, Failure};
use crate::store::Store;
use crate::transaction::Written;

impl Store {
    /// Stores a suspicious registration as one item without a counter update, unless it replaces a cancelled or expired
    /// one.
    pub(crate) async fn quarantine(
        &self,
        arriving: &Registration,
        offer: &Offer,
        deadline: Deadline,
    ) -> Result<Registered, Failure> {
        let (workshop, now) = (&arriving.request.workshop, arriving.created);
        let stored = || Registered::Stored(Status::Quarantined);
        let mut backoff = Backoff::until(deadline);
        loop {
            let revision = |replaced| replacing(replaced, arriving, Status::Quarantined);
            match self.get(workshop, &arriving.id, deadline).await? {
                None if self.write_single(&revision(None), deadline).await? => return Ok(stored()),
                None => {}
                Some(existing) if !existing.may_be_replaced(now) => {
                    return Ok(Registered::Existing(Box::new(existing)));
                }
                Some(existing) => {
                    // The counter may still include the seats of an expired registration.
                    let situation = self.situation(workshop, deadline).await?;
                    let changed = Some(revision(Some(&existing)));
                    let change = situation.settle(changed, &existing.claims(), now);
                    if let Written::Everything =
                        self.write_change(&situation, &change, None, deadline).await?
                    {
                        self.promoter(workshop, offer, now).after_release(deadline).await;
                        return Ok(stored());
                    }
                }
            }
            backoff.pause().await?;
        }
    }
}
