//! `KnownPages`: what the last build rendered, so that pages are rendered again only if something that they are made from
//! has changed.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::build_cache::BuildCache;
use crate::fingerprint::Fingerprint;
use crate::write::FileContent;

/// The name of the record.
const NAME: &str = "pages.json";

/// A page that was rendered without a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownPage {
    /// The fingerprint of all that it was made from.
    pub(crate) key: Fingerprint,
    pub(crate) html: FileContent,
    /// The `id`s of its parts; `None` if no text linked to one.
    pub(crate) ids: Option<Vec<String>>,
}

/// What a build rendered: pages by their keys, and dry runs of themes.
#[derive(Debug, Default)]
pub(crate) struct KnownPages {
    pages: HashMap<Fingerprint, KnownPage>,
    /// The fingerprints of themes whose dry run had no problem.
    tried: BTreeSet<Fingerprint>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Record {
    pages: Vec<KnownPage>,
    tried: BTreeSet<Fingerprint>,
}

impl KnownPages {
    /// Returns what was rendered: pages, and dry runs of themes with these fingerprints.
    pub(crate) fn new(
        pages: impl IntoIterator<Item = KnownPage>,
        tried: impl IntoIterator<Item = Fingerprint>,
    ) -> KnownPages {
        let mut known = KnownPages { pages: HashMap::new(), tried: tried.into_iter().collect() };
        pages.into_iter().for_each(|page| known.add(page));
        known
    }

    /// Returns what the last build rendered.
    pub(crate) fn read(cache: &BuildCache) -> KnownPages {
        let Record { pages, tried } = cache.read(NAME).unwrap_or_default();
        KnownPages::new(pages, tried)
    }

    /// Keeps these pages, instead of earlier ones, for the next build.
    pub(crate) fn keep(self, cache: &BuildCache) {
        let mut pages: Vec<_> = self.pages.into_values().collect();
        pages.sort_by_key(|page| page.key);
        cache.keep(NAME, &Record { pages, tried: self.tried });
    }

    /// Returns the page with this key; `None` if it must be rendered. `linked` is whether the `id`s of its parts are needed.
    pub(crate) fn get(&self, key: Fingerprint, linked: bool) -> Option<&KnownPage> {
        self.pages.get(&key).filter(|page| !linked || page.ids.is_some())
    }

    /// Returns whether the dry run of a theme with this fingerprint had no problem.
    pub(crate) fn has_tried(&self, theme: Fingerprint) -> bool {
        self.tried.contains(&theme)
    }

    /// Adds other pages.
    pub(crate) fn append(&mut self, other: KnownPages) {
        self.tried.extend(other.tried);
        other.pages.into_values().for_each(|page| self.add(page));
    }

    fn add(&mut self, page: KnownPage) {
        let known = self.pages.entry(page.key).or_insert_with(|| page.clone());
        if known.ids.is_none() {
            *known = page;
        }
    }
}
