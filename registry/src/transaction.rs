//! Transactions, which write a counter and its registrations all or nothing.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::transact_write_items::builders::TransactWriteItemsFluentBuilder;
use aws_sdk_dynamodb::types::builders::DeleteBuilder;
use aws_sdk_dynamodb::types::{
    CancellationReason, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use model::registration::Registration;
use model::status::{Event, Status};

use crate::attributes::{Item, text};
use crate::counter::quota::QuotaWrite;
use crate::counter::{Counter, CounterWrite};
use crate::deadline::Deadline;
use crate::failure::{Failure, StoreError, retried};
use crate::item;
use crate::key::{PK, SK, partition};
use crate::unchanged::Unchanged;

/// The most items in one transaction (AWS limit).
const MAX_ITEMS: usize = 100;

/// The most registrations in one transaction besides the counter.
pub(crate) const MAX_REGISTRATIONS: usize = MAX_ITEMS - 1;

/// The most registrations in one transaction if each of them may change a quota.
pub(crate) const MAX_WITH_QUOTAS: usize = MAX_REGISTRATIONS / 2;

const CONDITION_FAILED: &str = "ConditionalCheckFailed";

/// A registration to write.
#[derive(Clone, Debug)]
pub(crate) struct Revision {
    /// The new state of the registration.
    pub(crate) registration: Registration,
    /// The stored revision that it replaces; the write fails if another one is stored. 0 if nothing is stored.
    pub(crate) follows: u64,
}

/// A transaction that can be attempted any number of times: for ten minutes DynamoDB recognises it by its token and
/// performs it only once.
pub(crate) struct Transaction {
    request: TransactWriteItemsFluentBuilder,
    /// The quotas, which come last.
    quotas: Vec<QuotaWrite>,
}

/// The result of a transaction.
#[derive(Debug)]
pub(crate) enum Written {
    /// Everything was written.
    Everything,
    /// Nothing was written, because these items did not meet their conditions.
    Nothing(Vec<Unmet>),
}

/// An item that did not meet its condition.
#[derive(Debug)]
pub(crate) struct Unmet {
    /// Its index in the transaction: 0 is the counter, followed by the registrations.
    pub(crate) place: usize,
    /// Whether it is the quota of an organisation. Quotas come last.
    pub(crate) is_quota: bool,
    /// The existing item.
    pub(crate) existing: Option<Item>,
}

impl Revision {
    /// Adds another event to the same write.
    pub(crate) fn then(self, event: Event, status: Status, at: Timestamp) -> Revision {
        Revision { registration: self.registration.after(event.key(), status, at), ..self }
    }
}

impl Transaction {
    /// Creates the transaction that writes a counter with its quotas, registrations and promotions, each on its own
    /// condition.
    pub(crate) fn new(
        client: &Client,
        table: &str,
        CounterWrite { counter, quotas }: CounterWrite,
        revisions: &[Revision],
        promotions: impl IntoIterator<Item = Update>,
    ) -> Result<Transaction, StoreError> {
        let mut request = client
            .transact_write_items()
            .client_request_token(token()?)
            .transact_items(TransactWriteItem::builder().update(counter).build());
        for revision in revisions {
            let put = put(table, revision)?;
            request = request.transact_items(TransactWriteItem::builder().put(put).build());
        }
        for promotion in promotions {
            request = request.transact_items(TransactWriteItem::builder().update(promotion).build());
        }
        Ok(Transaction { request, quotas })
    }

    /// Adds the deletion of an item.
    pub(crate) fn and_delete(self, table: &str, key: Item) -> Transaction {
        self.and(Delete::builder().table_name(table).set_key(Some(key)))
    }

    /// Adds the deletion of a registration on condition that it is unchanged.
    pub(crate) fn and_delete_registration(self, table: &str, registration: &Registration) -> Transaction {
        let Unchanged { expression, names, values } = Unchanged::since(registration.revision);
        let delete = Delete::builder()
            .table_name(table)
            .key(PK, text(partition(&registration.request.workshop)))
            .key(SK, text(item::sort_key(&registration.id)))
            .condition_expression(expression)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values);
        self.and(delete)
    }

    fn and(self, delete: DeleteBuilder) -> Transaction {
        let delete = delete.build().expect("table and key are given");
        let item = TransactWriteItem::builder().delete(delete).build();
        Transaction { request: self.request.transact_items(item), ..self }
    }

    /// Performs the transaction, with retries until the deadline. A quota that lacks the seats to give back to it is left as it
    /// is, and everything else is written.
    pub(crate) async fn perform(self, deadline: Deadline) -> Result<Written, Failure> {
        let written = retried(deadline, || self.attempt()).await?;
        match self.without_lacking(&written)? {
            Some(remaining) => retried(deadline, || remaining.attempt()).await,
            None => Ok(written),
        }
    }

    /// Returns the transaction without the quotas that lack the seats to give back to them, if these alone prevented it.
    fn without_lacking(self, written: &Written) -> Result<Option<Transaction>, StoreError> {
        let Written::Nothing(unmet) = written else { return Ok(None) };
        let first = self.request.get_transact_items().as_ref().map_or(0, Vec::len);
        let lacks = |place: usize| {
            place
                .checked_sub(first)
                .and_then(|index| self.quotas.get(index))
                .is_some_and(|it| it.only_gives_back)
        };
        if !unmet.iter().all(|unmet| lacks(unmet.place)) {
            return Ok(None);
        }
        let is_unmet = |place: usize| unmet.iter().any(|unmet| unmet.place == place);
        let quotas =
            (first..).zip(self.quotas).filter(|(place, _)| !is_unmet(*place)).map(|(_, quota)| quota);
        // DynamoDB recognises the former request by its token.
        let request = self.request.client_request_token(token()?);
        Ok(Some(Transaction { request, quotas: quotas.collect() }))
    }

    /// Attempts the transaction once.
    async fn attempt(&self) -> Result<Written, Failure> {
        let request = self.quotas.iter().fold(self.request.clone(), |request, quota| {
            request.transact_items(TransactWriteItem::builder().update(quota.update.clone()).build())
        });
        let Err(error) = request.send().await else {
            return Ok(Written::Everything);
        };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                meaning(cancelled.cancellation_reasons(), self.quotas.len())
            }
            _ => Err(Failure::of(error)),
        }
    }
}

