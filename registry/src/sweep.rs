//! What time brings about, whoever comes or does not: registrations whose address nobody confirmed lapse, and whoever
//! waits gets seats that are free. To be called every so often; nothing is lost if it is not, as whoever arrives has
//! what stands in their way lapse too.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::catalogue::{Catalogue, CatalogueWorkshop};
use model::offer::Offer;
use model::slug::Slug;

use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::store::Store;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sweep {
    /// How many registrations lapsed.
    pub lapsed: usize,
    /// How many got seats for which they had waited, apart from those of registrations that lapsed.
    pub promoted: usize,
    /// For how many workshops the store did not do it. The next sweep tries again.
    pub failed: usize,
}

/// Sweeps all workshops that are not over, one after the other, with a line in the log for each. At most 10 seconds a
/// workshop.
pub async fn sweep(catalogue: &Catalogue, store: &Store, now: Timestamp) -> Sweep {
    let mut sweep = Sweep::default();
    for workshop in catalogue.workshops.values().filter(|workshop| !is_over(workshop, now)) {
        let Some(offer) = &workshop.offer else { continue };
        match sweep_workshop(store, &workshop.slug, offer, now).await {
            Ok((lapsed, promoted)) => {
                log(&workshop.slug, lapsed, promoted);
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

async fn sweep_workshop(
    store: &Store,
    workshop: &Slug,
    offer: &Offer,
    now: Timestamp,
) -> Result<(usize, usize), StoreError> {
    let deadline = Deadline::default();
    let counter = store.counter(workshop, deadline).await?;
    let lapsed = if counter.has_unproven() { store.lapse(workshop, offer, now, deadline).await? } else { 0 };
    let promoted =
        if counter.waiting > 0 { store.promote(workshop, offer, now, deadline).await?.len() } else { 0 };
    Ok((lapsed, promoted))
}

/// One line a workshop; a sweep that had nothing to do is told only to those who debug.
fn log(workshop: &Slug, lapsed: usize, promoted: usize) {
    let workshop = workshop.as_str();
    if lapsed + promoted > 0 {
        tracing::info!(workshop, lapsed, promoted, "sweep");
    } else {
        tracing::debug!(workshop, lapsed, promoted, "sweep");
    }
}

/// Whether the day of the last session is over everywhere on earth.
fn is_over(workshop: &CatalogueWorkshop, now: Timestamp) -> bool {
    let last = workshop.sessions.iter().map(|session| session.date).max();
    let yesterday = TimeZone::UTC.to_datetime(now).date().yesterday();
    last.zip(yesterday.ok()).is_some_and(|(last, yesterday)| last < yesterday)
}
