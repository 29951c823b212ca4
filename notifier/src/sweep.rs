//! Sweeps the workshops for mails that fall due with time, and for mails that the stream missed because the mail
//! service was down for longer than Lambda retries records, or because the function was not deployed.
//!
//! The registrations of a workshop are read only if something may have become due since the last sweep that left nothing
//! to do (`registry/src/swept.rs`).

use model::catalogue::CatalogueWorkshop;
use registry::sweep::Sweep;
use registry::{Deadline, Horizon, StoreError, SweepState};

use crate::Notifier;
use crate::find::sweep_links;
use crate::queues::Queues;
use crate::registrant::{Trigger, mail_notice, mail_registration};
use crate::roll::Roll;
use crate::tally::{Tally, TimeLimit};

/// The result of looking through the registrations of a workshop.
#[derive(Default)]
struct LookedThrough {
    tally: Tally,
    horizon: Horizon,
}

/// Sweeps all workshops, one at a time. One that cannot be read does not delay the mails of the others.
pub async fn sweep(notifier: &Notifier, limit: TimeLimit) -> Tally {
    let mut tally = Tally::default();
    for identifier in notifier.workshops.identifiers() {
        match notifier.workshops.visit(identifier) {
            Ok(Some(workshop)) => tally.add(sweep_workshop(notifier, &workshop, limit).await),
            Ok(None) => {}
            Err(error) => {
                tracing::error!(workshop = identifier.as_str(), %error, "the workshop cannot be read");
                tally.failed += 1;
            }
        }
    }
    match sweep_links(notifier, limit).await {
        Ok(mails) => tally.add(mails),
        Err(error) => {
            tracing::error!(%error, "the sweep of requests for links failed");
            tally.failed += 1;
        }
    }
    tally
}

/// Sweeps a workshop if something in it may be due. Failures are logged, and the next sweep retries.
async fn sweep_workshop(notifier: &Notifier, workshop: &CatalogueWorkshop, limit: TimeLimit) -> Tally {
    let now = (notifier.clock)();
    // If it cannot be read, only the mails with it fail; once it can, the state differs from the noted one.
    let private = || {
        let private = notifier.workshops.private(workshop).ok().flatten()?;
        Some(notifier.identifier_key.private_sessions(workshop, &private))
    };
    let state = match notifier.store.unswept(workshop, private, now, Deadline::default()).await {
        Ok(None) => return Tally::default(),
        Ok(state) => state,
        // Its mails may be due all the same. If the store is down, the sweep reports it.
        Err(_) => None,
    };
    // Timed transitions come first, because their mails follow.
    let Sweep { failed, .. } = registry::sweep::sweep(&[workshop], &notifier.store, now).await;
    let mut tally = Tally { failed: u32::try_from(failed).unwrap_or(u32::MAX), ..Tally::default() };
    match catch_up(notifier, workshop, limit).await {
        Ok(LookedThrough { tally: mails, horizon }) => {
            tally.add(mails);
            if let Some(state) = state.filter(|_| tally.leaves_nothing()) {
                note(notifier, workshop, state, horizon).await;
            }
        }
        Err(error) => {
            tracing::error!(%error, workshop = workshop.slug.as_str(), "the sweep of a workshop failed");
            tally.failed += 1;
        }
    }
    tally
}

/// Sends the mails that are due for the registrations of a workshop.
async fn catch_up(
    notifier: &Notifier,
    workshop: &CatalogueWorkshop,
    limit: TimeLimit,
) -> Result<LookedThrough, StoreError> {
    let now = (notifier.clock)();
    let notices = notifier.store.notices(&workshop.slug, Deadline::default()).await?;
    let mut looked_through = LookedThrough::default();
    let mut queues = Queues::default();
    let mut roll = Roll::of(notifier, workshop);
    while let Some(page) = roll.next().await? {
        for contact in page.contacts() {
            let tally = &mut looked_through.tally;
            tally.add(mail_registration(notifier, &contact, Trigger::Sweep, &mut queues, limit).await);
            for notice in &notices {
                tally.add(mail_notice(notifier, &contact, notice, limit).await);
            }
            looked_through.horizon.include(contact.registration, workshop, now);
        }
    }
    Ok(looked_through)
}

/// Notes that nothing is left to do in a workshop. Without the note, the next sweep reads it again.
async fn note(notifier: &Notifier, workshop: &CatalogueWorkshop, state: SweepState, horizon: Horizon) {
    let noted = notifier.store.note_sweep(&workshop.slug, state, horizon, (notifier.clock)()).await;
    if let Err(error) = noted {
        tracing::warn!(%error, workshop = workshop.slug.as_str(), "a complete sweep was not noted");
    }
}
