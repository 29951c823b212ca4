//! The periodic sweep: registrations lapse that were not confirmed, or whose offered seats were not accepted, in time; and
//! waiting registrations get free seats. A missed sweep loses nothing: an arriving registration also lapses unconfirmed ones
//! that are overdue, and offered seats that were not accepted stay held until the next sweep or `registrations promote`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::catalogue::CatalogueWorkshop;
use model::offer::Offer;
use model::slug::Slug;

use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::store::Store;

/// The result of a sweep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sweep {
    /// The number of lapsed registrations.
    pub lapsed: usize,
    /// The number of registrations that got free seats, or an offer of them, apart from those that got the seats of lapsed
    /// ones.
    pub promoted: usize,
    /// The number of workshops that failed. The next sweep retries them.
    pub failed: usize,
}

/// Sweeps, one after another, the workshops that are not over, and logs a line for each that changed or failed. Takes at most
/// 10 seconds per workshop.
pub async fn sweep(workshops: &[&CatalogueWorkshop], store: &Store, now: Timestamp) -> Sweep {
    let mut sweep = Sweep::default();
    for workshop in workshops.iter().filter(|workshop| !is_over(workshop, now)) {
        let Some(offer) = &workshop.offer else { continue };
        match sweep_workshop(store, &workshop.slug, offer, now).await {
            Ok(Swept { lapsed, promoted }) => {
                if lapsed + promoted > 0 {
                    tracing::info!(workshop = workshop.slug.as_str(), lapsed, promoted, "sweep");
                }
                sweep.lapsed += lapsed;
                sweep.promoted += promoted;
            }
            Err(error) => {
                tracing::error!(workshop = workshop.slug.as_str(), %error, "sweep");
                sweep.failed += 1;
            }
        }
    }
    sweep
}

/// The numbers of registrations of one workshop, as in [`Sweep`].
struct Swept {
    lapsed: usize,
    promoted: usize,
}

async fn sweep_workshop(
    store: &Store,
    workshop: &Slug,
    offer: &Offer,
    now: Timestamp,
) -> Result<Swept, StoreError> {
    let deadline = Deadline::default();
    let counter = store.counter(workshop, deadline).await?;
    // Seats that are offered are counted like any others.
    let may_lapse = counter.has_unproven()
        || (counter.has_taken()
            && store.may_have_offered(workshop, offer, counter.version, now, deadline).await?);
    let lapsed = if may_lapse { store.lapse(workshop, offer, now, deadline).await? } else { 0 };
    let promoted =
        if counter.waiting > 0 { store.promote(workshop, offer, now, deadline).await?.len() } else { 0 };
    Ok(Swept { lapsed, promoted })
}

/// Returns whether the day of the last session is over in every time zone.
pub(crate) fn is_over(workshop: &CatalogueWorkshop, now: Timestamp) -> bool {
    let last = workshop.sessions.iter().map(|session| session.date).max();
    // The last time zone is 12 hours behind UTC, so a whole day must have passed.
    let yesterday = TimeZone::UTC.to_datetime(now).date().yesterday();
    last.zip(yesterday.ok()).is_some_and(|(last, yesterday)| last < yesterday)
}
