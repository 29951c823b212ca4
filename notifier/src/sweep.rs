//! Sweeps all workshops for mails that fall due with time, and for mails that the stream missed because the mail
//! service was down for longer than Lambda retries records, or because the function was not deployed.

use model::slug::Slug;
use registry::sweep::Sweep;
use registry::{Deadline, StoreError};

use crate::Notifier;
use crate::delivery::{mail_notice, mail_transitions};
use crate::due::Addressee;
use crate::find::sweep_links;
use crate::tally::{Tally, TimeLimit};

/// Sweeps all workshops. A workshop that cannot be read does not delay the mails of the others.
pub async fn sweep(notifier: &Notifier, limit: TimeLimit) -> Tally {
    // Timed transitions come first, because their mails follow below. Failures are logged, and the next sweep retries.
    let Sweep { failed, .. } =
        registry::sweep::sweep(&notifier.workshops, &notifier.store, (notifier.clock)()).await;
    let mut tally = Tally { failed: u32::try_from(failed).unwrap_or(u32::MAX), ..Tally::default() };
    for workshop in notifier.workshops.identifiers() {
        match catch_up(notifier, workshop, limit).await {
            Ok(mails) => tally.add(mails),
            Err(error) => {
                tracing::error!(%error, workshop = workshop.as_str(), "the sweep of a workshop failed");
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

async fn catch_up(notifier: &Notifier, slug: &Slug, limit: TimeLimit) -> Result<Tally, StoreError> {
    let (store, now) = (&notifier.store, (notifier.clock)());
    let registrations = store.list(slug).await?;
    let mut tally = Tally::default();
    if registrations.is_empty() {
        return Ok(tally);
    }
    let workshop = match notifier.workshops.visit(slug) {
        Ok(Some(workshop)) => workshop,
        Ok(None) => return Ok(tally),
        Err(error) => {
            tracing::error!(workshop = slug.as_str(), %error, "the workshop cannot be read");
            return Ok(Tally { failed: 1, ..tally });
        }
    };
    let notices = store.notices(slug, Deadline::default()).await?;
    let marks = store.mails(slug, None, Deadline::default()).await?;
    for registration in registrations.iter().filter(|registration| !registration.has_expired(now)) {
        let addressee = Addressee { workshop: &workshop, registration, marks: &marks };
        tally.add(mail_transitions(notifier, &addressee, limit).await);
        for notice in &notices {
            tally.add(mail_notice(notifier, &addressee, notice, limit).await);
        }
    }
    Ok(tally)
}
