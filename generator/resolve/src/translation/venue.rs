//! `venues.<language>.yaml`: the names of venues in a further language.

use std::collections::BTreeMap;
use std::sync::Arc;

use diagnostics::{Diagnostics, SourceFile, message, phrase, suggestion};
use markdown::Typography;
use model::slug::Slug;
use model::venue::Venue;
use yaml::shape::TextKind;
use yaml::{KeyValue, Node, Reader};

use super::super::prose;

/// Returns the translated venues. Addresses are the same in every language. If the site's own venues have problems
/// (`are_incomplete`), unknown venues are not reported.
pub(super) fn venues(
    file: &Arc<SourceFile>,
    venues: &BTreeMap<Slug, Venue>,
    are_incomplete: bool,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> Vec<Venue> {
    let Some(node) = yaml::parse_file(file, diagnostics) else { return Vec::new() };
    entries(&mut Reader::new(file, diagnostics), &node, venues, are_incomplete, typography)
        .unwrap_or_default()
}

/// Reads the entries of the file.
pub(super) fn entries(
    reader: &mut Reader<'_>,
    node: &Node,
    venues: &BTreeMap<Slug, Venue>,
    are_incomplete: bool,
    typography: Typography,
) -> Option<Vec<Venue>> {
    reader.entries(node, TextKind::Reference("venue"), |reader, pair| {
        let original = pair.key.parse().ok().and_then(|slug: Slug| venues.get(&slug));
        match original {
            Some(original) => venue(reader, pair, original, typography),
            None if are_incomplete => None,
            None => {
                let names = venues.keys().map(Slug::as_str);
                let name = &pair.key;
                let otherwise = phrase! {
                    en: "name a venue of `venues.yaml`",
                    fr: "nommez un lieu de `venues.yaml`"
                };
                let hint = suggestion::hint(name, names, otherwise);
                let message = message! {
                    UnknownOriginal,
                    en: "there is no venue `{name}`",
                    fr: "il n’y a pas de lieu `{name}`"
                };
                reader.refuse(&pair.key_span, message, hint);
                None
            }
        }
    })
}

fn venue(
    reader: &mut Reader<'_>,
    pair: &KeyValue,
    original: &Venue,
    typography: Typography,
) -> Option<Venue> {
    let prose = prose(typography);
    let mut fields = reader.fields(&pair.node)?;
    let name = fields.required(reader, "name", prose);
    let city = fields.optional(reader, "city", yaml::text);
    // Without the directions, readers of this language would not find the way.
    let access = fields.required_if(original.access.is_some(), reader, "access", prose);
    fields.finish(reader);
    let city = city.unwrap_or_else(|| original.city.clone());
    Some(Venue { name: name?, city, access, ..original.clone() })
}
