//! Handles records of the table's stream: finds the registrations and notices that they name, and mails them.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use model::slug::Slug;
use registry::{Deadline, NamedItem, StoreError};

use crate::Notifier;
use crate::due::Addressee;
use crate::find::mail_links;
use crate::queues::Queues;
use crate::registrant::{Trigger, mail_notice, mail_registration};
use crate::roll::Roll;
use crate::tally::{Tally, TimeLimit};

/// The records about one item.
struct Group {
    item: NamedItem,
    /// The sequence numbers of the records.
    numbers: Vec<String>,
}

/// The result of following records.
#[derive(Default)]
pub(crate) struct Followed {
    pub(crate) tally: Tally,
    /// The answer, which lists the records that Lambda must deliver again.
    pub(crate) response: DynamoDbEventResponse,
}

/// Sends the mails that the records require.
pub(crate) async fn follow(notifier: &Notifier, event: &Event, limit: TimeLimit) -> Followed {
    let mut followed = Followed::default();
    let mut queues = Queues::default();
    for Group { item, numbers } in grouped(&event.records) {
        let tally = mail_about_next(notifier, &item, &mut queues, limit).await;
        if !tally.is_settled() {
            followed.response.batch_item_failures.extend(numbers.into_iter().map(failure));
        }
        followed.tally.add(tally);
    }
    followed
}

/// Sends the mails that a change of an item requires. A failure is logged and counted.
pub async fn mail_about(notifier: &Notifier, item: &NamedItem, limit: TimeLimit) -> Tally {
    mail_about_next(notifier, item, &mut Queues::default(), limit).await
}

/// Sends mails like [`mail_about`], with the waiting lists that were read for the items before.
async fn mail_about_next(
    notifier: &Notifier,
    item: &NamedItem,
    queues: &mut Queues,
    limit: TimeLimit,
) -> Tally {
    let error = match mail(notifier, item, queues, limit).await {
        Ok(tally) => return tally,
        Err(error) => error,
    };
    let workshop = item.workshop().map(Slug::as_str);
    if error.is_about_a_record() {
        // Delivering it again would block every record after it.
        tracing::error!(%error, workshop, "a record cannot be read");
        Tally::default()
    } else {
        tracing::error!(%error, workshop, "the store cannot be read");
        Tally { failed: 1, ..Tally::default() }
    }
}

fn failure(number: String) -> DynamoDbBatchItemFailure {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = Some(number);
    failure
}

/// Groups the records by the items that they name, in the order of first occurrence.
fn grouped(records: &[EventRecord]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for record in records {
        let Some(item) = named(record) else { continue };
        let number = record.change.sequence_number.clone().unwrap_or_default();
        match groups.iter_mut().find(|group| group.item == item) {
            Some(group) => group.numbers.push(number),
            None => groups.push(Group { item, numbers: vec![number] }),
        }
    }
    groups
}

/// Returns the item that a record is about, if it can require a mail. Deletions require none.
fn named(record: &EventRecord) -> Option<NamedItem> {
    if record.event_name == "REMOVE" {
        return None;
    }
    let key = |name| match record.change.keys.get(name) {
        Some(serde_dynamo::AttributeValue::S(text)) => Some(text.as_str()),
        _ => None,
    };
    NamedItem::of_key(key("PK")?, key("SK")?)
}

async fn mail(
    notifier: &Notifier,
    item: &NamedItem,
    queues: &mut Queues,
    limit: TimeLimit,
) -> Result<Tally, StoreError> {
    if limit.is_over() {
        return Ok(Tally { postponed: 1, ..Tally::default() });
    }
    if let NamedItem::LinkRequest(digits) = item {
        return mail_links(notifier, digits, limit).await;
    }
    let Some(slug) = item.workshop() else { return Ok(Tally::default()) };
    let workshop = match notifier.workshops.workshop(slug) {
        Ok(Some(workshop)) => workshop,
        Ok(None) => {
            // A sweep mails about its registrations once this function is deployed with a catalogue that contains it.
            tracing::warn!(workshop = slug.as_str(), "the catalogue has no such workshop");
            return Ok(Tally::default());
        }
        Err(error) => {
            // A retry would keep the mails of all others waiting. A sweep mails once the function is deployed again.
            tracing::error!(workshop = slug.as_str(), %error, "the workshop cannot be read");
            return Ok(Tally::default());
        }
    };
    let (store, now) = (&notifier.store, (notifier.clock)());
    match item {
        NamedItem::Registration(_, id) => {
            let registration = store.get(slug, id, Deadline::default()).await?;
            let Some(registration) = registration.filter(|it| !it.has_expired(now)) else {
                return Ok(Tally::default());
            };
            let marks = store.mails(slug, Some(id), Deadline::default()).await?;
            let contact = Addressee::contact(&workshop, &registration, &marks);
            Ok(mail_registration(notifier, &contact, Trigger::Change, queues, limit).await)
        }
        NamedItem::Notice(_, id) => {
            let Some(notice) = store.notice(slug, id, Deadline::default()).await? else {
                return Ok(Tally::default());
            };
            let mut tally = Tally::default();
            let mut roll = Roll::of(notifier, &workshop);
            while let Some(page) = roll.next().await? {
                for contact in page.contacts() {
                    tally.add(mail_notice(notifier, &contact, &notice, limit).await);
                }
            }
            Ok(tally)
        }
        NamedItem::LinkRequest(_) => Ok(Tally::default()),
    }
}
