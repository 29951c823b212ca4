//! Reads items batch by batch, each as large as one answer (1 MB of attributes from DynamoDB, an AWS limit, and about as
//! much from the embedded database), so that memory use does not grow with the table. The next batch is on its way while
//! the caller works on one.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::scan::builders::ScanFluentBuilder;
use model::registration::Registration;
use model::slug::Slug;
use tokio::task::{JoinError, JoinSet};

use crate::attributes::{Item, optional_string, text};
use crate::deadline::Deadline;
use crate::failure::{Failure, StoreError, retried};
use crate::item::{self, form_answer};
use crate::key::{KEY_ATTRIBUTES, PK, SK, partition};
use crate::range::{END, continued};
use crate::store::Store;
use crate::stored::StoredItem;

/// Items in batches of about 1 MB.
#[derive(Debug)]
pub struct Batches<T> {
    store: Store,
    request: Request,
    next: Next,
    item: PhantomData<T>,
}

/// A type that can be read from an item of a batch.
pub trait BatchItem: Sized {
    /// Reads an item.
    ///
    /// # Errors
    ///
    /// [`StoreError::Item`] if this program did not write the item.
    fn read(item: &StoredItem) -> Result<Self, StoreError>;
}

#[derive(Clone, Debug)]
enum Request {
    Query(QueryFluentBuilder),
    Scan {
        scan: ScanFluentBuilder,
        /// The partitions to leave out.
        except: BTreeSet<String>,
    },
}

#[derive(Debug)]
enum Next {
    First,
    /// A single task, which ends with this value.
    Requested(JoinSet<Result<Received, StoreError>>),
    Nothing,
}

/// What DynamoDB returned at once.
#[derive(Debug)]
struct Received {
    items: Vec<Item>,
    /// The key of the last item, if further ones may follow.
    last: Option<Item>,
}

impl Store {
    /// Lists all registrations for a workshop, ordered by identifier. A registration that changes meanwhile is seen
    /// once, either before or after the change.
    pub fn registrations(&self, workshop: &Slug) -> Batches<Registration> {
        Batches::of_query(self, self.registrations_of(workshop))
    }

    /// Finds the registrations for a workshop by the first digits of their reference, or by the whole identifier. Reads
    /// the keys of all registrations, because a query cannot search the middle of a key.
    ///
    /// # Errors
    ///
    /// See [`Batches::next`].
    pub async fn registrations_with_reference(
        &self,
        workshop: &Slug,
        digits: &str,
    ) -> Result<Vec<Registration>, StoreError> {
        let keys = self.registrations_of(workshop).projection_expression(KEY_ATTRIBUTES);
        let mut batches = Batches::<StoredItem>::of_query(self, keys);
        let mut found = Vec::new();
        while let Some(batch) = batches.next().await? {
            let ids = batch.iter().filter_map(StoredItem::registration_id);
            for id in ids.filter(|id| id.is_named_by(digits)) {
                match self.get(workshop, &id, Deadline::default()).await {
                    Ok(registration) => found.extend(registration),
                    Err(error @ StoreError::Item(_)) => self.leave_out(workshop, &id, &error),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(found)
    }

    /// Lists the registrations for a workshop whose identifiers start with the digits of an e-mail address
    /// ([`IdentifierKey::address_digits`](crate::identifier::IdentifierKey::address_digits)): those of the address and,
    /// if the digits ever collide, of another one.
    pub fn registrations_of_address(&self, workshop: &Slug, digits: &str) -> Batches<Registration> {
        Batches::of_query(self, self.items_of(workshop, &format!("{}{digits}", item::PREFIX)))
    }

    /// Lists the answers to all questionnaires of a workshop.
    pub fn answers_to_forms(&self, workshop: &Slug) -> Batches<StoredItem> {
        Batches::of_query(self, self.items_of(workshop, form_answer::PREFIX))
    }

    /// Lists every item in the table, including those of workshops that are no longer announced.
    pub fn items(&self) -> Batches<StoredItem> {
        self.items_except([])
    }

    /// Lists every item in the table except those of these workshops. Reads at most a batch of each of them, because a
    /// scan can continue after a partition that it has reached.
    pub fn items_except<'a>(&self, workshops: impl IntoIterator<Item = &'a Slug>) -> Batches<StoredItem> {
        let scan = self.client.scan().table_name(&self.table).consistent_read(true);
        let except = workshops.into_iter().map(partition).collect();
        Batches::of(self, Request::Scan { scan, except })
    }
}

impl<T: BatchItem> Batches<T> {
    fn of(store: &Store, request: Request) -> Batches<T> {
        Batches { store: store.clone(), request, next: Next::First, item: PhantomData }
    }

    pub(crate) fn of_query(store: &Store, query: QueryFluentBuilder) -> Batches<T> {
        Batches::of(store, Request::Query(query))
    }

    /// Returns the next batch, which may be empty, or `None` after the last one. Skips unreadable items, which
    /// [`Store::unreadable`] lists.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer within 10 seconds.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>, StoreError> {
        let received = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::First => Some(self.request.send(None).await?),
            Next::Requested(mut task) => match task.join_next().await {
                Some(received) => Some(received.map_err(interrupted)??),
                None => None,
            },
            Next::Nothing => None,
        };
        let Some(Received { items, last }) = received else { return Ok(None) };
        if let Some(last) = last {
            // There was permission for the batch before, so this request need not wait for it in its task.
            let (request, mut task) = (self.request.clone(), JoinSet::new());
            task.spawn(async move { request.send(Some(last)).await });
            self.next = Next::Requested(task);
        }
        let read = |item| {
            let item = StoredItem(item);
            self.store.readable(&item.0, T::read(&item))
        };
        Ok(Some(items.into_iter().filter_map(read).collect()))
    }

