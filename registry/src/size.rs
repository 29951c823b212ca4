//! The size limit of items.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::attributes::Item;
use crate::failure::StoreError;

/// The size of the largest item that is written, in bytes as DynamoDB counts them. Above 400 KB (AWS limit) an item
/// cannot be written at all, so even a promotion would fail; a third of that leaves a margin.
///
/// A post has at most 64 KB; fee labels and the history (14 KB) come on top.
pub const MAX_ITEM_BYTES: usize = 128 * 1024;

/// Returns the item if it is within the limit.
pub(crate) fn checked(item: Item) -> Result<Item, StoreError> {
    check(&item)?;
    Ok(item)
}

/// Returns whether an item is below the limit by this many bytes.
pub(crate) fn leaves(item: &Item, bytes: usize) -> bool {
    of(item) + bytes <= MAX_ITEM_BYTES
}

/// Fails if an item exceeds the limit.
pub(crate) fn check(item: &Item) -> Result<(), StoreError> {
    let (size, most) = (of(item), MAX_ITEM_BYTES);
    if size > most { Err(StoreError::TooLarge { size, most }) } else { Ok(()) }
}

/// Returns the size of an item as DynamoDB counts it; numbers are estimated upwards.
pub(crate) fn of(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + of_value(value)).sum()
}

fn of_value(value: &AttributeValue) -> usize {
    // A list or map takes 3 bytes, and each of its elements one more.
    let list = |values: &[AttributeValue]| values.iter().map(|value| 1 + of_value(value)).sum::<usize>();
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.len() / 2 + 2,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::Ns(numbers) => numbers.iter().map(|number| number.len() / 2 + 2).sum(),
        AttributeValue::Bs(all) => all.iter().map(|bytes| bytes.as_ref().len()).sum(),
        AttributeValue::L(values) => 3 + list(values),
        AttributeValue::M(item) => 3 + item.len() + of(item),
        // Booleans and null take one byte.
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::{map, text, whole};

    #[test]
    fn names_and_values_count() {
        assert_eq!(of(&map([("PK", text("workshop#é"))])), 2 + 11);
        assert_eq!(of(&map([("n", whole(12_345))])), 1 + 4);
        let inner = AttributeValue::M(map([("a", text("b"))]));
        assert_eq!(
            of(&map([("l", AttributeValue::L(vec![inner, AttributeValue::Bool(true)]))])),
            1 + 3 + 2 + 6 + 1
        );
    }

    #[test]
    fn items_above_the_limit_are_not_written() {
        let item = |length| map([("a", text("b".repeat(length)))]);
        assert!(checked(item(MAX_ITEM_BYTES - 1)).is_ok());
        let error = checked(item(MAX_ITEM_BYTES)).unwrap_err();
        assert_eq!(error.to_string(), "an item of 131073 bytes is larger than 131072");
    }
}
