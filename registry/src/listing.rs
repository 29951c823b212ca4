//! The participants' list: who of a workshop agreed to be known to the others.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::registration::{Changes, Registration, RegistrationId};
use model::slug::Slug;
use model::status::{CHANGE_LISTING, Status};
use serde::Deserialize;

use crate::attributes::{Item, from_item, text, whole};
use crate::deadline::Deadline;
use crate::failure::{Attempts, StoreError};
use crate::item;
use crate::store::Store;
use crate::transaction::Revision;
use crate::transition::Transitioned;

/// Somebody on the participants' list, as the others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The registration.
    pub id: RegistrationId,
    /// Family name, by which lists are ordered.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// The organisation.
    pub organisation: String,
}

impl Listed {
    /// The full name.
    pub fn name(&self) -> String {
        model::name::full(&self.given_name, &self.family_name)
    }
}

impl Store {
    /// Who is on the participants' list of a workshop: the contacts of confirmed registrations that agreed to it and
    /// take part themselves, by their names. It reads all registrations of the workshop.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer by the deadline, or with something unreadable.
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

    /// Puts a registration on the participants' list or takes it off, with a line in its history. Nothing happens to
    /// one that is so already, and none that is called off is put on it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to have happened.
    pub async fn change_listing(
        &self,
        workshop: &Slug,
        id: &RegistrationId,
        listed: bool,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let mut attempts = Attempts::until(deadline);
        loop {
            let attempt = async {
                let current = self.get(workshop, id, deadline).await?;
                let Some(current) = current.filter(|current| !current.has_expired(now)) else {
                    return Ok(Some(Transitioned::Unknown));
                };
                if current.request.listed == listed {
                    return Ok(Some(Transitioned::Done));
                }
                if listed && !current.status.is_alive() {
                    return Ok(Some(Transitioned::Impossible(Box::new(current))));
                }
                // To withdraw is as easy as to agree, at any time.
                let changes = match current.changes.with_one_more(now) {
                    Ok(changes) => changes,
                    Err(_) if !listed => current.changes,
                    Err(limit) => return Ok(Some(Transitioned::TooMany(Box::new(current), limit))),
                };
                let written = self.write_single(&relisted(&current, listed, changes, now), deadline).await?;
                Ok(written.then_some(Transitioned::Done))
            };
            if let Some(over) = attempts.over(attempt).await? {
                return Ok(over);
            }
        }
    }
}

fn relisted(current: &Registration, listed: bool, changes: Changes, now: Timestamp) -> Revision {
    let mut registration = current.after(CHANGE_LISTING, current.status, now);
    registration.request.listed = listed;
    registration.changes = changes;
    Revision { registration, follows: current.revision }
}

/// What the list needs of a registration.
#[derive(Deserialize)]
struct StoredNames {
    contact: ContactNames,
    participants: Vec<PersonNames>,
}

#[derive(Deserialize)]
struct ContactNames {
    given_name: String,
    family_name: String,
    organisation: String,
}

#[derive(Deserialize)]
struct PersonNames {
    given_name: String,
    family_name: String,
}

/// What the list shows of a registration whose contact takes part.
pub(crate) fn to_listed(item: &Item) -> Result<Option<Listed>, StoreError> {
    let id = item::id(item)?;
    let StoredNames { contact, participants } = from_item(item)?;
    let ContactNames { given_name, family_name, organisation } = contact;
    let takes_part =
        participants.iter().any(|it| it.given_name == given_name && it.family_name == family_name);
    Ok(takes_part.then_some(Listed { id, family_name, given_name, organisation }))
}

impl Listed {
    fn name_order(&self) -> (String, String, &RegistrationId) {
        (self.family_name.to_lowercase(), self.given_name.to_lowercase(), &self.id)
    }
}
