//! DynamoDB's attribute values: made of plain ones, and read back with the name of what is wrong.

use std::collections::HashMap;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::failure::StoreError;

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) fn map<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    HashMap::from(attributes.map(|(name, value)| (name.to_owned(), value)))
}

pub(crate) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(crate) fn whole(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// Adds an attribute if there is a value: absent attributes cost nothing.
pub(crate) fn add(item: &mut Item, attribute: &str, value: Option<impl Into<String>>) {
    if let Some(value) = value {
        item.insert(attribute.to_owned(), text(value));
    }
}

pub(crate) fn usable<T>(value: Option<T>, attribute: &'static str) -> Result<T, StoreError> {
    value.ok_or(StoreError::Item(attribute))
}

pub(crate) fn optional_string<'a>(item: &'a Item, attribute: &str) -> Option<&'a str> {
    item.get(attribute)?.as_s().ok().map(String::as_str)
}

/// The text of an attribute, if it has one.
pub(crate) fn optional(item: &Item, attribute: &str) -> Option<String> {
    optional_string(item, attribute).map(str::to_owned)
}

pub(crate) fn string<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a str, StoreError> {
    usable(optional_string(item, attribute), attribute)
}

pub(crate) fn parsed<T: FromStr>(item: &Item, attribute: &'static str) -> Result<T, StoreError> {
    usable(string(item, attribute)?.parse().ok(), attribute)
}

/// The value of an attribute that is a whole number.
pub(crate) fn number<T: FromStr>(item: &Item, attribute: &'static str) -> Result<T, StoreError> {
    usable(item.get(attribute).and_then(as_number), attribute)
}

/// A whole number.
pub(crate) fn as_number<T: FromStr>(value: &AttributeValue) -> Option<T> {
    value.as_n().ok()?.parse().ok()
}

pub(crate) fn list<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a [AttributeValue], StoreError> {
    let value = item.get(attribute).and_then(|value| value.as_l().ok());
    usable(value.map(Vec::as_slice), attribute)
}

pub(crate) fn submap<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a Item, StoreError> {
    usable(item.get(attribute).and_then(|value| value.as_m().ok()), attribute)
}
