//! Abbreviations that apply to all texts of a language.

use markdown::{Abbreviation, Glossary, MAX_ABBREVIATION};
use yaml::shape::TextKind;
use yaml::{KeyValue, Node, Reader, Value};

/// Reads a mapping from abbreviations to their long forms.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Glossary> {
    let abbreviations = reader.entries(node, TextKind::Line, abbreviation)?;
    Some(Glossary::new(&abbreviations))
}

fn abbreviation(reader: &mut Reader<'_>, pair: &KeyValue) -> Option<Abbreviation> {
    let short = pair.key.trim();
    if short.is_empty() {
        let hint = "write the short form before the colon, such as `HLM: Habitation à loyer modéré`";
        reader.refuse(&pair.key_span, "the abbreviation is empty", hint);
        return None;
    }
    if short.len() > MAX_ABBREVIATION {
        let hint = format!("write at most {} letters", MAX_ABBREVIATION);
        reader.refuse(&pair.key_span, "this abbreviation is too long", hint);
        return None;
    }
    if let Value::Mapping(_) = pair.node.value {
        let message = format!("`{short}` has no text as its long form");
        let hint = format!(
            "write `{short}: long form`; abbreviations of a further language go under `translations`, its tag, \
             `abbreviations`"
        );
        reader.refuse(&pair.key_span, message, hint);
        return None;
    }
    let long = yaml::text(reader, &pair.node)?;
    Some(Abbreviation { short: short.to_owned(), long })
}
