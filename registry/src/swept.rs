//! Notes of complete sweeps, so that a sweep reads the registrations of a workshop only if some may need it.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | sweep | `workshop#<slug>` | `swept` | `state`, `until`, `expires_at` |
//!
//! Each transition of a registration increments the version of the counter, so a sweep that left nothing to do has
//! nothing to do until the version, the capacity or the notices change, or until a deadline passes. The note is written
//! after the sweep with the state from before it: a change meanwhile makes the next sweep read the workshop again. A
//! note that is missing, unreadable or outdated costs such a read and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use model::catalogue::CatalogueWorkshop;
use model::offer::Offer;
use model::registration::Registration;
use model::scheduled_mail::ScheduledMail;
use model::seat_offer::SeatOffers;
use model::slug::Slug;
use model::status::Status;
use serde::{Deserialize, Serialize};

use crate::attributes::{expiry, from_item, key, to_item};
use crate::condition::met;
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::partition;
use crate::store::Store;
use crate::sweep::is_over;

/// The sort key of the note.
const SORT_KEY: &str = "swept";

/// The version of the rules for what is due. Increment it if a new version of the program may find something due in
/// registrations that have not changed.
const RULES: u32 = 8;

/// The time for which a note is kept if no registration is left.
const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The facts of a workshop on which a sweep depends, besides its registrations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepState {
    /// See [`RULES`].
    rules: u32,
    /// The version of the seat counter.
    version: u64,
    /// The size of each pool, which a new catalogue may change.
    capacity: BTreeMap<String, u32>,
    /// How free seats are offered. A later session may allow what was too late before.
    seat_offers: Option<SeatOffers>,
    /// The identifiers of the notices.
    notices: BTreeSet<String>,
    /// The scheduled mails without their texts: who receives them, and when.
    mails: Vec<ScheduledMail>,
    /// The private information, as a [keyed hash](crate::identifier::IdentifierKey::private_sessions).
    private: Option<String>,
    /// Whether the workshop is over, after which nothing lapses and no seats are given to the waiting list.
    is_over: bool,
}

/// The times at which the registrations of a workshop need a sweep although none of them changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Horizon {
    /// The next deadline.
    next: Option<Timestamp>,
    /// The time after which the last registration is deleted.
    last: Option<Timestamp>,
}

/// The attributes of a note besides its key.
#[derive(Serialize, Deserialize)]
struct StoredNote {
    state: SweepState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    #[serde(with = "expiry")]
    expires_at: Timestamp,
}

impl Horizon {
    /// Adds a registration of a workshop that was swept at `now`. Nothing lapses in a workshop that is over.
    pub fn include(&mut self, registration: &Registration, workshop: &CatalogueWorkshop, now: Timestamp) {
        let can_lapse = workshop.offer.is_some() && !is_over(workshop, now);
        let lapses = registration.lapses_at().filter(|_| can_lapse);
        let leaves_queue = Some(registration.expires).filter(|_| registration.status == Status::Waiting);
        let mailed = next_mail(registration, workshop, now);
        // Otherwise they are mailed when the contact is.
        let differ = registration.request.has_own_sessions()
            || !registration.absences.is_empty()
            || !registration.joined.is_empty();
        let of_participants = registration
            .mailed_participants()
            .filter(|_| differ)
            .filter_map(|(it, _)| next_mail(&registration.of_participant(it), workshop, now));
        let mailed = mailed.into_iter().chain(of_participants).min();
        // Once it can no longer be confirmed, it is removed.
        let proposed = registration.proposed_address.as_ref().map(|it| it.until).filter(|until| now < *until);
        self.next = [self.next, lapses, leaves_queue, mailed, proposed].into_iter().flatten().min();
        self.last = self.last.max(Some(registration.expires));
    }
}

/// Returns when the next scheduled mail about a registration is due.
fn next_mail(registration: &Registration, workshop: &CatalogueWorkshop, now: Timestamp) -> Option<Timestamp> {
    let occasions = workshop.mails.iter().flat_map(|mail| mail.occasions_for(registration));
    occasions.map(|occasion| occasion.due).filter(|due| now < *due).min()
}

impl Store {
    /// Returns the state of a workshop if it needs a sweep, and `None` if nothing can have become due since the last
    /// complete one. Reads no registrations. `private` returns the [keyed hash](crate::identifier::IdentifierKey::private_sessions)
    /// of its private information, if it has any; it is not called if there has never been a registration.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn unswept(
        &self,
        workshop: &CatalogueWorkshop,
        private: impl FnOnce() -> Option<String> + Send,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Option<SweepState>, StoreError> {
        let pools = workshop.offer.iter().flat_map(|offer| offer.capacity.pools());
        let capacity = pools.map(|(pool, size)| (pool.to_owned(), size)).collect();
        let seat_offers = workshop.offer.as_deref().and_then(|offer| offer.seat_offers.clone());
        let counter = self.counter(&workshop.slug, deadline).await?;
        if counter.version == 0 {
            // There has never been a registration.
            return Ok(None);
        }
        let notices = self.notices(&workshop.slug, deadline).await?;
        let notices = notices.iter().map(|notice| notice.id.as_str().to_owned()).collect();
        let is_over = is_over(workshop, now);
        let mails = workshop.mails.iter().map(ScheduledMail::without_text);
        let state = SweepState {
            rules: RULES,
            version: counter.version,
            capacity,
            seat_offers,
            notices,
            mails: mails.collect(),
            private: private(),
            is_over,
        };
        let note = self.note(&workshop.slug, deadline).await?;
        let is_swept =
            note.is_some_and(|note| note.state == state && note.until.is_none_or(|until| now < until));
        Ok((!is_swept).then_some(state))
    }

    /// Returns whether registrations for a workshop, whose counter has this version, may have offered seats. Offers that were
    /// made before the terms changed lapse all the same: the sweep after the change sees their deadlines, and its note has
    /// the next one. A program that still has earlier terms may offer seats later; it changes the version.
    pub(crate) async fn may_have_offered(
        &self,
        workshop: &Slug,
        offer: &Offer,
        version: u64,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<bool, StoreError> {
        if offer.seat_offers.is_some() {
            return Ok(true);
        }
        let note = self.note(workshop, deadline).await?;
        Ok(note.is_none_or(|StoredNote { state, until, .. }| {
            (state.rules, state.version) != (RULES, version)
                || state.seat_offers.is_some()
                || until.is_some_and(|until| until <= now)
        }))
    }

    /// Returns the note of the last complete sweep of a workshop, if it is readable.
    async fn note(&self, workshop: &Slug, deadline: Deadline) -> Result<Option<StoredNote>, StoreError> {
        let note = self.item(partition(workshop), SORT_KEY.to_owned(), deadline).await?;
        Ok(note.and_then(|item| from_item(&item).ok()))
    }

    /// Notes that a sweep of a workshop, which began at `now` in this state, left nothing to do before the next deadline.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the note is not known to be written by the deadline.
    pub async fn note_sweep(
        &self,
        workshop: &Slug,
        state: SweepState,
        horizon: Horizon,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let deadline = Deadline::default();
        let expires_at = horizon.last.unwrap_or(now + LONGEST);
        let note = StoredNote { state, until: horizon.next, expires_at };
        let item = to_item(key(partition(workshop), SORT_KEY), &note)?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        met(deadline, || put.clone().send()).await.map(|_| ())
    }
}
