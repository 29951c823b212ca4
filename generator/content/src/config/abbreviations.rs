//! Abbreviations that all texts of a language use.

use markdown::{Abbreviation, Glossary, MAX_ABBREVIATION};
use yaml::{Entry, Node, Reader, Value};

/// Reads a mapping from short forms to long ones.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Glossary> {
    let entries = reader.entries(node)?;
    let abbreviations: Vec<_> = entries.iter().filter_map(|entry| abbreviation(reader, entry)).collect();
    Some(Glossary::new(&abbreviations))
}

fn abbreviation(reader: &mut Reader<'_>, entry: &Entry) -> Option<Abbreviation> {
    let short = entry.key.trim();
    if short.is_empty() {
        let hint = "write what stands in texts, such as `HLM: Habitation à loyer modéré`";
        reader.refuse(&entry.key_span, "there is no abbreviation here", hint);
        return None;
    }
    if short.len() > MAX_ABBREVIATION {
        let hint = format!("write at most {} letters", MAX_ABBREVIATION);
        reader.refuse(&entry.key_span, "this is too long for an abbreviation", hint);
        return None;
    }
    if let Value::Mapping(_) = entry.node.value {
        let message = format!("`{short}` is not explained by a text");
        let hint = format!(
            "write `{short}: what it stands for`; those of a further language stand under `translations`, its tag, \
             `abbreviations`"
        );
        reader.refuse(&entry.key_span, message, hint);
        return None;
    }
    let long = yaml::text(reader, &entry.node)?;
    Some(Abbreviation { short: short.to_owned(), long })
}
