//! The paths of all keys that a kind of file may have, for tests of completeness.

use std::collections::BTreeSet;

use yaml::shape::{Key, Shape};

use crate::FileKind;

/// Returns the path of each key: the name of the kind and the keys down to it.
pub fn paths(kind: &FileKind) -> BTreeSet<Vec<String>> {
    let mut paths = BTreeSet::new();
    let start: Vec<_> = kind.name.split('.').map(str::to_owned).collect();
    collect(&start, &kind.shape(), &mut paths);
    paths
}

fn collect(path: &[String], shape: &Shape, paths: &mut BTreeSet<Vec<String>>) {
    match shape {
        Shape::List(list) => collect(path, &list.item, paths),
        Shape::Entries(entries) => collect(path, &entries.value, paths),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| collect(path, shape, paths)),
        Shape::Mapping(mapping) => {
            let cases = mapping.variants.iter().flat_map(|variants| &variants.cases);
            let keys: Vec<&Key> = mapping.keys.iter().chain(cases.flat_map(|case| &case.keys)).collect();
            for key in keys {
                let below: Vec<_> = path.iter().cloned().chain([key.name.to_owned()]).collect();
                collect(&below, &key.shape, paths);
                paths.insert(below);
            }
        }
        Shape::Anything
        | Shape::Nothing
        | Shape::Boolean
        | Shape::Integer(_)
        | Shape::Text(_)
        | Shape::Keyword(_) => {}
    }
}
