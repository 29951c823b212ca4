//! Converts participants, contacts and billing addresses to parts of an item.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::contact::{Email, Telephone};
use model::money::{Currency, Money};
use model::offer::FeeBasis;
use model::registration::{Billing, Contact, FeeSnapshot, Participant};
use model::siret::Siret;
use model::slug::Slug;
use serde::{Deserialize, Serialize};

use super::StoredSession;
use super::answers::{StoredAnswer, read, stored};

/// Returns the highest number among participants.
pub(super) fn highest(participants: &[Participant]) -> Option<u32> {
    participants.iter().map(|participant| participant.number).max()
}

/// Converts when participants joined to an attribute.
pub(super) fn stored_joined(joined: &BTreeMap<u32, Timestamp>) -> BTreeMap<String, Timestamp> {
    joined.iter().map(|(number, at)| (number.to_string(), *at)).collect()
}

/// Converts the attribute back, without entries whose key is not a number.
pub(super) fn read_joined(stored: BTreeMap<String, Timestamp>) -> BTreeMap<u32, Timestamp> {
    stored.into_iter().filter_map(|(number, at)| Some((number.parse().ok()?, at))).collect()
}

/// A participant and their fee.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredParticipant {
    given_name: String,
    family_name: String,
    function: String,
    category: Slug,
    label: String,
    amount: u64,
    currency: Currency,
    /// Absent in items older than this attribute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<FeeBasis>,
    /// Absent if it is the place in the list, as it was before participants were numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    /// Absent if the form does not ask for it, and in items older than that question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
    /// The answers to the questions about each participant; absent if there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    answers: BTreeMap<String, StoredAnswer>,
    /// Absent for those who attend the sessions of the registration, and in items older than that choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sessions: Vec<StoredSession>,
}

/// The person to whom the club writes.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredContact {
    given_name: String,
    family_name: String,
    function: String,
    organisation: String,
    email: Email,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    telephone: Option<Telephone>,
}

/// The recipient of the invoice.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredBilling {
    address: String,
    postal_code: String,
    city: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    siret: Option<Siret>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purchase_order: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
}

impl StoredParticipant {
    /// Converts the participant at a place in the list, from 1.
    pub(crate) fn of(place: u32, participant: &Participant) -> StoredParticipant {
        let Participant { number, given_name, family_name, function, email, answers, sessions, fee } =
            participant.clone();
        let FeeSnapshot { category, label, amount: Money { minor: amount, currency }, basis } = fee;
        StoredParticipant {
            given_name,
            family_name,
            function,
            category,
            label,
            amount,
            currency,
            basis,
            number: (number != place).then_some(number),
            email,
            answers: stored(&answers),
            sessions: sessions.iter().map(Into::into).collect(),
        }
    }

    /// Converts the participant at this place back.
    pub(crate) fn at(self, place: u32) -> Participant {
        let StoredParticipant {
            given_name,
            family_name,
            function,
            category,
            label,
            amount,
            currency,
            basis,
            number,
            email,
            answers,
            sessions,
        } = self;
        let fee = FeeSnapshot { category, label, amount: Money { minor: amount, currency }, basis };
        let number = number.unwrap_or(place);
        let (answers, sessions) = (read(answers), sessions.into_iter().map(Into::into).collect());
        Participant { number, given_name, family_name, function, email, answers, sessions, fee }
    }
}

impl From<&Contact> for StoredContact {
    fn from(contact: &Contact) -> StoredContact {
        let Contact { given_name, family_name, function, organisation, email, telephone } = contact.clone();
        StoredContact { given_name, family_name, function, organisation, email, telephone }
    }
}

impl From<StoredContact> for Contact {
    fn from(stored: StoredContact) -> Contact {
        let StoredContact { given_name, family_name, function, organisation, email, telephone } = stored;
        Contact { given_name, family_name, function, organisation, email, telephone }
    }
}

impl From<&Billing> for StoredBilling {
    fn from(billing: &Billing) -> StoredBilling {
        let Billing { organisation, address, postal_code, city, siret, purchase_order, email } =
            billing.clone();
        StoredBilling { organisation, address, postal_code, city, siret, purchase_order, email }
    }
}

impl From<StoredBilling> for Billing {
    fn from(stored: StoredBilling) -> Billing {
        let StoredBilling { organisation, address, postal_code, city, siret, purchase_order, email } = stored;
        Billing { organisation, address, postal_code, city, siret, purchase_order, email }
    }
}
