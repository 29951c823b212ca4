//! The addresses of pages that list workshops: topics, and the archive by year.
//!
//! The existing lists are known only once the content is resolved; the addresses of the indexes are known before, so
//! that the navigation can link to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use addresses::{Pattern, Permalink};
use content::config::{Config, Permalinks};
use content::load::Sources;
use diagnostics::{Diagnostics, SourceFile};
use model::slug::Slug;
use resolve::{Listings, Topic};

use super::Addresses;

/// The addresses of lists of workshops.
#[derive(Clone, Debug, Default)]
pub(super) struct ListingAddresses {
    topic_index: Option<Permalink>,
    topics: BTreeMap<Slug, Permalink>,
    /// For a translation: the original of each topic.
    originals: BTreeMap<Slug, Slug>,
    archive: Option<Permalink>,
    years: BTreeMap<i16, Permalink>,
}

impl ListingAddresses {
    /// The indexes that exist as soon as they list something.
    pub(super) fn announced(permalinks: &Permalinks) -> ListingAddresses {
        ListingAddresses {
            topic_index: Some(permalinks.topic.index()),
            archive: Some(permalinks.archive.index()),
            ..ListingAddresses::default()
        }
    }

    /// Announces only these indexes.
    pub(super) fn announce_only(&mut self, indexes: &[Permalink]) {
        self.topic_index.take_if(|index| !indexes.contains(index));
        self.archive.take_if(|index| !indexes.contains(index));
    }

    /// Returns each list with its original in the site's own language.
    pub(super) fn counterparts<'a>(
        &'a self,
        main: &'a ListingAddresses,
    ) -> impl Iterator<Item = (&'a Permalink, Option<&'a Permalink>)> {
        let original = |slug| self.originals.get(slug).and_then(|original| main.topics.get(original));
        let topics = self.topics.iter().map(move |(slug, topic)| (topic, original(slug)));
        let topic_index = self.topic_index.iter().map(|index| (index, main.topic_index.as_ref()));
        let archive = self.archive.iter().map(|archive| (archive, main.archive.as_ref()));
        let years = self.years.iter().map(|(year, permalink)| (permalink, main.years.get(year)));
        topics.chain(topic_index).chain(archive).chain(years)
    }

    /// Returns all permalinks.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Permalink> {
        let indexes = self.topic_index.iter().chain(&self.archive);
        indexes.chain(self.topics.values()).chain(self.years.values())
    }
}

impl Addresses {
    /// Returns the addresses with those of other editions taken.
    #[must_use]
    pub(crate) fn after(self, others: &Addresses) -> Addresses {
        Addresses { places: others.places.clone(), ..self }
    }

    /// Returns the addresses with those of non-empty lists; reports collisions.
    #[must_use]
    pub(crate) fn with_listings(
        self,
        listings: &Listings,
        sources: &Sources,
        config: &Config,
        diagnostics: &mut Diagnostics,
    ) -> Addresses {
        let Addresses { mut places, .. } = self;
        let Permalinks { topic: topics, archive, .. } = &config.permalinks;
        let mut take = |permalink: Permalink, source: Option<&Arc<SourceFile>>| {
            places.take(permalink.output(), source, diagnostics);
            permalink
        };
        let site = Some(&config.file);
        let year = |year: &i16| (*year, year_permalink(archive, *year));
        let listings = ListingAddresses {
            topic_index: (!listings.topics.is_empty()).then(|| take(topics.index(), site)),
            topics: listings
                .topics
                .iter()
                .map(|(slug, topic)| (slug.clone(), take(topics.permalink(slug), source(topic, sources))))
                .collect(),
            originals: config
                .topics
                .iter()
                .filter_map(|topic| {
                    Some((Slug::from_text(&topic.name.value)?, Slug::from_text(&topic.original.value)?))
                })
                .collect(),
            archive: (!listings.years.is_empty()).then(|| take(archive.index(), site)),
            years: listings
                .years
                .keys()
                .map(year)
                .map(|(year, permalink)| (year, take(permalink, site)))
                .collect(),
        };
        Addresses { listings, places, ..self }
    }

    /// Returns the pages that always have an address though they have no content file: indexes, and the pages for
    /// searching the site and for finding registrations.
    pub(crate) fn without_file(&self) -> impl Iterator<Item = &Permalink> {
        self.listings.topic_index.iter().chain(&self.listings.archive).chain(&self.search).chain(&self.find)
    }

    /// Returns the permalink of a topic's page.
    pub(crate) fn topic(&self, slug: &Slug) -> Option<&Permalink> {
        self.listings.topics.get(slug)
    }

    /// Returns the permalink of the list of topics; `None` if there are none.
    pub(crate) fn topics(&self) -> Option<&Permalink> {
        self.listings.topic_index.as_ref()
    }

    /// Returns the permalink of the list of workshops that started in a year.
    pub(crate) fn year(&self, year: i16) -> Option<&Permalink> {
        self.listings.years.get(&year)
    }

    /// Returns the permalink of the list of years; `None` if no workshop is over.
    pub(crate) fn archive(&self) -> Option<&Permalink> {
        self.listings.archive.as_ref()
    }
}

/// A year is treated like any other name.
fn year_permalink(archive: &Pattern, year: i16) -> Permalink {
    archive.permalink(&Slug::from_text(&year.to_string()).expect("a year has digits"))
}

/// Returns the file of the first workshop with a topic.
fn source<'s>(topic: &Topic, sources: &'s Sources) -> Option<&'s Arc<SourceFile>> {
    sources.workshops.get(topic.workshops.first()?)?.index.as_ref()
}
