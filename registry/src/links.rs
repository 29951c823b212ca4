//! Requests to mail the links of an address: one small item per address, which lives for a day.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | request for links | `links` | `links#<keyed hash of the address>` | `email`, `since`, `claimed_until`, `expires_at` |
//!
//! All requests are in one partition, so that a sweep finds them with one query. The address is removed as soon as the
//! mail is sent; the rest of the item prevents another mail on the same day.

use aws_sdk_dynamodb::types::ReturnValue;
use jiff::{SignedDuration, Timestamp};
use model::contact::Email;
use serde::{Deserialize, Serialize};

use crate::attributes::{Item, expiry, from_item, string, to_item, usable, whole};
use crate::condition::{Conditional, conditional, met};
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::SK;
use crate::mail::MAIL_LEASE;
use crate::range::END;
use crate::store::Store;

/// The partition key, and the prefix of the sort keys.
const LINKS: &str = "links";

/// The lifetime of a request, during which another one for the same address has no effect.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// A request to mail an address the links of its registrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequest {
    /// The keyed hash of the address ([`IdentifierKey::links`](crate::identifier::IdentifierKey::links)).
    pub digits: String,
    /// The address, until its mail is sent.
    pub email: Option<Email>,
    /// The time of the request.
    pub since: Timestamp,
    /// The time after which it is deleted.
    pub expires: Timestamp,
}

impl LinkRequest {
    /// See [`Registration::has_expired`](model::registration::Registration::has_expired).
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires <= now
    }
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
    /// Writes a request, unless one for the same address exists. Takes one write whatever the address.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the request is not known to be written by the deadline.
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
            // DynamoDB deletes expired items late, so an expired request counts as absent.
            .condition_expression("attribute_not_exists(PK) OR expires_at <= :now")
            .expression_attribute_values(":now", whole(now.as_second()));
        met(deadline, || put.clone().send()).await.map(|_| ())
    }

    /// Returns all requests, including expired ones.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn link_requests(&self, deadline: Deadline) -> Result<Vec<LinkRequest>, StoreError> {
        let query = self.items_between(LINKS, &sort_key(""), &sort_key(END));
        self.query(query, to_request, deadline).await
    }

    /// Claims a pending request. Returns `None` if its mail was sent or another attempt has claimed it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the request is not known to be claimed by the deadline. It counts as claimed until its lease
    /// ends.
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

    /// Records the outcome of a claimed request. If it is settled, its address is removed; otherwise it can be claimed
    /// again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the outcome is not known to be written by the deadline.
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
            // Otherwise the update would create a deleted request anew, without an expiry.
            .condition_expression("attribute_exists(PK)");
        met(deadline, || update.clone().send()).await.map(|_| ())
    }

    /// Deletes an expired request.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the deletion is not known to have succeeded by the deadline.
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

/// Returns the digits of a request with this sort key.
pub(crate) fn digits_of(sort_key: &str) -> Option<&str> {
    sort_key.strip_prefix(LINKS)?.strip_prefix('#')
}

fn key(digits: &str) -> Item {
    crate::attributes::key(LINKS, sort_key(digits))
}

fn to_request(item: &Item) -> Result<LinkRequest, StoreError> {
    let digits = digits_of(string(item, SK)?);
    let StoredRequest { email, since, expires_at } = from_item(item)?;
    Ok(LinkRequest { digits: usable(digits, SK)?.to_owned(), email, since, expires: expires_at })
}
