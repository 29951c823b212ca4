//! What is kept in DynamoDB, and the promises that hold for it.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | seat counter | `workshop#<slug>` | `seats` | `taken#<pool>`, `waiting`, `version` |
//! | registration | `workshop#<slug>` | `registration#<id>` | see `store/item.rs` |
//!
//! - Never more seats are taken than there are: whatever changes who holds seats writes the counter in the same
//!   transaction, on a condition.
//! - Nobody waits who would fit: whatever frees seats gives them, in the same transaction, to those that wait.
//! - A registration is never overwritten: its key comes of workshop and address, and each write is conditioned
//!   on the length of its history.
//! - Nobody is told that a registration is kept before it is.
//!
//! With `main.rs`, this module and those below it are the only ones that name the AWS SDK.

mod admission;
mod attributes;
mod client;
mod counter;
mod failure;
mod item;
mod queue;
mod situation;
mod table;
mod transaction;
mod transition;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;

pub use self::admission::Registered;
use self::attributes::text;
pub use self::client::{aws_client, local_client};
pub use self::counter::Counter;
pub use self::failure::StoreError;
use self::failure::{Failure, retried};
pub use self::queue::Waiting;
pub use self::transition::Transitioned;
use crate::Deadline;

/// An item as the SDK has it.
type Item = HashMap<String, AttributeValue>;

/// The partition key.
const PK: &str = "PK";
/// The sort key.
const SK: &str = "SK";

/// Registrations in one table.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
}

impl Store {
    /// The store in a table that exists or will be made by [`Store::create_table_if_missing`].
    pub fn new(client: Client, table: impl Into<String>) -> Store {
        let table = table.into();
        Store { client, table }
    }

    /// The registration of an identifier, as it is at this moment.
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

    /// All registrations for a workshop, in the order of their identifiers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer in time, or with something unreadable.
    pub async fn list(&self, workshop: &Slug) -> Result<Vec<Registration>, StoreError> {
        self.query(self.registrations_of(workshop), item::to_registration, Deadline::default()).await
    }

    fn registrations_of(&self, workshop: &Slug) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :workshop AND begins_with(SK, :prefix)")
            .expression_attribute_values(":workshop", text(partition(workshop)))
            .expression_attribute_values(":prefix", text(item::PREFIX))
    }

    async fn query<T>(
        &self,
        query: QueryFluentBuilder,
        read: impl Fn(&Item) -> Result<T, StoreError>,
        deadline: Deadline,
    ) -> Result<Vec<T>, StoreError> {
        let mut registrations = Vec::new();
        let mut start = None;
        loop {
            let page = query.clone().set_exclusive_start_key(start);
            let send = || async { page.clone().send().await.map_err(Failure::of) };
            let page = retried(deadline, send).await.map_err(|failure| failure.error)?;
            for item in page.items() {
                registrations.push(read(item)?);
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(registrations);
            }
        }
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

    async fn item(
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

/// The partition key of everything about a workshop.
fn partition(workshop: &Slug) -> String {
    format!("workshop#{workshop}")
}
