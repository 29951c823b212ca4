//! A sweep over all workshops: what falls due with time, and mails that the stream did not lead to, because the mail
//! service was down for longer than records are handed out or the function was not there.

use model::catalogue::CatalogueWorkshop;
use registry::sweep::Sweep;
use registry::{Deadline, StoreError};

use crate::Notifier;
use crate::delivery::{mail_notice, mail_transitions};
use crate::due::Addressee;
use crate::find::sweep_links;
use crate::tally::{Tally, TimeLimit};

/// Goes through all workshops. One that cannot be read does not keep the others from their mails.
pub async fn sweep(notifier: &Notifier, limit: TimeLimit) -> Tally {
    // Transitions that nobody causes but time: their mails follow at once. What fails there is logged, and tried again
    // by the next sweep.
    let Sweep { failed, .. } =
        registry::sweep::sweep(&notifier.catalogue, &notifier.store, (notifier.clock)()).await;
    let mut tally = Tally { failed: u32::try_from(failed).unwrap_or(u32::MAX), ..Tally::default() };
    for workshop in notifier.catalogue.workshops.values() {
        match catch_up(notifier, workshop, limit).await {
            Ok(mails) => tally.add(mails),
            Err(error) => {
                tracing::error!(%error, workshop = workshop.slug.as_str(), "the workshop cannot be swept");
                tally.failed += 1;
            }
        }
    }
    match sweep_links(notifier, limit).await {
        Ok(mails) => tally.add(mails),
        Err(error) => {
            tracing::error!(%error, "requests for links cannot be swept");
            tally.failed += 1;
        }
    }
    tally
}

async fn catch_up(
    notifier: &Notifier,
    workshop: &CatalogueWorkshop,
    limit: TimeLimit,
) -> Result<Tally, StoreError> {
    let (store, slug, now) = (&notifier.store, &workshop.slug, (notifier.clock)());
    let registrations = store.list(slug).await?;
    let mut tally = Tally::default();
    if registrations.is_empty() {
        return Ok(tally);
    }
    let notices = store.notices(slug, Deadline::default()).await?;
    let marks = store.mails(slug, None, Deadline::default()).await?;
    for registration in registrations.iter().filter(|registration| registration.expires > now) {
        let addressee = Addressee { workshop, registration, marks: &marks };
        tally.add(mail_transitions(notifier, &addressee, limit).await);
        for notice in &notices {
            tally.add(mail_notice(notifier, &addressee, notice, limit).await);
        }
    }
    Ok(tally)
}
