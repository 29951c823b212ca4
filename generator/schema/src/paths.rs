//! The paths of all keys that a kind of file may have, for tests of completeness.

use std::collections::BTreeSet;

use yaml::shape::Shape;

use crate::FileKind;

/// Returns the path of each key: the name of the kind and the keys down to it.
pub(crate) fn paths(kind: &FileKind) -> BTreeSet<Vec<String>> {
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
            for key in mapping.keys.iter().chain(mapping.keys_of_cases()) {
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
