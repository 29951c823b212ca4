//! Venues: `content/venues.yaml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::programme::Venue;
use model::slug::Slug;

use super::prose;
use crate::diagnostic::{Diagnostics, SourceFile};
use crate::typography::Typography;
use crate::yaml::{self, Entry, Reader};

/// Reads the venues. A site whose sessions are all online needs no file.
pub(super) fn venues(
    file: Option<&Arc<SourceFile>>,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Slug, Venue> {
    let Some(file) = file else {
        return BTreeMap::new();
    };
    let Some(node) = yaml::parse(file, 0..file.text.len(), diagnostics) else {
        return BTreeMap::new();
    };
    let mut reader = Reader::new(file, diagnostics);
    let entries = reader.entries(&node).unwrap_or_default();
    let venues = entries
        .iter()
        .filter_map(|entry| venue(&mut reader, entry, typography));
    venues.map(|venue| (venue.slug.clone(), venue)).collect()
}

fn venue(reader: &mut Reader<'_>, entry: &Entry, typography: Typography) -> Option<Venue> {
    let slug = yaml::slug_of(reader, &entry.key, &entry.key_span);
    let mut fields = reader.fields(&entry.node)?;
    let name = fields.required(reader, "name", prose(typography));
    let address = fields.required(reader, "address", yaml::list(prose(typography)));
    let city = fields.required(reader, "city", yaml::text);
    let access = fields.optional(reader, "access", prose(typography));
    fields.finish(reader);
    Some(Venue {
        slug: slug?,
        name: name?,
        address: address?,
        city: city?,
        access,
    })
}
