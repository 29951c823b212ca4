//! Venues: `content/venues.yaml`.

use std::collections::{BTreeMap, BTreeSet};

use model::programme::Venue;
use model::slug::Slug;

use super::prose;
use crate::diagnostic::Diagnostics;
use crate::load::Sources;
use crate::typography::Typography;
use crate::yaml::{self, Entry, Reader};

/// The venues, and the identifiers of those that cannot be read too.
#[derive(Debug, Default)]
pub(super) struct Venues {
    pub(super) venues: BTreeMap<Slug, Venue>,
    /// `None` when nobody knows which venues there are.
    names: Option<BTreeSet<Slug>>,
}

impl Venues {
    /// Whether there may be a venue of this name: after a problem with the file, sessions are given the benefit of
    /// the doubt.
    pub(super) fn may_contain(&self, name: &Slug) -> bool {
        self.names.as_ref().is_none_or(|names| names.contains(name))
    }
}

/// Reads the venues. A site whose sessions are all online needs no file.
pub(super) fn venues(sources: &Sources, typography: Typography, diagnostics: &mut Diagnostics) -> Venues {
    let Some(file) = &sources.venues else {
        let unreadable = sources.unreadable.contains("content/venues.yaml");
        return Venues { names: (!unreadable).then(BTreeSet::new), ..Venues::default() };
    };
    let Some(node) = yaml::parse(file, 0..file.text.len(), diagnostics) else {
        return Venues::default();
    };
    let mut reader = Reader::new(file, diagnostics);
    let Some(entries) = reader.entries(&node) else {
        return Venues::default();
    };
    let venues = entries.iter().filter_map(|entry| venue(&mut reader, entry, typography));
    Venues {
        venues: venues.map(|venue| (venue.slug.clone(), venue)).collect(),
        names: Some(entries.iter().filter_map(|entry| entry.key.parse().ok()).collect()),
    }
}

fn venue(reader: &mut Reader<'_>, entry: &Entry, typography: Typography) -> Option<Venue> {
    let slug = yaml::slug_of(reader, &entry.key, &entry.key_span);
    let mut fields = reader.fields(&entry.node)?;
    let name = fields.required(reader, "name", prose(typography));
    let address = fields.required(reader, "address", yaml::list(prose(typography)));
    let city = fields.required(reader, "city", yaml::text);
    let access = fields.optional(reader, "access", prose(typography));
    fields.finish(reader);
    Some(Venue { slug: slug?, name: name?, address: address?, city: city?, access })
}
