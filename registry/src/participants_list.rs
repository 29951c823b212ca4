//! The participants' list: the registrants of a workshop who agreed to be shown to the others.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::registration::{Author, Contact, Registration, RegistrationId};
use model::slug::Slug;
use model::status::{CHANGE_LISTING, Status};
use serde::Deserialize;

use crate::attributes::{Item, from_item, text, whole};
use crate::deadline::Deadline;
use crate::failure::{Attempts, StoreError};
use crate::item;
use crate::item::people::{StoredContact, StoredParticipant};
use crate::store::Store;
use crate::transaction::Revision;
use crate::transition::Transitioned;

/// An entry of the participants' list, as other registrants see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The identifier of the registration.
    pub id: RegistrationId,
    /// Family name, by which the list is sorted.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// The organisation.
    pub organisation: String,
}

impl Listed {
    /// Returns the full name.
    pub fn name(&self) -> String {
        model::name::full(&self.given_name, &self.family_name)
    }
}

impl Store {
    /// Returns the participants' list of a workshop, sorted by name: the contacts of confirmed registrations who agreed
    /// to be listed and take part themselves. It reads all registrations of the workshop.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn listed(
        &self,
        workshop: &Slug,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Vec<Listed>, StoreError> {
        let query = self
            .registrations_of(workshop)
            .filter_expression("#status = :confirmed AND listed = :listed AND expires_at > :now")
            .projection_expression("SK, contact, participants")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":confirmed", text(Status::Confirmed.key()))
            .expression_attribute_values(":listed", AttributeValue::Bool(true))
            .expression_attribute_values(":now", whole(now.as_second()));
        let listed = self.query(query, to_listed, deadline).await?;
        let mut listed: Vec<_> = listed.into_iter().flatten().collect();
        listed.sort_by(|one, other| one.name_order().cmp(&other.name_order()));
        Ok(listed)
    }

    /// Adds a registration to the participants' list or removes it, and records this in its history. `read` may be
    /// outdated, as in [`Transition::read`](crate::Transition::read). If nothing changes, nothing is written. A cancelled registration cannot be
    /// added.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the change is not known to be stored by the deadline.
    pub async fn set_listed(
        &self,
        read: &Registration,
        listed: bool,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        if let Ok(revision) = relisted(read.clone(), listed, now)
            && let Ok(true) = self.write_single(&revision, deadline).await
        {
            return Ok(Transitioned::Done);
        }
        let mut attempts = Attempts::until(deadline);
        loop {
            let attempt = async {
                let Some(current) = self.get(&read.request.workshop, &read.id, deadline).await? else {
                    return Ok(Some(Transitioned::Unknown));
                };
                let revision = match relisted(current, listed, now) {
                    Ok(revision) => revision,
                    Err(over) => return Ok(Some(over)),
                };
                let written = self.write_single(&revision, deadline).await?;
                Ok(written.then_some(Transitioned::Done))
            };
            if let Some(over) = attempts.over(attempt).await? {
                return Ok(over);
            }
        }
    }
}

/// Returns the registration on the list or off it, or why there is nothing to write.
fn relisted(current: Registration, listed: bool, now: Timestamp) -> Result<Revision, Transitioned> {
    if current.has_expired(now) {
        return Err(Transitioned::Unknown);
    }
    if current.request.listed == listed {
        return Err(Transitioned::Done);
    }
    if listed && !current.status.is_alive() {
        return Err(Transitioned::Impossible(Box::new(current)));
    }
    // Withdrawal must be as easy as consent, so no limit of changes applies to it.
    let count = match current.change_count.with_one_more(now) {
        Ok(count) => count,
        Err(_) if !listed => current.change_count,
        Err(limit) => return Err(Transitioned::TooMany(Box::new(current), limit)),
    };
    let entry = current.entry(CHANGE_LISTING, current.status, now).by(Some(Author::Registrant));
    let mut registration = current.followed_by(entry);
    registration.request.listed = listed;
    registration.change_count = count;
    Ok(Revision { registration, follows: current.revision })
}

/// The attributes of a registration that the list needs.
#[derive(Deserialize)]
struct StoredPeople {
    contact: StoredContact,
    participants: Vec<StoredParticipant>,
}

/// Returns the list entry of a registration, if its contact takes part.
pub(crate) fn to_listed(item: &Item) -> Result<Option<Listed>, StoreError> {
    let id = item::id(item)?;
    let StoredPeople { contact, participants } = from_item(item)?;
    let contact = Contact::from(contact);
    let takes_part = (1..).zip(participants).any(|(place, it)| contact.is(&it.at(place)));
    let Contact { given_name, family_name, organisation, .. } = contact;
    Ok(takes_part.then_some(Listed { id, family_name, given_name, organisation }))
}

impl Listed {
    fn name_order(&self) -> (String, String, &RegistrationId) {
        (self.family_name.to_lowercase(), self.given_name.to_lowercase(), &self.id)
    }
}
