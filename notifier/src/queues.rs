//! The waiting lists that mails report a place on. Finding a place reads all registrations of the workshop, so that one
//! event reads each list once, however many mails it sends.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;
use model::status::Status;
use registry::{Deadline, Store, StoreError};

/// The places on the waiting lists that were read during one event.
#[derive(Debug, Default)]
pub(crate) struct Queues(BTreeMap<Slug, BTreeMap<RegistrationId, usize>>);

impl Queues {
    /// Returns the place of a registration on the waiting list, from 1, or `None` if it does not wait. A list is read
    /// again only for a registration that has joined it since.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer.
    pub(crate) async fn place(
        &mut self,
        store: &Store,
        registration: &Registration,
        now: Timestamp,
    ) -> Result<Option<usize>, StoreError> {
        if registration.status != Status::Waiting {
            return Ok(None);
        }
        let (workshop, id) = (&registration.request.workshop, &registration.id);
        if let Some(place) = self.0.get(workshop).and_then(|places| places.get(id)) {
            return Ok(Some(*place));
        }
        let waiting = store.waiting_list(workshop, now, Deadline::default()).await?;
        let places: BTreeMap<_, _> = waiting.into_iter().map(|it| it.id).zip(1..).collect();
        let place = places.get(id).copied();
        self.0.insert(workshop.clone(), places);
        Ok(place)
    }
}
