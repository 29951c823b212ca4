//! Exchanges of seats: a stored registration takes seats that it did not have, and gives up others, in one transaction.
//! If the new ones are not free, the registration keeps those that it has.
//!
//! 1. Usually no registration waits: the exchange is written on condition that there is room for the additional seats, without
//!    reading anything.
//! 2. If that fails, the waiting list is read. It comes first: while a waiting registration would fit, the exchange is
//!    refused. If none does, it is written on condition that the counter is unchanged.

use model::registration::Registration;

use crate::counter::{Counter, Exchange};
use crate::failure::Failure;
use crate::transaction::{Revision, Written};
use crate::transition::Writing;

impl<N> Writing<'_, N> {
    /// Writes a registration that takes additional seats. Returns `None` if they are not free.
    pub(crate) async fn exchange_seats(
        &self,
        current: &Registration,
        changed: Registration,
    ) -> Result<Option<Written>, Failure> {
        let (store, workshop) = (self.store, &current.request.workshop);
        let offer = self.transition.offer;
        let exchange = Exchange::between(current, &changed);
        let changed = Revision { registration: changed, follows: current.revision };
        let counter = Counter::exchange(&store.table, workshop, &exchange, offer);
        let written = store.write(counter, std::slice::from_ref(&changed), self.deadline).await?;
        if !written.only_counter_objects() {
            return Ok(Some(written));
        }
        if written.quota_objects() {
            return Ok(None);
        }
        let situation = store.situation(workshop, self.deadline).await?;
        if !situation.allows_exchange(&exchange, offer, self.transition.now) {
            return Ok(None);
        }
        let change = situation.settle(Some(changed), &exchange.before, self.transition.now);
        store.write_change(&situation, &change, Some(offer), self.deadline).await.map(Some)
    }
}
