//! Finds and replaces texts anywhere in an item, for commands that remove a person from the records.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::condition::met;
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::{PK, SK};
use crate::store::Store;
use crate::stored::StoredItem;

/// A text in an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredText {
    /// The path of attribute names and indices, such as `participants.0.function`.
    pub path: String,
    /// The text.
    pub text: String,
}

impl StoredItem {
    /// Returns every text in the item except its key, ordered by path.
    pub fn texts(&self) -> Vec<StoredText> {
        let mut texts = Vec::new();
        for (name, value) in self.attributes() {
            visit(name, value, &mut |path, text| {
                texts.push(StoredText { path: path.to_owned(), text: text.to_owned() });
                None
            });
        }
        texts.sort_by(|one, other| one.path.cmp(&other.path));
        texts
    }

    fn attributes(&self) -> impl Iterator<Item = (&String, &AttributeValue)> {
        self.0.iter().filter(|(name, _)| ![PK, SK].contains(&name.as_str()))
    }
}

impl Store {
    /// Replaces texts in an item with the results of `change`, which receives the path and the text. Returns whether
    /// the item was still unchanged. Writes only the changed attributes, so the item itself may be unreadable.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the change is not known to be stored by the deadline.
    pub async fn change_texts(
        &self,
        item: &StoredItem,
        mut change: impl FnMut(&str, &str) -> Option<String>,
        deadline: Deadline,
    ) -> Result<bool, StoreError> {
        let changed: BTreeMap<_, _> = item
            .attributes()
            .filter_map(|(name, value)| Some((name, value, visit(name, value, &mut change)?)))
            .map(|(name, before, after)| (name.clone(), (before.clone(), after)))
            .collect();
        if changed.is_empty() {
            return Ok(true);
        }
        let (mut sets, mut conditions) = (Vec::new(), Vec::new());
        let mut update = self.client.update_item().table_name(&self.table).set_key(Some(item.key()));
        for (index, (name, (before, after))) in changed.into_iter().enumerate() {
            sets.push(format!("#n{index} = :after{index}"));
            conditions.push(format!("#n{index} = :before{index}"));
            update = update
                .expression_attribute_names(format!("#n{index}"), name)
                .expression_attribute_values(format!(":before{index}"), before)
                .expression_attribute_values(format!(":after{index}"), after);
        }
        let update = update
            .update_expression(format!("SET {}", sets.join(", ")))
            .condition_expression(conditions.join(" AND "));
        met(deadline, || update.clone().send()).await
    }
}

/// Calls `change` for each text in a value. Returns the value with the replacements, if there are any.
fn visit(
    path: &str,
    value: &AttributeValue,
    change: &mut impl FnMut(&str, &str) -> Option<String>,
) -> Option<AttributeValue> {
    match value {
        AttributeValue::S(text) => change(path, text).map(AttributeValue::S),
        AttributeValue::M(members) => {
            let mut names: Vec<_> = members.keys().collect();
            names.sort();
            let mut changed = members.clone();
            let mut any = false;
            for name in names {
                if let Some(value) = visit(&format!("{path}.{name}"), &members[name], change) {
                    changed.insert(name.clone(), value);
                    any = true;
                }
            }
            any.then_some(AttributeValue::M(changed))
        }
        AttributeValue::L(values) => {
            let visited = |(index, value)| visit(&format!("{path}.{index}"), value, change);
            let changes: Vec<_> = values.iter().enumerate().map(visited).collect();
            changes.iter().any(Option::is_some).then(|| {
                let pairs = values.iter().zip(changes);
                AttributeValue::L(pairs.map(|(old, new)| new.unwrap_or_else(|| old.clone())).collect())
            })
        }
        AttributeValue::Ss(texts) => {
            let changes: Vec<_> = texts.iter().map(|text| change(path, text)).collect();
            changes.iter().any(Option::is_some).then(|| {
                let pairs = texts.iter().zip(changes);
                AttributeValue::Ss(pairs.map(|(old, new)| new.unwrap_or_else(|| old.clone())).collect())
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::{map, text};

    #[test]
    fn texts_are_found_at_any_depth_and_only_matching_ones_are_replaced() {
        let inner = AttributeValue::M(map([("function", text("a"))]));
        let item = StoredItem(map([
            (PK, text("workshop#a")),
            (SK, text("notice#a")),
            ("participants", AttributeValue::L(vec![inner])),
            ("topics", AttributeValue::Ss(vec!["a".to_owned(), "b".to_owned()])),
            ("remarks", text("a")),
            ("amount", AttributeValue::N("1".to_owned())),
        ]));
        let paths: Vec<_> = item.texts().into_iter().map(|text| text.path).collect();
        assert_eq!(paths, ["participants.0.function", "remarks", "topics", "topics"]);
        let participants = &item.0["participants"];
        let mut replace = |path: &str, _: &str| path.ends_with("function").then(|| "–".to_owned());
        let changed = visit("participants", participants, &mut replace).unwrap();
        assert_eq!(changed.as_l().unwrap()[0].as_m().unwrap()["function"], text("–"));
        assert_eq!(visit("remarks", &item.0["remarks"], &mut replace), None);
    }
}
