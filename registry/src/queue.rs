//! The waiting list of a workshop. Each registration is read completely, so that an unreadable one is never given
//! seats.

use aws_sdk_dynamodb::types::{AttributeValue, Update};
use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{HistoryEntry, Registration, RegistrationId};
use model::seat_offer::Allocation;
use model::seats::{Claims, Requested, Seats};
use model::siren::Siren;
use model::slug::Slug;
use model::status::{Approval, Event, Status};

use crate::attributes::{Item, text, whole};
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::item::history::from_entry;
use crate::item::{self, ACCEPT_UNTIL, HISTORY, REVISION, stored_status};
use crate::key::{PK, SK, partition};
use crate::store::Store;

/// A registration on the waiting list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its identifier.
    pub id: RegistrationId,
    /// The number of its participants.
    pub people: usize,
    /// The seats that it needs.
    pub seats: Seats,
    /// See [`Registration::counted_for`](model::registration::Registration::counted_for).
    pub counted_for: Option<Siren>,
    /// See [`Registration::queued_since`].
    pub since: Timestamp,
    /// See [`Registration::waiting_since`].
    pub(crate) joined: Timestamp,
    /// The time after which it is deleted.
    pub expires: Timestamp,
    /// See [`Registration::is_to_be_reviewed`](model::registration::Registration::is_to_be_reviewed).
    pub(crate) is_to_be_reviewed: bool,
    /// Its revision.
    pub(crate) follows: u64,
}

/// A waiting registration that is given seats, or for which seats are held.
#[derive(Clone, Debug)]
pub(crate) struct Promotion {
    pub(crate) id: RegistrationId,
    pub(crate) seats: Seats,
    pub(crate) counted_for: Option<Siren>,
    /// See [`Revision::follows`].
    pub(crate) follows: u64,
    pub(crate) allocation: Allocation,
    /// The status if it has its seats at once.
    seated: Status,
    pub(crate) at: Timestamp,
}

impl Store {
    /// Returns the unexpired registrations that wait for seats in a workshop, in the order in which they get them.
    /// Skips unreadable ones.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn waiting_list(
        &self,
        workshop: &Slug,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Vec<Waiting>, StoreError> {
        let mut waiting = self.waiting_or_expired(workshop, deadline).await?;
        waiting.retain(|it| !it.has_expired(now));
        Ok(waiting)
    }

    /// Returns the position of a registration on the waiting list, from 1, or `None` if it does not wait.
    ///
    /// # Errors
    ///
    /// See [`Store::waiting_list`].
    pub async fn waiting_place(
        &self,
        registration: &Registration,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Option<usize>, StoreError> {
        if registration.status != Status::Waiting {
            return Ok(None);
        }
        let waiting = self.waiting_list(&registration.request.workshop, now, deadline).await?;
        Ok(waiting.iter().position(|other| other.id == registration.id).map(|place| place + 1))
    }

    /// Returns the waiting list including expired registrations that are not deleted yet.
    pub(crate) async fn waiting_or_expired(
        &self,
        workshop: &Slug,
        deadline: Deadline,
    ) -> Result<Vec<Waiting>, StoreError> {
        let query = self
            .registrations_of(workshop)
            .filter_expression("#status = :waiting")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":waiting", text(Status::Waiting.key()));
        let mut waiting = self.query(query, to_waiting, deadline).await?;
        waiting.sort_by(|one, other| one.queue_order().cmp(&other.queue_order()));
        Ok(waiting)
    }
}

/// Reads the fields that determine the order. The whole registration must be readable.
pub(crate) fn to_waiting(item: &Item) -> Result<Waiting, StoreError> {
    item::to_registration(item).map(Waiting::from)
}

impl From<Registration> for Waiting {
    fn from(registration: Registration) -> Waiting {
        let (since, joined) = (registration.queued_since(), registration.waiting_since());
        let is_to_be_reviewed = registration.is_to_be_reviewed();
        let people = registration.request.participants.len();
        let Registration { id, seats, counted_for, expires, revision, .. } = registration;
        Waiting {
            id,
            people,
            seats,
            counted_for,
            since,
            joined,
            expires,
            is_to_be_reviewed,
            follows: revision,
        }
    }
}

