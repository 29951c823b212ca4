//! Deletion: of a registration with the seats that it holds, of what has expired, and of any other item.

use aws_sdk_dynamodb::types::Update;
use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Registration, RegistrationId};
use model::seats::Claims;
use model::slug::Slug;
use model::status::Status;

use crate::counter::{Counter, Joining};
use crate::deadline::Deadline;
use crate::failure::{Attempts, Failure, StoreError, retried};
use crate::paging::Pages;
use crate::store::Store;
use crate::stored::{MAIL, StoredItem};
use crate::transaction::{Revision, Transaction, Written};

/// How many marks of the notifier are deleted in one transaction with their registration. There is one a mail.
const MARKS: usize = 40;

/// How many expired registrations are deleted in one transaction.
pub const PURGED_AT_ONCE: usize = 50;

impl Store {
    /// Deletes a registration and what the notifier noted about it, and gives its seats to those that wait, all or
    /// nothing. Without an offer (of a workshop that is no longer announced) nobody gets its seats. Returns who got
    /// seats; `None` where there is no such registration.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be deleted.
    pub async fn erase(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
        offer: Option<&Offer>,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Option<Vec<Registration>>, StoreError> {
        let mut found = false;
        let mut attempts = Attempts::until(deadline);
        loop {
            let attempt = async {
                let Some(current) = self.get(workshop, id, deadline).await? else {
                    // An attempt of which nobody knew what became may have deleted it.
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

    /// Deletes a registration with marks, and gives its seats back.
    async fn write_erased(
        &self,
        current: &Registration,
        marks: &[StoredItem],
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let (workshop, claimed) = (&current.request.workshop, current.claims());
        let leaving = if current.status == Status::Waiting { Joining::Leaves(1) } else { Joining::Nobody };
        let counter = Counter::give_back(&self.table, workshop, &claimed, &Claims::default(), leaving);
        let written = self.delete(counter, std::slice::from_ref(current), marks, deadline).await?;
        if !written.only_counter_objects() {
            return Ok(written);
        }
        // The counter has less than what is to be given back: it is written anew from what can be read.
        let situation = self.situation(workshop, deadline).await?.without(&[&current.id]);
        let change = situation.settle([], &claimed, now);
        let counter = situation.counter_after(&self.table, &change);
        self.delete(counter, std::slice::from_ref(current), marks, deadline).await
    }

    /// Writes a counter and deletes registrations and marks, all or nothing.
    async fn delete(
        &self,
        counter: Update,
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
        retried(deadline, || transaction.attempt()).await
    }

    /// Deletes registrations for one workshop that have expired, at most [`PURGED_AT_ONCE`], and takes their seats
    /// off the counter, all or nothing. Nobody is promoted: what has expired is over.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline they are not known to be deleted.
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
                    // What was just read is not read again before the first attempt.
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
                let expired = still;
                let claimed = expired.iter().fold(Claims::default(), |sum, it| sum.plus(&it.claims()));
                let ids: Vec<_> = expired.iter().map(|registration| &registration.id).collect();
                let situation = self.situation(workshop, deadline).await?.without(&ids);
                let change = situation.settle([], &claimed, now);
                let counter = situation.counter_after(&self.table, &change);
                let written = self.delete(counter, &expired, &[], deadline).await?;
                Ok(matches!(written, Written::Everything).then_some(()))
            };
            if let Some(over) = attempts.over(attempt).await? {
                return Ok(over);
            }
        }
    }

    /// Deletes an item that is neither a registration nor a counter, as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be deleted.
    pub async fn erase_item(&self, item: &StoredItem, deadline: Deadline) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(item.key()));
        let send = || async { delete.clone().send().await.map_err(Failure::of) };
        retried(deadline, send).await.map(|_| ()).map_err(|failure| failure.error)
    }

    /// Replaces what is stored of a registration by the same without a part of it, such as the name of somebody
    /// else's colleague. Neither seats nor history may differ. Whether it still was as it had been read.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be replaced.
    pub async fn redact(&self, redacted: &Registration, deadline: Deadline) -> Result<bool, StoreError> {
        let follows = redacted.revision;
        let registration = Registration { revision: follows + 1, ..redacted.clone() };
        let revision = Revision { registration, follows };
        self.write_single(&revision, deadline).await.map_err(|failure| failure.error)
    }

    /// What the notifier noted about a registration.
    async fn marks(&self, workshop: &Slug, id: &RegistrationId) -> Result<Vec<StoredItem>, StoreError> {
        let query =
            self.items_of(workshop, &format!("{MAIL}{}#", id.as_str())).projection_expression("PK, SK");
        Pages::of_query(self, query).all().await
    }

    /// Deletes the marks that came meanwhile, or were too many.
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
