//! The registrations in which an address takes part without being the contact's: one small item per participant who was
//! mailed, because identifiers of registrations are derived from the address of the contact only.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | participation | `workshop#<slug>` | `participant#<keyed hash of the address>#<registration id>` | `expires_at` |
//!
//! An item only leads to a registration, whose participants decide: after a participant was replaced or erased, theirs
//! leads to nothing. It expires with the registration.

use jiff::Timestamp;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;
use serde::{Deserialize, Serialize};

use crate::attributes::{Item, expiry, key, string, to_item, usable};
use crate::condition::met;
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::{SK, partition};
use crate::store::Store;
use crate::stored::PARTICIPATION;

#[derive(Serialize, Deserialize)]
struct StoredParticipation {
    #[serde(with = "expiry")]
    expires_at: Timestamp,
}

impl Store {
    /// Notes that a participant with the address of these digits
    /// ([`IdentifierKey::address_digits`](crate::identifier::IdentifierKey::address_digits)) belongs to a registration.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the item is not known to be written by the deadline.
    pub async fn note_participation(
        &self,
        registration: &Registration,
        digits: &str,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let key = key(partition(&registration.request.workshop), sort_key(digits, registration.id.as_str()));
        let item = to_item(key, &StoredParticipation { expires_at: registration.expires })?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        met(deadline, || put.clone().send()).await.map(|_| ())
    }

    /// Returns the identifiers of the registrations for a workshop in which an address was noted. The person may have left
    /// since, and the registration may be deleted.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline.
    pub async fn participations(
        &self,
        workshop: &Slug,
        digits: &str,
        deadline: Deadline,
    ) -> Result<Vec<RegistrationId>, StoreError> {
        self.query(self.items_of(workshop, &sort_key(digits, "")), id, deadline).await
    }
}

fn sort_key(digits: &str, registration: &str) -> String {
    format!("{PARTICIPATION}{digits}#{registration}")
}

fn id(item: &Item) -> Result<RegistrationId, StoreError> {
    let id = string(item, SK)?.rsplit('#').next();
    usable(id.and_then(|id| id.parse().ok()), SK)
}