    /// Collects all batches, for queries whose results are known to be short.
    ///
    /// # Errors
    ///
    /// See [`Batches::next`].
    pub async fn all(mut self) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        while let Some(batch) = self.next().await? {
            all.extend(batch);
        }
        Ok(all)
    }
}

impl Request {
    async fn send(&self, start: Option<Item>) -> Result<Received, StoreError> {
        let deadline = Deadline::default();
        match self {
            Request::Query(query) => {
                let batch = continued(query.clone(), start);
                let send = || async { batch.clone().send().await.map_err(Failure::of) };
                let batch = retried(deadline, send).await.map_err(|failure| failure.error)?;
                Ok(Received { items: batch.items.unwrap_or_default(), last: batch.last_evaluated_key })
            }
            Request::Scan { scan, except } => {
                let batch = scan.clone().set_exclusive_start_key(start);
                let send = || async { batch.clone().send().await.map_err(Failure::of) };
                let batch = retried(deadline, send).await.map_err(|failure| failure.error)?;
                let mut items = batch.items.unwrap_or_default();
                items.retain(|item| !is_in(item, except));
                Ok(Received { items, last: batch.last_evaluated_key.map(|last| past(last, except)) })
            }
        }
    }
}

fn interrupted(error: JoinError) -> StoreError {
    StoreError::Unavailable {
        reason: "the reading was interrupted".to_owned(),
        source: Some(Box::new(error)),
    }
}

/// Returns whether an item is in one of these partitions.
fn is_in(item: &Item, partitions: &BTreeSet<String>) -> bool {
    optional_string(item, PK).is_some_and(|partition| partitions.contains(partition))
}

/// Returns the key after which a scan continues: the end of the partition if the scan leaves it out.
fn past(mut last: Item, except: &BTreeSet<String>) -> Item {
    if is_in(&last, except) {
        last.insert(SK.to_owned(), text(END));
    }
    last
}

impl BatchItem for Registration {
    fn read(item: &StoredItem) -> Result<Registration, StoreError> {
        item.registration()
    }
}

impl BatchItem for StoredItem {
    fn read(item: &StoredItem) -> Result<StoredItem, StoreError> {
        Ok(item.clone())
    }
}
