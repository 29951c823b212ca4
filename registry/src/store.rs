//! Access to the table: single items, and what queries find.

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
use crate::stored::StoredItem;
use crate::unreadable::{Found, Unreadable};

/// Registrations and answers to questionnaires in one table.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) client: Client,
    pub(crate) table: String,
    pub(crate) unreadable: Found,
}

impl Store {
    /// The store in a table that exists or will be made by [`Store::create_table_if_missing`].
    pub fn new(client: Client, table: impl Into<String>) -> Store {
        let table = table.into();
        Store { client, table, unreadable: Found::default() }
    }

    /// The registration of an identifier, as it is at this moment, also if it has expired.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer by the deadline, or with something unreadable.
    pub async fn get(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
        deadline: Deadline,
    ) -> Result<Option<Registration>, StoreError> {
        let item = self.item(partition(workshop), item::sort_key(id), deadline).await?;
        item.as_ref().map(item::to_registration).transpose()
    }

    /// All registrations for a workshop that can be read, in the order of their identifiers, also those that have
    /// expired.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer in time, or with something unreadable.
    pub async fn list(&self, workshop: &Slug) -> Result<Vec<Registration>, StoreError> {
        self.query(self.registrations_of(workshop), item::to_registration, Deadline::default()).await
    }

    pub(crate) fn registrations_of(&self, workshop: &Slug) -> QueryFluentBuilder {
        self.items_of(workshop, item::PREFIX)
    }

    /// The items of a workshop whose sort keys start with a prefix.
    pub(crate) fn items_of(&self, workshop: &Slug, prefix: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :workshop AND begins_with(SK, :prefix)")
            .expression_attribute_values(":workshop", text(partition(workshop)))
            .expression_attribute_values(":prefix", text(prefix))
    }

    /// What a query finds. Items that cannot be read are left out, so that none of them stops what is done with the
    /// others; [`Store::unreadable`] names them.
    pub(crate) async fn query<T>(
        &self,
        query: QueryFluentBuilder,
        read: impl Fn(&Item) -> Result<T, StoreError>,
        deadline: Deadline,
    ) -> Result<Vec<T>, StoreError> {
        let mut values = Vec::new();
        let mut start = None;
        loop {
            let page = query.clone().set_exclusive_start_key(start);
            let send = || async { page.clone().send().await.map_err(Failure::of) };
            let page = retried(deadline, send).await.map_err(|failure| failure.error)?;
            values.extend(page.items().iter().filter_map(|item| self.readable(item, read(item))));
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(values);
            }
        }
    }

    /// The records that this program had to leave out so far.
    pub fn unreadable(&self) -> Vec<Unreadable> {
        self.unreadable.all()
    }

    /// The same store, which has left out nothing so far.
    pub fn without_notes(&self) -> Store {
        Store { unreadable: Found::default(), ..self.clone() }
    }

    /// Notes that an item had to be left out.
    pub fn report_unreadable(&self, item: &StoredItem, error: &StoreError) {
        self.unreadable.item(&item.0, error);
    }

    /// The value of an item; `None`, and a note, where it cannot be read.
    pub(crate) fn readable<T>(&self, item: &Item, value: Result<T, StoreError>) -> Option<T> {
        value.inspect_err(|error| self.unreadable.item(item, error)).ok()
    }

    /// Notes that a registration cannot be written.
    pub(crate) fn leave_out(&self, workshop: &Slug, id: &RegistrationId, error: &StoreError) {
        self.unreadable.registration(workshop, id, error);
    }

    /// The seat counter of a workshop.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer by the deadline, or with something unreadable.
    pub async fn counter(&self, workshop: &Slug, deadline: Deadline) -> Result<Counter, StoreError> {
        let item = self.item(partition(workshop), counter::SORT_KEY.to_owned(), deadline).await?;
        item.as_ref().map_or(Ok(Counter::default()), Counter::read)
    }

    /// Opens a connection, so that the first registrant need not wait for it: of 912 ms that a first request
    /// took with 128 MB of memory, 745 were the TLS handshake.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be reached. It does not matter yet.
    pub async fn warm_up(&self) -> Result<(), StoreError> {
        let nothing = "warm-up".to_owned();
        // Once: whether it works or not, a registrant's own request comes next and has more patience.
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

    fn get_item(&self, partition: String, sort_key: String) -> GetItemFluentBuilder {
        self.client
            .get_item()
            .table_name(&self.table)
            .consistent_read(true)
            .key(PK, AttributeValue::S(partition))
            .key(SK, AttributeValue::S(sort_key))
    }
}
