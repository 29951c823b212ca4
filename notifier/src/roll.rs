//! The registrations of a workshop with the marks of their mails, page by page, so that memory use does not grow with
//! their number.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::registration::Registration;
use registry::{Batches, Deadline, MailMarks, StoreError};

use crate::Notifier;
use crate::due::Addressee;

/// The unexpired registrations of a workshop, in the order of their identifiers.
pub(crate) struct Roll<'a> {
    notifier: &'a Notifier,
    workshop: &'a CatalogueWorkshop,
    now: Timestamp,
    batches: Batches<Registration>,
}

/// Some registrations of a workshop with the marks of their mails.
pub(crate) struct Page<'a> {
    workshop: &'a CatalogueWorkshop,
    /// The registrations, none of them expired.
    registrations: Vec<Registration>,
    marks: MailMarks,
}

impl<'a> Roll<'a> {
    /// Returns the registrations of a workshop, none of which has been read yet.
    pub(crate) fn of(notifier: &'a Notifier, workshop: &'a CatalogueWorkshop) -> Roll<'a> {
        let batches = notifier.store.registrations(&workshop.slug);
        Roll { notifier, workshop, now: (notifier.clock)(), batches }
    }

    /// Reads the next page, which may be empty, or returns `None` after the last one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer.
    pub(crate) async fn next(&mut self) -> Result<Option<Page<'a>>, StoreError> {
        let Some(mut registrations) = self.batches.next().await? else { return Ok(None) };
        registrations.retain(|registration| !registration.has_expired(self.now));
        let (store, slug) = (&self.notifier.store, &self.workshop.slug);
        let marks = store.mails_of(slug, &registrations, Deadline::default()).await?;
        Ok(Some(Page { workshop: self.workshop, registrations, marks }))
    }
}

impl Page<'_> {
    /// Returns the contacts of the registrations of the page, each with the marks of the registration.
    pub(crate) fn contacts(&self) -> impl Iterator<Item = Addressee<'_>> {
        self.registrations
            .iter()
            .map(|registration| Addressee::contact(self.workshop, registration, self.marks.of(registration)))
    }
}
