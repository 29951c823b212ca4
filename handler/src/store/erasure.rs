//! Deletion: of a registration with the seats that it holds, of what has expired, and of any other item.

use jiff::Timestamp;
use model::catalogue::Offer;
use model::registration::{Registration, RegistrationId};
use model::seats::Seats;
use model::slug::Slug;

use super::Store;
use super::failure::{Backoff, Failure, StoreError, retried};
use super::paging::Pages;
use super::stored::{MAIL, StoredItem};
use super::transaction::{MAX_REGISTRATIONS, Revision, Written};
use crate::Deadline;

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
        let mut backoff = Backoff::until(deadline);
        let mut found = false;
        loop {
            let Some(current) = self.get(workshop, id, deadline).await? else {
                // An attempt of which nobody knew what became may have deleted it.
                return Ok(found.then(Vec::new));
            };
            found = true;
            let mut marks = self.marks(workshop, id).await?;
            marks.truncate(MARKS);
            let situation = self.situation(workshop, deadline).await?.without(&[id]);
            let change = match offer {
                Some(offer) => {
                    let room = MAX_REGISTRATIONS - 1 - marks.len();
                    situation.settle_within(room, None, &current.held_seats(), offer, now)
                }
                None => situation.shrink(&current.held_seats(), now),
            };
            let counter = situation.counter_after(&self.table, &change);
            let mut transaction =
                self.transaction(workshop, counter, &change)?.and_delete_registration(&self.table, &current);
            for mark in &marks {
                transaction = transaction.and_delete(&self.table, mark.key());
            }
            match retried(deadline, || transaction.attempt()).await {
                Ok(Written::Everything) => {
                    self.erase_marks(workshop, id, deadline).await?;
                    return self.promoted(workshop, change.promotions(), deadline).await.map(Some);
                }
                // Somebody else was first, or nobody knows: look again.
                Ok(Written::Nothing(_)) => {}
                Err(failure) if failure.may_have_worked => {}
                Err(failure) => return Err(failure.error),
            }
            backoff.pause().await.map_err(|failure| failure.error)?;
        }
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
        let mut expired = expired.to_vec();
        let mut backoff = Backoff::until(deadline);
        while !expired.is_empty() {
            let held = expired.iter().fold(Seats::default(), |sum, it| sum.plus(&it.held_seats()));
            let ids: Vec<_> = expired.iter().map(|registration| &registration.id).collect();
            let situation = self.situation(workshop, deadline).await?.without(&ids);
            let change = situation.shrink(&held, now);
            let counter = situation.counter_after(&self.table, &change);
            let mut transaction = self.transaction(workshop, counter, &change)?;
            for registration in &expired {
                transaction = transaction.and_delete_registration(&self.table, registration);
            }
            match retried(deadline, || transaction.attempt()).await {
                Ok(Written::Everything) => break,
                Ok(Written::Nothing(_)) => {}
                Err(failure) if failure.may_have_worked => {}
                Err(failure) => return Err(failure.error),
            }
            backoff.pause().await.map_err(|failure| failure.error)?;
            let mut still = Vec::new();
            for registration in &expired {
                let stored = self.get(workshop, &registration.id, deadline).await?;
                still.extend(stored.filter(|stored| stored.expires == registration.expires));
            }
            expired = still;
        }
        Ok(())
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
        Pages::of_query(query).all().await
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
