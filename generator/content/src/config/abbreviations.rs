//! Abbreviations that apply to all texts of a language.

use diagnostics::{message, phrase};
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
        let message = message! {
            InvalidAbbreviation,
            en: "the abbreviation is empty",
            fr: "l’abréviation est vide"
        };
        let hint = phrase! {
            en: "write the short form before the colon, such as `HLM: Habitation à loyer modéré`",
            fr: "écrivez la forme courte avant le deux-points, par exemple `HLM: Habitation à loyer modéré`"
        };
        reader.refuse(&pair.key_span, message, hint);
        return None;
    }
    if short.len() > MAX_ABBREVIATION {
        let message = message! {
            InvalidAbbreviation,
            en: "this abbreviation is too long",
            fr: "cette abréviation est trop longue"
        };
        let hint = phrase! {
            en: "write at most {MAX_ABBREVIATION} letters",
            fr: "écrivez {MAX_ABBREVIATION} lettres au plus"
        };
        reader.refuse(&pair.key_span, message, hint);
        return None;
    }
    if let Value::Mapping(_) = pair.node.value {
        let message = message! {
            InvalidAbbreviation,
            en: "`{short}` has no text as its long form",
            fr: "`{short}` n’a pas de forme longue"
        };
        let hint = phrase! {
            en: "write `{short}: long form`; abbreviations of a further language go under `translations`, its tag, \
                 `abbreviations`",
            fr: "écrivez `{short}: forme longue` ; les abréviations d’une autre langue vont dans `translations`, sous le \
                 code de la langue, puis `abbreviations`"
        };
        reader.refuse(&pair.key_span, message, hint);
        return None;
    }
    let long = yaml::text(reader, &pair.node)?;
    Some(Abbreviation { short: short.to_owned(), long })
}
