//! Requests to have the links to registrations mailed: one small item an address, which lives for a day.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | request for links | `links` | `links#<keyed hash of the address>` | `email`, `since`, `claimed_until`, `expires_at` |
//!
//! All stand in one partition, so that a sweep finds them with one query. The address is removed as soon as the mail is
//! sent; the rest of the item keeps another mail from being sent on the same day.

use aws_sdk_dynamodb::types::ReturnValue;
use jiff::{SignedDuration, Timestamp};
use model::contact::Email;
use serde::{Deserialize, Serialize};

use crate::attributes::{Item, expiry, from_item, string, text, to_item, usable, whole};
use crate::condition::{Conditional, conditional, met};
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::SK;
use crate::mail::MAIL_LEASE;
use crate::store::Store;

/// The partition key, and what the sort keys start with.
const LINKS: &str = "links";

/// How long a request lives, and another one for the same address does nothing.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// A request to have the links to the registrations of an address mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequest {
    /// The keyed hash of the address ([`IdentifierKey::links`](crate::identifier::IdentifierKey::links)).
    pub digits: String,
    /// The address, as long as it was not mailed to.
    pub email: Option<Email>,
    /// When it was made.
    pub since: Timestamp,
    /// When it is to be deleted.
    pub expires: Timestamp,
}

/// The attributes of a request besides its key and its claim.
#[derive(Serialize, Deserialize)]
struct StoredRequest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
    since: Timestamp,
    #[serde(with = "expiry")]
    expires_at: Timestamp,
}

impl Store {
    /// Writes a request, unless there is one for the same address: one write for any address.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be written.
    pub async fn request_links(
        &self,
        digits: &str,
        email: &Email,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let expires = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        let stored = StoredRequest { email: Some(email.clone()), since: now, expires_at: expires };
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(key(digits), &stored)?))
            .condition_expression("attribute_not_exists(PK) OR expires_at <= :now")
            .expression_attribute_values(":now", whole(now.as_second()));
        met(deadline, || put.clone().send()).await.map(|_| ())
    }

    /// All requests, also those that have expired.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer by the deadline, or with something unreadable.
    pub async fn link_requests(&self, deadline: Deadline) -> Result<Vec<LinkRequest>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :links")
            .expression_attribute_values(":links", text(LINKS));
        self.query(query, to_request, deadline).await
    }

    /// Claims a request that was not mailed to and that nobody else is mailing to; `None` for any other.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be claimed. It counts as claimed until its lease ends.
    pub async fn claim_links(
        &self,
        digits: &str,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Option<LinkRequest>, StoreError> {
        let until = now.saturating_add(MAIL_LEASE).unwrap_or(Timestamp::MAX);
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(digits)))
            .update_expression("SET claimed_until = :until")
            .condition_expression(
                "attribute_exists(email) AND expires_at > :now \
                 AND (attribute_not_exists(claimed_until) OR claimed_until <= :now)",
            )
            .expression_attribute_values(":until", whole(until.as_second()))
            .expression_attribute_values(":now", whole(now.as_second()))
            .return_values(ReturnValue::AllNew);
        match conditional(deadline, || update.clone().send()).await? {
            Conditional::Met(updated) => updated.attributes.as_ref().map(to_request).transpose(),
            Conditional::Unmet(_) => Ok(None),
        }
    }

    /// Notes what became of a request that was claimed: once it is settled its address is removed, else it is free to
    /// be claimed again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be written.
    pub async fn settle_links(
        &self,
        digits: &str,
        settled: bool,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let removed = if settled { "REMOVE email, claimed_until" } else { "REMOVE claimed_until" };
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(digits)))
            .update_expression(removed)
            .condition_expression("attribute_exists(PK)");
        met(deadline, || update.clone().send()).await.map(|_| ())
    }

    /// Deletes a request that has expired.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be deleted.
    pub async fn delete_links(
        &self,
        request: &LinkRequest,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key(&request.digits)))
            .condition_expression("expires_at <= :now")
            .expression_attribute_values(":now", whole(now.as_second()));
        met(deadline, || delete.clone().send()).await.map(|_| ())
    }
}

fn sort_key(digits: &str) -> String {
    format!("{LINKS}#{digits}")
}

fn key(digits: &str) -> Item {
    crate::attributes::key(LINKS, sort_key(digits))
}

fn to_request(item: &Item) -> Result<LinkRequest, StoreError> {
    let digits = string(item, SK)?.strip_prefix("links#");
    let StoredRequest { email, since, expires_at } = from_item(item)?;
    Ok(LinkRequest { digits: usable(digits, SK)?.to_owned(), email, since, expires: expires_at })
}
