//! Participants, contacts and billing addresses as parts of an item.

use aws_sdk_dynamodb::types::AttributeValue;
use model::contact::{Email, Telephone};
use model::money::{Currency, Money};
use model::registration::{Billing, Contact, FeeSnapshot, Participant};

use crate::attributes::{
    Item, add, map, number, optional, optional_string, parsed, string, text, usable, whole,
};
use crate::failure::StoreError;

pub(crate) fn from_participant(participant: &Participant) -> AttributeValue {
    let fee = &participant.fee;
    AttributeValue::M(map([
        ("given_name", text(&participant.given_name)),
        ("family_name", text(&participant.family_name)),
        ("function", text(&participant.function)),
        ("category", text(fee.category.as_str())),
        ("label", text(&fee.label)),
        ("amount", whole(fee.amount.minor)),
        ("currency", text(fee.amount.currency.code())),
    ]))
}

pub(crate) fn to_participant(value: &AttributeValue) -> Result<Participant, StoreError> {
    let item = value.as_m().map_err(|_| StoreError::Item("participants"))?;
    let currency = usable(Currency::from_code(string(item, "currency")?), "currency")?;
    let amount = Money { minor: number(item, "amount")?, currency };
    let label = string(item, "label")?.to_owned();
    Ok(Participant {
        given_name: string(item, "given_name")?.to_owned(),
        family_name: string(item, "family_name")?.to_owned(),
        function: string(item, "function")?.to_owned(),
        fee: FeeSnapshot { category: parsed(item, "category")?, label, amount },
    })
}

pub(crate) fn from_contact(contact: &Contact) -> Item {
    let mut item = map([
        ("given_name", text(&contact.given_name)),
        ("family_name", text(&contact.family_name)),
        ("function", text(&contact.function)),
        ("organisation", text(&contact.organisation)),
        ("email", text(contact.email.as_str())),
    ]);
    add(&mut item, "telephone", contact.telephone.as_ref().map(Telephone::as_str));
    item
}

pub(crate) fn to_contact(item: &Item) -> Result<Contact, StoreError> {
    let telephone = optional_string(item, "telephone").map(Telephone::parse);
    Ok(Contact {
        given_name: string(item, "given_name")?.to_owned(),
        family_name: string(item, "family_name")?.to_owned(),
        function: string(item, "function")?.to_owned(),
        organisation: string(item, "organisation")?.to_owned(),
        email: email(string(item, "email")?)?,
        telephone: telephone.transpose().map_err(|_| StoreError::Item("telephone"))?,
    })
}

pub(crate) fn from_billing(billing: &Billing) -> Item {
    let mut item = map([
        ("address", text(&billing.address)),
        ("postal_code", text(&billing.postal_code)),
        ("city", text(&billing.city)),
    ]);
    add(&mut item, "organisation", billing.organisation.as_deref());
    add(&mut item, "siret", billing.siret.as_deref());
    add(&mut item, "purchase_order", billing.purchase_order.as_deref());
    add(&mut item, "email", billing.email.as_ref().map(Email::as_str));
    item
}

pub(crate) fn to_billing(item: &Item) -> Result<Billing, StoreError> {
    Ok(Billing {
        organisation: optional(item, "organisation"),
        address: string(item, "address")?.to_owned(),
        postal_code: string(item, "postal_code")?.to_owned(),
        city: string(item, "city")?.to_owned(),
        siret: optional(item, "siret"),
        purchase_order: optional(item, "purchase_order"),
        email: optional_string(item, "email").map(email).transpose()?,
    })
}

fn email(text: &str) -> Result<Email, StoreError> {
    Email::parse(text).map_err(|_| StoreError::Item("email"))
}
