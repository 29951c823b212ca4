//! Admission of a registration whose organisation has as many seats as it may.

use model::seats::WaitingList;
use model::status::Status;

use super::{Registered, Step};
use crate::arrival::Arrival;
use crate::counter::Counter;
use crate::deadline::Deadline;
use crate::failure::Failure;
use crate::store::Store;

impl Store {
    /// Joins the waiting list, or requests seats, on condition that the organisation has as many seats as it may.
    pub(super) async fn join_over_quota(
        &self,
        arrival: &mut Arrival<'_>,
        deadline: Deadline,
    ) -> Result<Step, Failure> {
        let Arrival { arriving, offer, .. } = *arrival;
        arrival.is_over_quota = false;
        if offer.waiting_list == WaitingList::None {
            return Ok(Step::Over(Registered::Full));
        }
        let status = Status::queued(offer.requirements());
        let queued = arrival.with_status(status);
        let Some(counter) = Counter::join_over_quota(&self.table, arriving, offer, status) else {
            return Ok(Step::Next);
        };
        let written = self.write(counter, &[queued], deadline).await?;
        match written.only_counter_objects() {
            // The organisation has given seats back meanwhile.
            true => Ok(Step::Again),
            false => self.step(arrival, &written, status),
        }
    }
}