fn put(table: &str, revision: &Revision) -> Result<Put, StoreError> {
    let Unchanged { expression, names, values } = Unchanged::since(revision.follows);
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item::from_registration(&revision.registration)?))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .condition_expression(expression)
        .set_expression_attribute_names(names)
        .set_expression_attribute_values(values);
    Ok(put.build().expect("table and item are given"))
}

/// Returns a unique token. It is not derived from the registration, because a cancelled registration could not be
/// created again while DynamoDB remembers the token.
pub(crate) fn token() -> Result<String, StoreError> {
    Ok(HEXLOWER.encode(&random_bytes()?))
}

/// Returns bytes that cannot be guessed.
pub(crate) fn random_bytes() -> Result<[u8; 16], StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Unavailable {
        reason: "randomness".to_owned(),
        source: Some(Box::new(error)),
    })?;
    Ok(bytes)
}

/// Interprets the reasons for a cancelled transaction, in the order of its items, of which the last ones are quotas.
fn meaning(reasons: &[CancellationReason], quotas: usize) -> Result<Written, Failure> {
    let first_quota = reasons.len().saturating_sub(quotas);
    let mut codes = reasons.iter().filter_map(CancellationReason::code);
    let is_other = |code: &&str| !["None", CONDITION_FAILED].contains(code);
    let unmet = |(place, reason): (usize, &CancellationReason)| {
        let failed = reason.code() == Some(CONDITION_FAILED);
        let existing = || reason.item().filter(|item| !item.is_empty()).cloned();
        failed.then(|| Unmet { place, is_quota: place >= first_quota, existing: existing() })
    };
    let unmet: Vec<_> = reasons.iter().enumerate().filter_map(unmet).collect();
    match codes.find(is_other) {
        // An existing registration is reported first: it exists whatever the other reasons are.
        Some(_) if unmet.iter().any(|unmet| unmet.place > 0 && !unmet.is_quota) => {
            Ok(Written::Nothing(unmet))
        }
        // A conflict takes precedence over a full counter, because it may be with the same person's first click.
        Some(other) => Err(Failure::cancelled(other)),
        None if unmet.is_empty() => Err(Failure::cancelled("unknown")),
        None => Ok(Written::Nothing(unmet)),
    }
}

impl Written {
    /// Returns whether the conditions of the counter and of quotas alone prevented the write.
    pub(crate) fn only_counter_objects(&self) -> bool {
        let is_counter = |unmet: &Unmet| unmet.place == 0 || unmet.is_quota;
        matches!(self, Written::Nothing(unmet) if unmet.iter().all(is_counter))
    }

    /// Returns whether a quota's condition prevented the write.
    pub(crate) fn quota_objects(&self) -> bool {
        matches!(self, Written::Nothing(unmet) if unmet.iter().any(|unmet| unmet.is_quota))
    }

    /// Returns the counter as stored, if its condition prevented the write.
    pub(crate) fn objecting_counter(&self) -> Result<Option<Counter>, StoreError> {
        let Written::Nothing(unmet) = self else { return Ok(None) };
        let counter = unmet.iter().find(|unmet| unmet.place == 0);
        let read = |unmet: &Unmet| unmet.existing.as_ref().map_or(Ok(Counter::default()), Counter::read);
        counter.map(read).transpose()
    }

    /// Returns the existing registration, if it prevented the write of the first one.
    pub(crate) fn existing_registration(&self) -> Result<Option<Registration>, StoreError> {
        let Written::Nothing(unmet) = self else { return Ok(None) };
        match unmet.iter().find(|unmet| unmet.place == 1 && !unmet.is_quota) {
            Some(unmet) => {
                let existing = unmet.existing.as_ref().ok_or(StoreError::Item(PK.into()))?;
                item::to_registration(existing).map(Some)
            }
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests;