impl Waiting {
    /// See [`Registration::has_expired`](model::registration::Registration::has_expired).
    pub(crate) fn has_expired(&self, now: Timestamp) -> bool {
        self.expires <= now
    }

    /// See [`Registration::queue_order`](model::registration::Registration::queue_order).
    pub(crate) fn queue_order(&self) -> (Timestamp, &RegistrationId) {
        (self.since, &self.id)
    }

    /// Returns the seats that it requests.
    pub fn requested(&self) -> Requested<'_> {
        Requested { seats: &self.seats, counted_for: self.counted_for.as_ref() }
    }

    /// Returns those of the waiting registrations to which free seats go at `now`, in the same order, and how they get them.
    /// To the others, seats are not offered any more.
    pub fn served<'a>(
        waiting: impl IntoIterator<Item = &'a Waiting>,
        offer: &Offer,
        now: Timestamp,
    ) -> impl Iterator<Item = (&'a Waiting, Allocation)> {
        let allocation = move |it: &Waiting| offer.allocation(&it.seats, it.joined, now);
        waiting.into_iter().filter_map(move |it| Some((it, allocation(it)?)))
    }

    pub(crate) fn promoted(&self, allocation: Allocation, offer: &Offer, at: Timestamp) -> Promotion {
        let approval = if self.is_to_be_reviewed { Approval::Manual } else { offer.approval };
        Promotion {
            id: self.id.clone(),
            seats: self.seats.clone(),
            counted_for: self.counted_for.clone(),
            follows: self.follows,
            allocation,
            seated: Status::promoted(approval),
            at,
        }
    }
}

impl Promotion {
    /// Returns the claims that it gets.
    pub(crate) fn claims(&self) -> Claims {
        Claims::of(self.status(), &self.seats).counted_for(self.counted_for.as_ref())
    }

    fn status(&self) -> Status {
        match self.allocation {
            Allocation::Given => self.seated,
            Allocation::HeldUntil(_) => Status::Offered,
        }
    }

    /// Returns whether the history of the stored registration contains this promotion.
    pub(crate) fn is_in(&self, stored: &Registration) -> bool {
        stored.history.contains(&self.entry())
    }

    fn entry(&self) -> HistoryEntry {
        let event = match self.allocation {
            Allocation::Given => Event::Promote,
            Allocation::HeldUntil(_) => Event::OfferSeats,
        };
        HistoryEntry::new(self.follows + 1, self.at, event.key(), self.status())
    }

    /// Updates status and history on condition that the registration has not changed since it was read. The history is
    /// not read, so it may exceed its limit by this entry until the next write.
    pub(crate) fn update(&self, table: &str, workshop: &Slug) -> Result<Update, StoreError> {
        let entries = AttributeValue::L(vec![from_entry(&self.entry())?]);
        let mut changes =
            "SET #status = :status, #revision = :next, #history = list_append(#history, :entry)".to_owned();
        let mut update = Update::builder();
        if let Allocation::HeldUntil(until) = self.allocation {
            changes.push_str(", #until = :until");
            update = update
                .expression_attribute_names("#until", ACCEPT_UNTIL)
                .expression_attribute_values(":until", text(until.to_string()));
        }
        let update = update
            .table_name(table)
            .key(PK, text(partition(workshop)))
            .key(SK, text(item::sort_key(&self.id)))
            .update_expression(changes)
            .condition_expression("#revision = :revision")
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#revision", REVISION)
            .expression_attribute_names("#history", HISTORY)
            .expression_attribute_values(":status", text(stored_status(self.status()).key()))
            .expression_attribute_values(":entry", entries)
            .expression_attribute_values(":revision", whole(self.follows))
            .expression_attribute_values(":next", whole(self.follows + 1))
            .build()
            .expect("table, key and expression are given");
        Ok(update)
    }
}
