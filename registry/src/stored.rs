//! Items of any kind, for programs that process the whole table: their kind, their workshop and their expiry.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::questionnaire::FormAnswer;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;
use serde_json::{Map, Value};

use crate::attributes::{EXPIRES_AT, Item, optional_string};
use crate::counter::{self, quota};
use crate::failure::StoreError;
use crate::item::{self, form_answer};
use crate::key::{PK, SK, workshop_of};

/// The prefix of the sort keys of the notifier's marks; the identifier of the registration follows.
pub(crate) const MAIL: &str = "mail#";

/// The prefix of the sort keys of participations; a keyed hash and the identifier of the registration follow.
pub(crate) const PARTICIPATION: &str = "participant#";

/// An item of any kind.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredItem(pub(crate) Item);

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredKind<'a> {
    /// A registration.
    Registration,
    /// An answer to another form of a workshop, such as a questionnaire.
    FormAnswer {
        /// The form's name.
        form: &'a str,
        /// The answer's identifier.
        id: &'a str,
    },
    /// A mark of a registration's mail.
    Mail {
        /// The registration's identifier.
        registration: &'a str,
    },
    /// A note that an address takes part in a registration.
    Participation {
        /// The registration's identifier.
        registration: &'a str,
    },
    /// A seat counter.
    Counter,
    /// The number of seats that an organisation has of a workshop.
    Quota,
    /// Any other item.
    Other,
}

impl StoredItem {
    /// Returns the kind of the item.
    pub fn kind(&self) -> StoredKind<'_> {
        let key = self.sort_key();
        let form = || key.strip_prefix(form_answer::PREFIX)?.split_once('#');
        let mail = || Some(key.strip_prefix(MAIL)?.split('#').next().unwrap_or_default());
        let participation = || key.strip_prefix(PARTICIPATION)?.split('#').nth(1);
        if key.starts_with(item::PREFIX) {
            StoredKind::Registration
        } else if key == counter::SORT_KEY {
            StoredKind::Counter
        } else if key.starts_with(quota::PREFIX) {
            StoredKind::Quota
        } else if let Some((form, id)) = form() {
            StoredKind::FormAnswer { form, id }
        } else if let Some(registration) = mail() {
            StoredKind::Mail { registration }
        } else if let Some(registration) = participation() {
            StoredKind::Participation { registration }
        } else {
            StoredKind::Other
        }
    }

    /// Returns the workshop of the item, if it has one.
    pub fn workshop(&self) -> Option<Slug> {
        workshop_of(optional_string(&self.0, PK)?)
    }

    /// Returns the identifier of the registration that the item contains or refers to.
    pub fn registration_id(&self) -> Option<RegistrationId> {
        match self.kind() {
            StoredKind::Registration => self.sort_key().strip_prefix(item::PREFIX)?.parse().ok(),
            StoredKind::Mail { registration } | StoredKind::Participation { registration } => {
                registration.parse().ok()
            }
            _ => None,
        }
    }

    /// Reads the item as a registration.
    ///
    /// # Errors
    ///
    /// [`StoreError::Item`] if it is of another kind or unreadable.
    pub fn registration(&self) -> Result<Registration, StoreError> {
        item::to_registration(&self.0)
    }

    /// Reads the item as an answer to a questionnaire.
    ///
    /// # Errors
    ///
    /// [`StoreError::Item`] if it is of another kind or unreadable.
    pub fn form_answer(&self) -> Result<FormAnswer, StoreError> {
        form_answer::to_answer(&self.0)
    }

    /// Returns the time after which the item is deleted, if it expires.
    pub fn expires(&self) -> Option<Timestamp> {
        let seconds = self.0.get(EXPIRES_AT)?.as_n().ok()?.parse().ok()?;
        Timestamp::from_second(seconds).ok()
    }

    /// Returns whether the item counts as deleted. DynamoDB deletes expired items within days.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires().is_some_and(|expires| expires <= now)
    }

    /// Returns the first part of the sort key, such as `notice` or `posts`.
    pub fn sort(&self) -> &str {
        self.sort_key().split('#').next().unwrap_or_default()
    }

    /// Returns the parts of its key.
    pub fn key_parts(&self) -> impl Iterator<Item = &str> {
        let partition = optional_string(&self.0, PK).unwrap_or_default();
        partition.split('#').chain(self.sort_key().split('#'))
    }

    /// Converts all attributes except the key to JSON.
    pub fn json(&self) -> Value {
        let attributes = self.0.iter().filter(|(name, _)| ![PK, SK].contains(&name.as_str()));
        Value::Object(attributes.map(|(name, value)| (name.clone(), json(value))).collect())
    }

    /// Its key.
    pub(crate) fn key(&self) -> Item {
        let of_key = |(name, _): &(&String, &AttributeValue)| [PK, SK].contains(&name.as_str());
        self.0.iter().filter(of_key).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    pub(crate) fn sort_key(&self) -> &str {
        optional_string(&self.0, SK).unwrap_or_default()
    }
}

fn json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => Value::String(text.clone()),
        AttributeValue::N(number) => {
            number.parse().map_or_else(|_| Value::String(number.clone()), Value::Number)
        }
        AttributeValue::Bool(truth) => Value::Bool(*truth),
        AttributeValue::L(values) => Value::Array(values.iter().map(json).collect()),
        AttributeValue::M(item) => {
            let members = item.iter().map(|(name, value)| (name.clone(), json(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        AttributeValue::Ss(texts) => texts.iter().cloned().map(Value::String).collect(),
        AttributeValue::Ns(numbers) => numbers.iter().cloned().map(Value::String).collect(),
        // This program stores no binary values.
        _ => Value::Null,
    }
}
