//! Handles records of the table's stream: finds the registrations and notices that they name, and mails them.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use model::notice::NoticeId;
use model::registration::RegistrationId;
use model::slug::Slug;
use registry::{Deadline, StoreError};

use crate::Notifier;
use crate::delivery::{mail_notice, mail_transitions};
use crate::due::Addressee;
use crate::find::mail_links;
use crate::tally::{Tally, TimeLimit};

/// The subject of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    Registration(Slug, RegistrationId),
    Notice(Slug, NoticeId),
    /// A request for links, with its key.
    Links(String),
}

/// Sends the mails that the records require. The answer lists the records that Lambda must deliver again.
pub(crate) async fn follow(notifier: &Notifier, event: &Event, limit: TimeLimit) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    for (named, numbers) in grouped(&event.records) {
        let tally = match mail(notifier, &named, limit).await {
            Ok(tally) => tally,
            Err(error) => {
                let workshop = named.workshop().map(Slug::as_str);
                if error.is_about_a_record() {
                    // Delivering it again would block every record after it.
                    tracing::error!(%error, workshop, "a record cannot be read");
                    Tally::default()
                } else {
                    tracing::error!(%error, workshop, "the store cannot be read");
                    Tally { failed: 1, ..Tally::default() }
                }
            }
        };
        if !tally.is_settled() {
            response.batch_item_failures.extend(numbers.into_iter().map(failure));
        }
    }
    response
}

fn failure(number: String) -> DynamoDbBatchItemFailure {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = Some(number);
    failure
}

/// Groups the records by what they name, in the order of first occurrence, with the sequence numbers of each.
fn grouped(records: &[EventRecord]) -> Vec<(Named, Vec<String>)> {
    let mut groups: Vec<(Named, Vec<String>)> = Vec::new();
    for record in records {
        let Some(named) = named(record) else { continue };
        let number = record.change.sequence_number.clone().unwrap_or_default();
        match groups.iter_mut().find(|(other, _)| *other == named) {
            Some((_, numbers)) => numbers.push(number),
            None => groups.push((named, vec![number])),
        }
    }
    groups
}

/// Returns the subject of a record, if it can require a mail. Deletions require none.
fn named(record: &EventRecord) -> Option<Named> {
    if record.event_name == "REMOVE" {
        return None;
    }
    let key = |name| match record.change.keys.get(name) {
        Some(serde_dynamo::AttributeValue::S(text)) => Some(text.as_str()),
        _ => None,
    };
    let (kind, id) = key("SK")?.split_once('#')?;
    if kind == "links" {
        return Some(Named::Links(id.to_owned()));
    }
    let workshop = key("PK")?.strip_prefix("workshop#")?.parse().ok()?;
    match (kind, id) {
        ("registration", id) => Some(Named::Registration(workshop, id.parse().ok()?)),
        ("notice", id) => Some(Named::Notice(workshop, id.parse().ok()?)),
        _ => None,
    }
}

impl Named {
    fn workshop(&self) -> Option<&Slug> {
        match self {
            Named::Registration(workshop, _) | Named::Notice(workshop, _) => Some(workshop),
            Named::Links(_) => None,
        }
    }
}

async fn mail(notifier: &Notifier, named: &Named, limit: TimeLimit) -> Result<Tally, StoreError> {
    if limit.is_over() {
        return Ok(Tally { postponed: 1, ..Tally::default() });
    }
    if let Named::Links(digits) = named {
        return mail_links(notifier, digits, limit).await;
    }
    let Some(slug) = named.workshop() else { return Ok(Tally::default()) };
    let Some(workshop) = notifier.catalogue.workshops.get(slug) else {
        // A sweep mails about its registrations once this function is deployed with a catalogue that contains it.
        tracing::warn!(workshop = slug.as_str(), "the catalogue has no such workshop");
        return Ok(Tally::default());
    };
    let (store, now) = (&notifier.store, (notifier.clock)());
    match named {
        Named::Registration(_, id) => {
            let registration = store.get(slug, id, Deadline::default()).await?;
            let Some(registration) = registration.filter(|it| it.expires > now) else {
                return Ok(Tally::default());
            };
            let marks = store.mails(slug, Some(id), Deadline::default()).await?;
            let addressee = Addressee { workshop, registration: &registration, marks: &marks };
            Ok(mail_transitions(notifier, &addressee, limit).await)
        }
        Named::Notice(_, id) => {
            let Some(notice) = store.notice(slug, id, Deadline::default()).await? else {
                return Ok(Tally::default());
            };
            let registrations = store.list(slug).await?;
            let marks = store.mails(slug, None, Deadline::default()).await?;
            let mut tally = Tally::default();
            for registration in registrations.iter().filter(|it| it.expires > now) {
                let addressee = Addressee { workshop, registration, marks: &marks };
                tally.add(mail_notice(notifier, &addressee, &notice, limit).await);
            }
            Ok(tally)
        }
        Named::Links(_) => Ok(Tally::default()),
    }
}
