//! Deletion of registrations (together with their seats), of expired ones, and of any other item.

use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;
use model::status::Status;

use crate::batches::Batches;
use crate::counter::{Counter, CounterWrite, Exchange, WaitingChange};
use crate::deadline::Deadline;
use crate::failure::{Attempts, Failure, StoreError, retried};
use crate::key::KEY_ATTRIBUTES;
use crate::store::Store;
use crate::stored::{MAIL, StoredItem};
use crate::transaction::{MAX_WITH_QUOTAS, Revision, Transaction, Written};

/// The most mail marks that are deleted in one transaction with their registration. The notifier writes one per mail.
const MARKS: usize = 40;

/// The most expired registrations that are deleted in one transaction, each with a quota of its own.
pub const PURGED_AT_ONCE: usize = MAX_WITH_QUOTAS;

impl Store {
    /// Deletes a registration with its mail marks and releases its seats, all or nothing, then gives the free seats to
    /// the waiting list. Without an offer (the workshop is no longer announced) they remain free. `read` may be
    /// outdated: the registration is read again. Returns the promoted registrations; `None` if there is no such registration.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the deletion is not known to have succeeded by the deadline.
    pub async fn erase(
        &self,
        read: &Registration,
        offer: Option<&Offer>,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Option<Vec<Registration>>, StoreError> {
        let (workshop, id) = (&read.request.workshop, &read.id);
        let mut found = false;
        let mut attempts = Attempts::until(deadline);
        loop {
            let attempt = async {
                let Some(current) = self.get(workshop, id, deadline).await? else {
                    // An earlier attempt with an unknown outcome may have deleted it.
                    return Ok(Some(found.then(Vec::new)));
                };
                found = true;
                let mut marks = self.marks(workshop, id).await?;
                marks.truncate(MARKS);
                let written = self.write_erased(&current, &marks, now, deadline).await?;
                if matches!(written, Written::Nothing(_)) {
                    return Ok(None);
                }
                self.erase_marks(workshop, id, deadline).await?;
                if let Some(organisation) = &current.counted_for {
                    self.erase_empty_quota(workshop, organisation, deadline).await?;
                }
                let promoted = match offer {
                    Some(offer) => self.promote(workshop, offer, now, deadline).await?,
                    None => Vec::new(),
                };
                Ok(Some(Some(promoted)))
            };
            if let Some(over) = attempts.over(attempt).await? {
                return Ok(over);
            }
        }
    }

    /// Deletes a registration with marks and releases its seats.
    async fn write_erased(
        &self,
        current: &Registration,
        marks: &[StoredItem],
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let (workshop, erased) = (&current.request.workshop, std::slice::from_ref(current));
        let exchange = Exchange::release(erased);
        let leaving = if current.status == Status::Waiting {
            WaitingChange::Leaves(1)
        } else {
            WaitingChange::Unchanged
        };
        let counter = Counter::give_back(&self.table, workshop, &exchange, leaving);
        let written = self.delete(counter, erased, marks, deadline).await?;
        if !written.only_counter_objects() {
            return Ok(written);
        }
        // The counter holds less than the seats to release, so it is recomputed from the readable records.
        let situation = self.situation(workshop, deadline).await?.without(&[&current.id]);
        let change = situation.settle([], &exchange.before, now);
        let counter = situation.counter_after(&self.table, &change, None);
        self.delete(counter, erased, marks, deadline).await
    }

    /// Writes a counter and deletes registrations and marks, all or nothing.
    async fn delete(
        &self,
        counter: CounterWrite,
        registrations: &[Registration],
        marks: &[StoredItem],
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let mut transaction = Transaction::new(&self.client, &self.table, counter, &[], [])?;
        for registration in registrations {
            transaction = transaction.and_delete_registration(&self.table, registration);
        }
        for mark in marks {
            transaction = transaction.and_delete(&self.table, mark.key());
        }
        transaction.perform(deadline).await
    }

    /// Deletes at most [`PURGED_AT_ONCE`] expired registrations of one workshop and subtracts their seats from the
    /// counter, all or nothing. The waiting list does not move up, because the workshop is over.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the deletion is not known to have succeeded by the deadline.
    pub async fn purge(
        &self,
        workshop: &Slug,
        expired: &[Registration],
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let mut attempted = false;
        let mut attempts = Attempts::until(deadline);
        loop {
            let attempt = async {
                let mut still = Vec::new();
                for registration in expired {
                    // The caller has just read them, so the first attempt does not read them again.
                    let stored = match attempted {
                        true => self.get(workshop, &registration.id, deadline).await?,
                        false => Some(registration.clone()),
                    };
                    still.extend(stored.filter(|stored| stored.expires == registration.expires));
                }
                attempted = true;
                if still.is_empty() {
                    return Ok(Some(()));
                }
                let ids: Vec<_> = still.iter().map(|registration| &registration.id).collect();
                let situation = self.situation(workshop, deadline).await?.without(&ids);
                let change = situation.settle([], &Exchange::release(&still).before, now);
                let counter = situation.counter_after(&self.table, &change, None);
                let written = self.delete(counter, &still, &[], deadline).await?;
                Ok(matches!(written, Written::Everything).then_some(()))
            };
            if let Some(over) = attempts.over(attempt).await? {
                return Ok(over);
            }
        }
    }

    /// Deletes an item that is neither a registration nor a counter, without any condition.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the deletion is not known to have succeeded by the deadline.
    pub async fn erase_item(&self, item: &StoredItem, deadline: Deadline) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(item.key()));
        let send = || async { delete.clone().send().await.map_err(Failure::of) };
        retried(deadline, send).await.map(|_| ()).map_err(|failure| failure.error)
    }

    /// Replaces a stored registration with a version that lacks some text, such as the name of another registrant's
    /// colleague. Seats and history must be the same. Returns whether the registration was still unchanged.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the replacement is not known to have succeeded by the deadline.
    pub async fn redact(&self, redacted: &Registration, deadline: Deadline) -> Result<bool, StoreError> {
        let follows = redacted.revision;
        let registration = Registration { revision: follows + 1, ..redacted.clone() };
        let revision = Revision { registration, follows };
        self.write_single(&revision, deadline).await.map_err(|failure| failure.error)
    }

    /// Returns the notifier's marks of a registration's mails.
    async fn marks(&self, workshop: &Slug, id: &RegistrationId) -> Result<Vec<StoredItem>, StoreError> {
        let query =
            self.items_of(workshop, &format!("{MAIL}{}#", id.as_str())).projection_expression(KEY_ATTRIBUTES);
        Batches::of_query(self, query).all().await
    }

    /// Deletes marks that were written meanwhile or exceeded the limit of the transaction.
    async fn erase_marks(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        for mark in self.marks(workshop, id).await? {
            self.erase_item(&mark, deadline).await?;
        }
        Ok(())
    }
}
