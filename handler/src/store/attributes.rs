//! DynamoDB's attribute values: made of plain ones, and read back with the name of what is wrong.

use std::collections::HashMap;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;

use super::Item;
use super::failure::StoreError;

pub(super) fn map<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    HashMap::from(attributes.map(|(name, value)| (name.to_owned(), value)))
}

pub(super) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(super) fn whole(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// Adds an attribute if there is a value: absent attributes cost nothing.
pub(super) fn add(item: &mut Item, attribute: &str, value: Option<impl Into<String>>) {
    if let Some(value) = value {
        item.insert(attribute.to_owned(), text(value));
    }
}

pub(super) fn usable<T>(value: Option<T>, attribute: &'static str) -> Result<T, StoreError> {
    value.ok_or(StoreError::Item(attribute))
}

pub(super) fn optional_string<'a>(item: &'a Item, attribute: &str) -> Option<&'a str> {
    item.get(attribute)?.as_s().ok().map(String::as_str)
}

/// The text of an attribute, if it has one.
pub(super) fn optional(item: &Item, attribute: &str) -> Option<String> {
    optional_string(item, attribute).map(str::to_owned)
}

pub(super) fn string<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a str, StoreError> {
    usable(optional_string(item, attribute), attribute)
}

pub(super) fn parsed<T: FromStr>(item: &Item, attribute: &'static str) -> Result<T, StoreError> {
    usable(string(item, attribute)?.parse().ok(), attribute)
}

/// The value of an attribute that is a whole number.
pub(super) fn number<T: FromStr>(item: &Item, attribute: &'static str) -> Result<T, StoreError> {
    usable(item.get(attribute).and_then(as_number), attribute)
}

/// A whole number.
pub(super) fn as_number<T: FromStr>(value: &AttributeValue) -> Option<T> {
    value.as_n().ok()?.parse().ok()
}

pub(super) fn list<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a [AttributeValue], StoreError> {
    let value = item.get(attribute).and_then(|value| value.as_l().ok());
    usable(value.map(Vec::as_slice), attribute)
}

pub(super) fn submap<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a Item, StoreError> {
    usable(item.get(attribute).and_then(|value| value.as_m().ok()), attribute)
}
