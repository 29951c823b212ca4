//! `Listings`: the lists of workshops by topic and by year.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::programme::{Phase, Workshop};
use model::slug::Slug;

use crate::Content;

/// The lists of workshops that have pages. Empty lists have none.
#[derive(Debug, Default)]
pub struct Listings {
    /// The topics, by the slug in their address.
    pub topics: BTreeMap<Slug, Topic>,
    /// Past workshops, by the year in which they began.
    pub years: BTreeMap<i16, Vec<Slug>>,
}

/// A topic with its workshops.
#[derive(Debug)]
pub struct Topic {
    /// The name as the workshops write it.
    pub name: String,
    /// The workshops on this topic.
    pub workshops: Vec<Slug>,
}

impl Listings {
    /// Returns the lists as of `today`.
    pub fn new(content: &Content, today: Date) -> Listings {
        let mut listings = Listings::default();
        for workshop in content.programme.workshops.values() {
            // Topics without a slug were reported.
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
}

/// Returns the year of the archive that lists a workshop: the year in which it began.
fn year(workshop: &Workshop) -> i16 {
    workshop.first_day().year()
}
