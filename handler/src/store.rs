//! What is kept in DynamoDB, and the promises that hold for it.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | seat counter | `workshop#<slug>` | `seats` | `taken` |
//! | registration | `workshop#<slug>` | `registration#<id>` | see `store/item.rs` |
//!
//! - Never more seats are taken than there are: a registration and its seats are written in one transaction, on
//!   condition that they fit.
//! - A registration is never overwritten: its key comes of workshop and address, and it is written on condition
//!   that there is none.
//! - Nobody is told that a registration is kept before it is.
//!
//! With `main.rs`, this module and those below it are the only ones that name the AWS SDK.

mod client;
mod failure;
mod item;
mod table;
mod transaction;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;

pub use self::client::{aws_client, local_client};
pub use self::failure::StoreError;
use self::failure::{Failure, retried};
use self::transaction::Transaction;
use crate::Deadline;

/// An item as the SDK has it.
type Item = HashMap<String, AttributeValue>;

/// The partition key.
const PK: &str = "PK";
/// The sort key.
const SK: &str = "SK";
/// The seat counter's attribute.
const TAKEN: &str = "taken";

/// Registrations in one table.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
}

/// What became of a registration that was to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registered {
    /// It is stored.
    New,
    /// The address is registered already: this is what is stored.
    Existing(Box<Registration>),
    /// It takes more seats than are left.
    Full,
}

impl Store {
    /// The store in a table that exists or will be made by [`Store::create_table_if_missing`].
    pub fn new(client: Client, table: impl Into<String>) -> Store {
        let table = table.into();
        Store { client, table }
    }

    /// Stores a registration and takes its seats, both or neither, unless more than `capacity` would be taken or
    /// there is one under its key. What there is comes before what is full.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be stored. If it was after all, storing the same
    /// again answers with [`Registered::Existing`].
    pub async fn register(
        &self,
        registration: &Registration,
        capacity: u32,
        deadline: Deadline,
    ) -> Result<Registered, StoreError> {
        let workshop = &registration.request.workshop;
        let Some(limit) = capacity.checked_sub(registration.request.seats()) else {
            let existing = self.get(workshop, &registration.id, deadline).await?;
            return Ok(existing.map_or(Registered::Full, |existing| {
                Registered::Existing(Box::new(existing))
            }));
        };
        let transaction = Transaction::new(&self.client, &self.table, registration, limit)?;
        // The last quarter of the time is for finding out what became of a request that was not answered.
        match retried(deadline.three_quarters(), || transaction.attempt()).await {
            Ok(registered) => Ok(registered),
            Err(failure) if failure.may_have_worked => {
                match self.get(workshop, &registration.id, deadline).await? {
                    Some(existing) => Ok(Registered::Existing(Box::new(existing))),
                    None => Err(failure.error),
                }
            }
            Err(failure) => Err(failure.error),
        }
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
        let item = self
            .item(partition(workshop), item::sort_key(id), deadline)
            .await?;
        item.as_ref().map(item::to_registration).transpose()
    }

    /// All registrations for a workshop, in the order of their identifiers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer in time, or with something unreadable.
    pub async fn list(&self, workshop: &Slug) -> Result<Vec<Registration>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :workshop AND begins_with(SK, :prefix)")
            .expression_attribute_values(":workshop", AttributeValue::S(partition(workshop)))
            .expression_attribute_values(":prefix", AttributeValue::S(item::PREFIX.to_owned()));
        let mut registrations = Vec::new();
        let mut start = None;
        loop {
            let page = query.clone().set_exclusive_start_key(start);
            let send = || async { page.clone().send().await.map_err(Failure::of) };
            let page = retried(Deadline::default(), send)
                .await
                .map_err(|failure| failure.error)?;
            for item in page.items() {
                registrations.push(item::to_registration(item)?);
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(registrations);
            }
        }
    }

    /// How many seats of a workshop are taken.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer in time, or with something unreadable.
    pub async fn seats_taken(&self, workshop: &Slug) -> Result<u32, StoreError> {
        let key = (partition(workshop), item::SEATS.to_owned());
        let counter = self.item(key.0, key.1, Deadline::default()).await?;
        counter.map_or(Ok(0), |counter| item::number(&counter, TAKEN))
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
