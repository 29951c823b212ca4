//! The index of a catalogue: small enough to be read whole by every function that starts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::limits::Limits;
use crate::slug::Slug;

/// The names of all workshops, and what does not belong to a single one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The [`CATALOGUE_VERSION`](super::CATALOGUE_VERSION) of the generator that wrote the catalogue.
    pub version: u32,
    /// The limits on requests per network address and on mails per mailbox.
    #[serde(default, skip_serializing_if = "Limits::are_default")]
    pub limits: Limits,
    /// The languages, besides the site's main one, in which workshops have texts.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub languages: BTreeSet<String>,
    /// The identifiers of all workshops.
    pub workshops: BTreeSet<Slug>,
    /// Workshops whose folder was renamed, by identifier.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub renamed: BTreeMap<Slug, Renamed>,
}

/// The current and former names of a renamed workshop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// The current name of its folder.
    pub name: Slug,
    /// All former names, starting with the one that serves as its identifier.
    pub former: Vec<Slug>,
}

impl Index {
    /// Returns the identifier of the workshop with this current or former name.
    pub fn identifier(&self, name: &Slug) -> Option<&Slug> {
        self.workshops.get(name).or_else(|| self.workshops.get(identifier(&self.renamed, name)?))
    }
}

/// Returns the current name of the workshop with this identifier, given those that were renamed.
pub fn current_name<'a>(renamed: &'a BTreeMap<Slug, Renamed>, identifier: &'a Slug) -> &'a Slug {
    renamed.get(identifier).map_or(identifier, |renamed| &renamed.name)
}

/// Returns the identifier of a renamed workshop, given any of its names.
pub(super) fn identifier<'a>(renamed: &'a BTreeMap<Slug, Renamed>, name: &Slug) -> Option<&'a Slug> {
    let has_name = |renamed: &Renamed| renamed.name == *name || renamed.former.contains(name);
    renamed.iter().find(|(_, renamed)| has_name(renamed)).map(|(identifier, _)| identifier)
}
