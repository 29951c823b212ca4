//! Conversions between DynamoDB's attribute values and plain ones, and between items and the shapes that other modules
//! define.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
/// The time at which DynamoDB deletes an item: seconds since 1970.
pub(crate) use jiff::fmt::serde::timestamp::second::required as expiry;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::failure::StoreError;
use crate::key::{PK, SK};

/// The attribute by which DynamoDB deletes items, with that time. Items of any kind may have it.
pub(crate) const EXPIRES_AT: &str = "expires_at";

/// An item in the SDK's representation.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The start of serde's message about a missing field. The field's name follows, never a value.
const MISSING: &str = "missing field `";

pub(crate) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(crate) fn whole(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// Returns the key of an item.
pub(crate) fn key(partition: impl Into<String>, sort_key: impl Into<String>) -> Item {
    HashMap::from([(PK.to_owned(), text(partition)), (SK.to_owned(), text(sort_key))])
}

/// Builds the item with this key and the attributes of a shape.
pub(crate) fn to_item(key: Item, shape: &impl Serialize) -> Result<Item, StoreError> {
    let attributes: Item = serde_dynamo::to_item(shape).map_err(|error| StoreError::Refused {
        reason: "serialization".to_owned(),
        source: Some(Box::new(error)),
    })?;
    Ok(key.into_iter().chain(attributes).collect())
}

/// Reads the attributes of a shape and ignores all others. The error contains only the path of the invalid attribute,
/// because serde's message may quote the item.
pub(crate) fn from_item<T: DeserializeOwned>(item: &Item) -> Result<T, StoreError> {
    let item = serde_dynamo::AttributeValue::M(serde_dynamo::Item::from(item.clone()).into());
    let deserializer = serde_dynamo::Deserializer::from_attribute_value(item);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let within = error.path().iter().next().map(|_| error.path().to_string());
        let reason = error.inner().to_string();
        let missing = reason.strip_prefix(MISSING).and_then(|rest| rest.split('`').next());
        let path = [within.as_deref(), missing].into_iter().flatten().collect::<Vec<_>>().join(".");
        StoreError::Item(path.into())
    })
}

/// Returns the value, or an error that names the attribute.
pub(crate) fn usable<T>(value: Option<T>, attribute: &'static str) -> Result<T, StoreError> {
    value.ok_or(StoreError::Item(attribute.into()))
}

pub(crate) fn optional_string<'a>(item: &'a Item, attribute: &str) -> Option<&'a str> {
    item.get(attribute)?.as_s().ok().map(String::as_str)
}

/// Returns a text attribute, or an error that names it.
pub(crate) fn string<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a str, StoreError> {
    usable(optional_string(item, attribute), attribute)
}

/// Builds an item from attributes.
#[cfg(test)]
pub(crate) fn map<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    HashMap::from(attributes.map(|(name, value)| (name.to_owned(), value)))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "only whether it can be read matters")]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    struct Inner {
        #[expect(dead_code, reason = "only whether it can be read matters")]
        number: u32,
    }

    fn problem(inner: AttributeValue) -> String {
        let item = Item::from([("inner".to_owned(), inner)]);
        from_item::<Outer>(&item).unwrap_err().to_string()
    }

    #[test]
    fn errors_contain_the_path_of_an_attribute_but_not_its_value() {
        let within = |item| problem(AttributeValue::L(vec![AttributeValue::M(item)]));
        let error = |path| format!("the attribute `{path}` of an item is missing or invalid");
        assert_eq!(from_item::<Outer>(&Item::new()).unwrap_err().to_string(), error("inner"));
        assert_eq!(problem(text("Claire")), error("inner"));
        assert_eq!(within(Item::new()), error("inner[0].number"));
        for wrong in [text("Claire"), AttributeValue::N("Claire".to_owned()), whole(-1)] {
            assert_eq!(within(Item::from([("number".to_owned(), wrong)])), error("inner[0].number"));
        }
    }
}
