//! A registration as an item and back. Names of attributes are what the table's readers rely on: they never
//! change meaning.

use std::collections::HashMap;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::contact::{Email, Telephone};
use model::money::{Currency, Money};
use model::registration::{
    Contact, FeeSnapshot, Participant, Registration, RegistrationId, RegistrationRequest, Status,
};

use super::failure::StoreError;
use super::{Item, PK, SK, partition};

/// The sort key of the seat counter.
pub(super) const SEATS: &str = "seats";

/// What the sort keys of registrations start with.
pub(super) const PREFIX: &str = "registration#";

/// The sort key of a registration.
pub(super) fn sort_key(id: &RegistrationId) -> String {
    format!("{PREFIX}{}", id.as_str())
}

/// The item of a registration that is made now.
pub(super) fn from_registration(registration: &Registration) -> Result<Item, StoreError> {
    let request = &registration.request;
    let amount = request.amount().ok_or(StoreError::Item("amount"))?;
    let participants = request.participants.iter().map(from_participant).collect();
    let created = text(registration.created.to_string());
    let history = AttributeValue::M(map([
        ("time", created.clone()),
        ("event", text(registration.status.key())),
    ]));
    let mut item = map([
        (PK, text(partition(&request.workshop))),
        (SK, text(sort_key(&registration.id))),
        ("status", text(registration.status.key())),
        ("participants", AttributeValue::L(participants)),
        ("contact", from_contact(&request.contact)),
        ("amount", AttributeValue::N(amount.minor.to_string())),
        ("currency", text(amount.currency.code())),
        ("form_hash", text(&request.form_hash)),
        ("created", created),
        ("history", AttributeValue::L(vec![history])),
        // DynamoDB's time to live wants seconds since 1970.
        (
            "expires_at",
            AttributeValue::N(registration.expires.as_second().to_string()),
        ),
    ]);
    if let Some(remarks) = &request.remarks {
        item.insert("remarks".to_owned(), text(remarks));
    }
    Ok(item)
}

/// The registration of an item.
pub(super) fn to_registration(item: &Item) -> Result<Registration, StoreError> {
    let workshop = string(item, PK)?.strip_prefix("workshop#");
    let id = string(item, SK)?.strip_prefix(PREFIX);
    let participants = list(item, "participants")?;
    let request = RegistrationRequest {
        workshop: usable(workshop.and_then(|slug| slug.parse().ok()), PK)?,
        participants: participants
            .iter()
            .map(to_participant)
            .collect::<Result<_, _>>()?,
        contact: to_contact(submap(item, "contact")?)?,
        remarks: optional_string(item, "remarks").map(str::to_owned),
        form_hash: string(item, "form_hash")?.to_owned(),
    };
    Ok(Registration {
        id: usable(id.and_then(|id| id.parse().ok()), SK)?,
        request,
        status: status(string(item, "status")?)?,
        created: parsed(item, "created")?,
        expires: usable(
            Timestamp::from_second(number(item, "expires_at")?).ok(),
            "expires_at",
        )?,
    })
}

fn from_participant(participant: &Participant) -> AttributeValue {
    AttributeValue::M(map([
        ("given_name", text(&participant.given_name)),
        ("family_name", text(&participant.family_name)),
        ("function", text(&participant.function)),
        ("category", text(participant.fee.category.as_str())),
        ("label", text(&participant.fee.label)),
        (
            "amount",
            AttributeValue::N(participant.fee.amount.minor.to_string()),
        ),
        ("currency", text(participant.fee.amount.currency.code())),
    ]))
}

fn to_participant(value: &AttributeValue) -> Result<Participant, StoreError> {
    let item = value.as_m().map_err(|_| StoreError::Item("participants"))?;
    let currency = Currency::from_code(string(item, "currency")?);
    let amount = Money {
        minor: number(item, "amount")?,
        currency: usable(currency, "currency")?,
    };
    Ok(Participant {
        given_name: string(item, "given_name")?.to_owned(),
        family_name: string(item, "family_name")?.to_owned(),
        function: string(item, "function")?.to_owned(),
        fee: FeeSnapshot {
            category: parsed(item, "category")?,
            label: string(item, "label")?.to_owned(),
            amount,
        },
    })
}

fn from_contact(contact: &Contact) -> AttributeValue {
    let mut item = map([
        ("organisation", text(&contact.organisation)),
        ("email", text(contact.email.as_str())),
    ]);
    if let Some(telephone) = &contact.telephone {
        item.insert("telephone".to_owned(), text(telephone.as_str()));
    }
    AttributeValue::M(item)
}

fn to_contact(item: &Item) -> Result<Contact, StoreError> {
    let telephone = optional_string(item, "telephone").map(Telephone::parse);
    Ok(Contact {
        organisation: string(item, "organisation")?.to_owned(),
        email: usable(Email::parse(string(item, "email")?).ok(), "email")?,
        telephone: telephone.transpose().map_err(|_| StoreError::Item("telephone"))?,
    })
}

fn status(key: &str) -> Result<Status, StoreError> {
    let status = [Status::Confirmed].into_iter().find(|status| status.key() == key);
    usable(status, "status")
}

fn map<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    HashMap::from(attributes.map(|(name, value)| (name.to_owned(), value)))
}

fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn usable<T>(value: Option<T>, attribute: &'static str) -> Result<T, StoreError> {
    value.ok_or(StoreError::Item(attribute))
}

fn optional_string<'a>(item: &'a Item, attribute: &str) -> Option<&'a str> {
    item.get(attribute)?.as_s().ok().map(String::as_str)
}

fn string<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a str, StoreError> {
    usable(optional_string(item, attribute), attribute)
}

fn parsed<T: FromStr>(item: &Item, attribute: &'static str) -> Result<T, StoreError> {
    usable(string(item, attribute)?.parse().ok(), attribute)
}

/// The value of an attribute that is a whole number.
pub(super) fn number<T: FromStr>(item: &Item, attribute: &'static str) -> Result<T, StoreError> {
    let value = item.get(attribute).and_then(|value| value.as_n().ok());
    usable(value.and_then(|number| number.parse().ok()), attribute)
}

fn list<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a [AttributeValue], StoreError> {
    let value = item.get(attribute).and_then(|value| value.as_l().ok());
    usable(value.map(Vec::as_slice), attribute)
}

fn submap<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a Item, StoreError> {
    usable(item.get(attribute).and_then(|value| value.as_m().ok()), attribute)
}

#[cfg(test)]
mod tests;
