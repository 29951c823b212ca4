//! The dates in a YAML file, found by the shape of the file.

use std::ops::Range;

use jiff::civil::Date;
use yaml::shape::{Shape, TextKind};
use yaml::{Node, Value};

/// A date with its place, which may be the beginning of a moment.
pub(crate) struct FoundDate {
    pub(crate) span: Range<usize>,
    pub(crate) date: Date,
}

/// Returns the dates in a value that has this shape.
pub(crate) fn dates(shape: &Shape, node: &Node) -> Vec<FoundDate> {
    let mut found = Vec::new();
    collect(shape, node, &mut found);
    found
}

fn collect(shape: &Shape, node: &Node, found: &mut Vec<FoundDate>) {
    match (shape, &node.value) {
        (Shape::Text(TextKind::Date | TextKind::Moment), Value::Scalar(text)) => {
            let date = text.get(..10).and_then(|text| text.parse().ok());
            found.extend(date.map(|date| FoundDate { span: node.span.clone(), date }));
        }
        (Shape::List(list), Value::Sequence(items)) => {
            items.iter().for_each(|item| collect(&list.item, item, found));
        }
        (Shape::Mapping(mapping), Value::Mapping(pairs)) => {
            for pair in pairs {
                if let Some(key) = mapping.key(&pair.key) {
                    collect(&key.shape, &pair.node, found);
                }
            }
        }
        (Shape::Entries(entries), Value::Mapping(pairs)) => {
            pairs.iter().for_each(|pair| collect(&entries.value, &pair.node, found));
        }
        (Shape::Either(shapes), _) => shapes.iter().for_each(|shape| collect(shape, node, found)),
        _ => {}
    }
}
