//! Abbreviations that the whole site uses.

use crate::markdown::Abbreviation;
use crate::yaml::{self, Entry, Node, Reader};

/// Reads a mapping from short forms to long ones.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<Abbreviation>> {
    let entries = reader.entries(node)?;
    let long = |entry: &Entry| {
        let text = yaml::text(reader, &entry.node)?;
        Some(Abbreviation { short: entry.key.clone(), long: text })
    };
    Some(entries.iter().filter_map(long).collect())
}
