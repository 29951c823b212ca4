//! Access to the table: single items and queries.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;

use crate::attributes::{Item, text};
use crate::counter::{self, Counter};
use crate::deadline::Deadline;
use crate::failure::{Failure, StoreError, retried};
use crate::item;
use crate::key::{PK, SK, partition};
use crate::last_seen::LastSeen;
use crate::range::{END, FROM, RANGE_CONDITION, continued};
use crate::stored::StoredItem;
use crate::unreadable::{Found, Unreadable};

/// Registrations and answers to questionnaires in one table.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) client: Client,
    pub(crate) table: String,
    pub(crate) unreadable: Found,
    pub(crate) last_seen: LastSeen,
}

impl Store {
    /// Creates a store for a table that exists or will be created by [`Store::create_table_if_missing`]. The client must be
    /// one of [`client`](crate::client): others do not wait for the permission of [`once_permitted`](crate::once_permitted).
    pub fn new(client: Client, table: impl Into<String>) -> Store {
        let table = table.into();
        Store { client, table, unreadable: Found::default(), last_seen: LastSeen::default() }
    }

    /// Returns the registration with this identifier, from a consistent read, even if it has expired.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn get(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
        deadline: Deadline,
    ) -> Result<Option<Registration>, StoreError> {
        let item = self.item(partition(workshop), item::sort_key(id), deadline).await?;
        item.as_ref().map(item::to_registration).transpose()
    }

    /// Returns all readable registrations for a workshop, including expired ones, ordered by identifier.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer in time, or if the answer is unreadable.
    pub async fn list(&self, workshop: &Slug) -> Result<Vec<Registration>, StoreError> {
        self.query(self.registrations_of(workshop), item::to_registration, Deadline::default()).await
    }

    /// Returns a query for the registrations of a workshop.
    pub(crate) fn registrations_of(&self, workshop: &Slug) -> QueryFluentBuilder {
        self.items_of(workshop, item::PREFIX)
    }

    /// Returns a query for the items of a workshop whose sort keys start with a prefix.
    pub(crate) fn items_of(&self, workshop: &Slug, prefix: &str) -> QueryFluentBuilder {
        self.items_between(partition(workshop), prefix, &format!("{prefix}{END}"))
    }

    /// Returns a query for the items of a partition whose sort keys are at least `from` and at most `to`.
    pub(crate) fn items_between(
        &self,
        partition: impl Into<String>,
        from: &str,
        to: &str,
    ) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(RANGE_CONDITION)
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(FROM, text(from))
            .expression_attribute_values(":to", text(to))
    }

    /// Returns the results of a query. Skips unreadable items, so that none of them blocks the others;
    /// [`Store::unreadable`] lists them.
    pub(crate) async fn query<T>(
        &self,
        query: QueryFluentBuilder,
        read: impl Fn(&Item) -> Result<T, StoreError>,
        deadline: Deadline,
    ) -> Result<Vec<T>, StoreError> {
        let mut values = Vec::new();
        let mut start = None;
        loop {
            let page = continued(query.clone(), start);
            let send = || async { page.clone().send().await.map_err(Failure::of) };
            let page = retried(deadline, send).await.map_err(|failure| failure.error)?;
            values.extend(page.items().iter().filter_map(|item| self.readable(item, read(item))));
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(values);
            }
        }
    }

    /// Returns the records that this program has skipped so far.
    pub fn unreadable(&self) -> Vec<Unreadable> {
        self.unreadable.all()
    }

    /// Returns the same store with an empty list of skipped records.
    pub fn without_notes(&self) -> Store {
        Store { unreadable: Found::default(), ..self.clone() }
    }

    /// Notes that an item was skipped.
    pub fn report_unreadable(&self, item: &StoredItem, error: &StoreError) {
        self.unreadable.item(&item.0, error);
    }

    /// Returns the value of an item, or notes the item as unreadable and returns `None`.
    pub(crate) fn readable<T>(&self, item: &Item, value: Result<T, StoreError>) -> Option<T> {
        value.inspect_err(|error| self.unreadable.item(item, error)).ok()
    }

    /// Notes that a registration cannot be written.
    pub(crate) fn leave_out(&self, workshop: &Slug, id: &RegistrationId, error: &StoreError) {
        self.unreadable.registration(workshop, id, error);
    }

    /// Returns the seat counter of a workshop.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn counter(&self, workshop: &Slug, deadline: Deadline) -> Result<Counter, StoreError> {
        let item = self.item(partition(workshop), counter::SORT_KEY.to_owned(), deadline).await?;
        let counter = item.as_ref().map_or(Ok(Counter::default()), Counter::read)?;
        self.last_seen.remember(workshop, counter.clone());
        Ok(counter)
    }

    /// Finds out whether the table answers, by one request without repetition.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it does not.
    pub async fn warm_up(&self) -> Result<(), StoreError> {
        let nothing = "warm-up".to_owned();
        match self.get_item(nothing.clone(), nothing).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(Failure::of(error).error),
        }
    }

    pub(crate) async fn item(
        &self,
        partition: String,
        sort_key: String,
        deadline: Deadline,
    ) -> Result<Option<Item>, StoreError> {
        let get = self.get_item(partition, sort_key);
        let send = || async { get.clone().send().await.map_err(Failure::of) };
        match retried(deadline, send).await {
            Ok(output) => Ok(output.item),
            Err(failure) => Err(failure.error),
        }
    }

    pub(crate) fn get_item(&self, partition: String, sort_key: String) -> GetItemFluentBuilder {
        self.client
            .get_item()
            .table_name(&self.table)
            .consistent_read(true)
            .key(PK, AttributeValue::S(partition))
            .key(SK, AttributeValue::S(sort_key))
    }
}
