//! `Listings`: by which topics and which years the site lists its workshops.

use std::collections::BTreeMap;

use addresses::Permalink;
use content::config::Permalinks;
use jiff::civil::Date;
use model::programme::{Phase, Workshop};
use model::slug::Slug;

use crate::Content;

/// Which lists of workshops have pages. A list that would be empty has none.
#[derive(Debug, Default)]
pub struct Listings {
    /// The topics, by the name in their address.
    pub topics: BTreeMap<Slug, Topic>,
    /// Workshops that are over, by the year in which they began.
    pub years: BTreeMap<i16, Vec<Slug>>,
}

/// A topic with its workshops.
#[derive(Debug)]
pub struct Topic {
    /// Its name, as the workshops write it.
    pub name: String,
    /// The workshops about it.
    pub workshops: Vec<Slug>,
}

impl Listings {
    /// The lists as of a day.
    pub fn new(content: &Content, today: Date) -> Listings {
        Listings::of(content.programme.workshops.values(), today)
    }

    /// The lists of some workshops as of a day.
    pub fn of<'w>(workshops: impl Iterator<Item = &'w Workshop>, today: Date) -> Listings {
        let mut listings = Listings::default();
        for workshop in workshops {
            // A topic that makes no address was told.
            for (slug, name) in workshop.topics.iter().filter_map(|name| Some((Slug::from_text(name)?, name)))
            {
                let new = || Topic { name: name.clone(), workshops: Vec::new() };
                let topic = listings.topics.entry(slug).or_insert_with(new);
                topic.workshops.push(workshop.slug.clone());
            }
            if workshop.phase(today) == Phase::Past {
                listings.years.entry(year(workshop)).or_default().push(workshop.slug.clone());
            }
        }
        listings
    }

    /// The permalinks of the indexes that have something to list.
    pub fn indexes(&self, permalinks: &Permalinks) -> Vec<Permalink> {
        let topics = (!self.topics.is_empty()).then(|| permalinks.topic.index());
        let archive = (!self.years.is_empty()).then(|| permalinks.archive.index());
        topics.into_iter().chain(archive).collect()
    }
}

/// The year that a workshop is archived under: that in which it began, by which editions are called.
fn year(workshop: &Workshop) -> i16 {
    workshop.first_day().year()
}
