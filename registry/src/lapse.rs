//! Lapsed registrations: those whose e-mail address was not confirmed in time, or whose offered seats were not accepted in
//! time, are cancelled, and their seats go to the waiting list.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::offer::Offer;
use model::registration::Registration;
use model::seats::WaitingList;
use model::slug::Slug;
use model::status::{Event, Status};

use crate::attributes::text;
use crate::counter::{Counter, Exchange, WaitingChange};
use crate::deadline::Deadline;
use crate::failure::{Attempts, Failure, StoreError};
use crate::item::{ACCEPT_UNTIL, to_registration};
use crate::situation::most_at_once;
use crate::store::Store;
use crate::transaction::{MAX_REGISTRATIONS, Revision, Written};

impl Store {
    /// Cancels the registrations whose deadline is over, and assigns their seats to the waiting list; returns the number
    /// of lapsed registrations. Each is cancelled on condition that it has not changed. Reads all registrations of the
    /// workshop, and skips one that cannot be written.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline the result is unknown. Some registrations may have lapsed nevertheless.
    pub async fn lapse(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<usize, StoreError> {
        let lapsed = self.lapse_overdue(workshop, now, deadline).await?;
        if lapsed > 0 {
            self.promoter(workshop, offer, now).after_release(deadline).await;
        }
        Ok(lapsed)
    }

    /// Cancels overdue registrations like [`Store::lapse`] before an arrival is decided. If there is a waiting list to
    /// join, one caller of a crowd does it for all, because each reads all registrations; without a waiting list, an
    /// arrival that skipped this would be rejected.
    pub(crate) async fn lapse_in_turn(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<usize, StoreError> {
        if offer.waiting_list == WaitingList::None {
            return self.lapse(workshop, offer, now, deadline).await;
        }
        let Some(turn) = self.take_turn(workshop, now, deadline).await? else { return Ok(0) };
        let lapsed = self.lapse_overdue(workshop, now, deadline).await;
        let made_room = !matches!(lapsed, Ok(0));
        self.promoter(workshop, offer, now).leave_turn(turn, made_room, deadline).await;
        lapsed
    }

    /// Cancels the overdue registrations and returns their number.
    async fn lapse_overdue(
        &self,
        workshop: &Slug,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<usize, StoreError> {
        let mut lapsed = 0;
        let mut at_once = MAX_REGISTRATIONS;
        let mut left_out = BTreeSet::new();
        let mut attempts = Attempts::until(deadline);
        loop {
            // Reads again only if a registration has changed since, or cannot be written.
            let attempt = async {
                let mut overdue = self.overdue(workshop, now, deadline).await?;
                overdue.retain(|registration| !left_out.contains(&registration.id));
                let have_quotas = overdue.iter().any(|registration| registration.counted_for.is_some());
                for next in overdue.chunks(at_once.min(most_at_once(have_quotas))) {
                    match self.write_lapsed(workshop, next, now, deadline).await {
                        Ok(Written::Everything) => lapsed += next.len(),
                        Ok(Written::Nothing(_)) => return Ok(None),
                        Err(failure) if failure.may_have_worked || !failure.is_refused() => {
                            return Err(failure);
                        }
                        // One of them cannot be written, and DynamoDB does not always report which.
                        Err(_) if next.len() > 1 => {
                            at_once = 1;
                            return Ok(None);
                        }
                        Err(failure) => {
                            self.leave_out(workshop, &next[0].id, &failure.error);
                            left_out.insert(next[0].id.clone());
                            return Ok(None);
                        }
                    }
                }
                Ok(Some(lapsed))
            };
            if let Some(over) = attempts.over(attempt).await? {
                return Ok(over);
            }
        }
    }

    async fn write_lapsed(
        &self,
        workshop: &Slug,
        overdue: &[Registration],
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let exchange = Exchange::release(overdue);
        let revisions: Vec<_> = overdue.iter().map(|it| lapsing(it, now)).collect();
        let counter = Counter::give_back(&self.table, workshop, &exchange, WaitingChange::Unchanged);
        let written = self.write(counter, &revisions, deadline).await?;
        if !written.only_counter_objects() {
            return Ok(written);
        }
        // The counter is lower than the seats to free: recompute it from the readable registrations.
        let situation = self.situation(workshop, deadline).await?;
        let change = situation.settle(revisions, &exchange.before, now);
        self.write_change(&situation, &change, None, deadline).await
    }

    async fn overdue(
        &self,
        workshop: &Slug,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Vec<Registration>, StoreError> {
        let query = self
            .registrations_of(workshop)
            .filter_expression("#status IN (:unconfirmed, :requested) OR attribute_exists(#until)")
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#until", ACCEPT_UNTIL)
            .expression_attribute_values(":unconfirmed", text(Status::Unconfirmed.key()))
            .expression_attribute_values(":requested", text(Status::Requested.key()));
        let mut provisional = self.query(query, to_registration, deadline).await?;
        provisional.retain(|registration| registration.is_overdue(now));
        Ok(provisional)
    }
}

fn lapsing(registration: &Registration, now: Timestamp) -> Revision {
    let event = match registration.status {
        Status::Offered => Event::LapseSeatOffer,
        _ => Event::Lapse,
    };
    Revision {
        registration: registration.after(event.key(), Status::Cancelled, now),
        follows: registration.revision,
    }
}
