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
    /// The slug of each topic, by its name.
    slugs: BTreeMap<String, Slug>,
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
            for name in &workshop.topics {
                listings.add(name, &workshop.slug);
            }
            if workshop.phase(today) == Phase::Past {
                listings.years.entry(year(workshop)).or_default().push(workshop.slug.clone());
            }
        }
        listings
    }

    /// Adds a workshop to a topic.
    fn add(&mut self, name: &str, workshop: &Slug) {
        let slug = match self.slugs.get(name) {
            Some(slug) => slug.clone(),
            None => {
                // Topics without a slug were reported.
                let Some(slug) = Slug::from_text(name) else { return };
                self.slugs.insert(name.to_owned(), slug.clone());
                slug
            }
        };
        let new = || Topic { name: name.to_owned(), workshops: Vec::new() };
        self.topics.entry(slug).or_insert_with(new).workshops.push(workshop.clone());
    }

    /// Returns the slug of a topic, by the name as a workshop writes it.
    pub fn slug_of(&self, topic: &str) -> Option<&Slug> {
        self.slugs.get(topic)
    }
}

/// Returns the year of the archive that lists a workshop: the year in which it began.
fn year(workshop: &Workshop) -> i16 {
    workshop.first_day().year()
}
