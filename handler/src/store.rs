//! What is kept in DynamoDB, and the promises that hold for it.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | seat counter | `workshop#<slug>` | `seats` | `taken#<pool>`, `unproven#<pool>`, `waiting`, `requested`, `version` |
//! | registration | `workshop#<slug>` | `registration#<id>` | see `store/item.rs` |
//! | turn | `workshop#<slug>` | `promotion` | see `store/turn.rs` |
//! | post counter | `limit#<hash>` | `posts` | `count`, `expires_at`; see `store/limit.rs` |
//! | request for links | `links` | `links#<hash>` | `email`, `expires_at`, …; see `store/links.rs` |
//! | answer to a questionnaire | `workshop#<slug>` | `form#<form>#<id>` | see `store/form_answer.rs` |
//! | anything else | any | `form#<form>#<id>`, `mail#<registration>#…`, … | `expires_at`; see `store/stored.rs` |
//! | mail | `workshop#<slug>` | `mail#<registration id>#<mail>` | see `store/mail.rs` |
//! | notice | `workshop#<slug>` | `notice#<id>` | see `store/notice.rs` |
//!
//! - Never more seats are taken than there are: whatever changes who holds seats writes the counter in the same
//!   transaction, on a condition.
//! - Free seats are kept for those that wait: an arrival takes seats only while nobody waits who would fit. Whatever
//!   frees seats has them given to those that wait at once; what that misses, the sweep does (`promotion.rs`).
//! - A record that cannot be read or written is left out, named (`unreadable.rs`) and stops nothing else.
//! - No item grows without limit (`size.rs`).
//! - A registration is never overwritten: its key is derived from all that was typed and the time, and each write is
//!   conditioned on its revision.
//! - Nobody is told that a registration is kept before it is.
//! - What has expired counts as deleted, although DynamoDB takes days to delete it. The store has no clock: what is
//!   handed `now` heeds it, and whoever calls [`Store::get`] or a list asks [`Registration::has_expired`].
//! - What is deleted gives its seats back in the same transaction.
//! - A counter is only ever put right (`verification.rs`) to what the records said while it did not change.
//!
//! With `main.rs`, this module and those below it are the only ones that name the AWS SDK.

mod admission;
mod advice;
mod attributes;
mod client;
mod counter;
mod erasure;
mod failure;
mod form_answer;
mod item;
mod lapse;
mod limit;
mod links;
mod listing;
mod mail;
mod notice;
mod paging;
mod promotion;
mod quarantine;
mod queue;
mod reading;
mod single;
mod situation;
mod size;
mod stored;
mod table;
mod texts;
mod transaction;
mod transition;
mod turn;
mod unreadable;
mod verification;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;

pub use self::admission::Registered;
pub use self::advice::explained;
use self::attributes::text;
pub use self::client::{aws_client, local_client, sdk_config};
pub use self::counter::Counter;
pub use self::erasure::PURGED_AT_ONCE;
pub use self::failure::StoreError;
use self::failure::{Failure, retried};
pub use self::form_answer::Kept;
pub use self::links::LinkRequest;
pub use self::listing::Listed;
pub use self::mail::{Claimed, MAIL_LEASE, MailClaim, MailMark, OwnClaim, Settlement};
pub use self::paging::{Paged, Pages};
pub use self::queue::Waiting;
pub use self::reading::read_item;
pub use self::size::MAX_ITEM_BYTES;
pub use self::stored::{StoredItem, StoredKind};
pub use self::texts::StoredText;
pub use self::transition::Transitioned;
pub use self::unreadable::Unreadable;
pub use self::verification::{PoolVerification, Verification};
use crate::Deadline;

/// An item as the SDK has it.
type Item = HashMap<String, AttributeValue>;

/// The partition key.
const PK: &str = "PK";
/// The sort key.
const SK: &str = "SK";

/// Registrations and answers to questionnaires in one table.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
    unreadable: unreadable::Found,
}

impl Store {
    /// The store in a table that exists or will be made by [`Store::create_table_if_missing`].
    pub fn new(client: Client, table: impl Into<String>) -> Store {
        let table = table.into();
        Store { client, table, unreadable: unreadable::Found::default() }
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

    fn registrations_of(&self, workshop: &Slug) -> QueryFluentBuilder {
        self.items_of(workshop, item::PREFIX)
    }

    /// The items of a workshop whose sort keys start with a prefix.
    fn items_of(&self, workshop: &Slug, prefix: &str) -> QueryFluentBuilder {
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
    async fn query<T>(
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
