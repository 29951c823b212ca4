//! The addresses of pages that list workshops: topics, and the archive by year.
//!
//! Which of them exist shows only when the content is understood; the address of an index is known before, so that the
//! navigation may lead there.

use std::collections::BTreeMap;
use std::sync::Arc;

use addresses::{Pattern, Permalink};
use content::config::{Config, Permalinks};
use content::load::Sources;
use diagnostics::{Diagnostics, SourceFile};
use model::slug::Slug;
use resolve::{Listings, Topic};

use super::Addresses;

/// Where lists of workshops stand.
#[derive(Clone, Debug, Default)]
pub(super) struct ListingAddresses {
    topic_index: Option<Permalink>,
    topics: BTreeMap<Slug, Permalink>,
    /// Which topic of the site's own language each is, in a further one.
    originals: BTreeMap<Slug, Slug>,
    archive: Option<Permalink>,
    years: BTreeMap<i16, Permalink>,
}

impl ListingAddresses {
    /// The indexes that there are as soon as they have something to list.
    pub(super) fn announced(permalinks: &Permalinks) -> ListingAddresses {
        ListingAddresses {
            topic_index: Some(permalinks.topic.index()),
            archive: Some(permalinks.archive.index()),
            ..ListingAddresses::default()
        }
    }

    /// Announces no other indexes than these.
    pub(super) fn announce_only(&mut self, indexes: &[Permalink]) {
        self.topic_index.take_if(|index| !indexes.contains(index));
        self.archive.take_if(|index| !indexes.contains(index));
    }

    /// Each list with the same one among those of the site's own language.
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

    /// All permalinks.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Permalink> {
        let indexes = self.topic_index.iter().chain(&self.archive);
        indexes.chain(self.topics.values()).chain(self.years.values())
    }
}

impl Addresses {
    /// The same addresses where the places of others are taken, too.
    #[must_use]
    pub(crate) fn after(self, others: &Addresses) -> Addresses {
        Addresses { places: others.places.clone(), ..self }
    }

    /// The same addresses with those of lists that have something to list; two pages in the same place are told.
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

    /// Pages that have an address from the start though no content file is theirs: indexes, and the pages
    /// for searching the site and for finding registrations.
    pub(crate) fn without_file(&self) -> impl Iterator<Item = &Permalink> {
        self.listings.topic_index.iter().chain(&self.listings.archive).chain(&self.search).chain(&self.find)
    }

    /// The permalink of a topic's page.
    pub(crate) fn topic(&self, slug: &Slug) -> Option<&Permalink> {
        self.listings.topics.get(slug)
    }

    /// The permalink of the page that lists the topics; `None` where there are none.
    pub(crate) fn topics(&self) -> Option<&Permalink> {
        self.listings.topic_index.as_ref()
    }

    /// The permalink of the page that lists what began in a year.
    pub(crate) fn year(&self, year: i16) -> Option<&Permalink> {
        self.listings.years.get(&year)
    }

    /// The permalink of the page that lists the years; `None` where no workshop is over.
    pub(crate) fn archive(&self) -> Option<&Permalink> {
        self.listings.archive.as_ref()
    }
}

/// A year is a name like any other.
fn year_permalink(archive: &Pattern, year: i16) -> Permalink {
    archive.permalink(&Slug::from_text(&year.to_string()).expect("a year has digits"))
}

/// The file of the first workshop that names a topic.
fn source<'s>(topic: &Topic, sources: &'s Sources) -> Option<&'s Arc<SourceFile>> {
    sources.workshops.get(topic.workshops.first()?)?.index.as_ref()
}
