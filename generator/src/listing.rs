//! `Listings`: by which topics and which years the site lists its workshops.

use std::collections::BTreeMap;

use addresses::Permalink;
use diagnostics::{Diagnostic, Diagnostics};
use jiff::civil::Date;
use model::programme::{Phase, Workshop};
use model::slug::Slug;

use crate::config::{Config, ConfiguredLink, Permalinks};
use crate::page::{Addresses, Target};
use crate::resolve::Content;

/// Which lists of workshops have pages. A list that would be empty has none.
#[derive(Debug, Default)]
pub(crate) struct Listings {
    /// The topics, by the name in their address.
    pub(crate) topics: BTreeMap<Slug, Topic>,
    /// Workshops that are over, by the year in which they began.
    pub(crate) years: BTreeMap<i16, Vec<Slug>>,
}

/// A topic with its workshops.
#[derive(Debug)]
pub(crate) struct Topic {
    /// Its name, as the workshops write it.
    pub(crate) name: String,
    /// The workshops about it.
    pub(crate) workshops: Vec<Slug>,
}

impl Listings {
    /// The lists as of a day.
    pub(crate) fn new(content: &Content, today: Date) -> Listings {
        Listings::of(content.programme.workshops.values(), today)
    }

    /// The lists of some workshops as of a day.
    pub(crate) fn of<'w>(workshops: impl Iterator<Item = &'w Workshop>, today: Date) -> Listings {
        let mut listings = Listings::default();
        for workshop in workshops {
            // A topic that makes no address was told.
            for (slug, name) in workshop.topics.iter().filter_map(|name| Some((topic_slug(name)?, name))) {
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
    pub(crate) fn indexes(&self, permalinks: &Permalinks) -> Vec<Permalink> {
        let topics = (!self.topics.is_empty()).then(|| permalinks.topic.index());
        let archive = (!self.years.is_empty()).then(|| permalinks.archive.index());
        topics.into_iter().chain(archive).collect()
    }
}

/// The name of a topic in an address; `None` where it has neither letters nor digits of the Latin script.
pub(crate) fn topic_slug(name: &str) -> Option<Slug> {
    Slug::from_text(name)
}

/// The year that a workshop is archived under: that in which it began, by which editions are called.
fn year(workshop: &Workshop) -> i16 {
    workshop.first_day().year()
}

/// Tells links of the navigation that lead to a list which has no page because it would be empty.
pub(crate) fn check_links(config: &Config, addresses: &Addresses, diagnostics: &mut Diagnostics) {
    let listings =
        [(&config.permalinks.topic, "topic"), (&config.permalinks.archive, "workshop that is over")];
    let tell = |link: &ConfiguredLink| {
        let path = link.to.value.split(['#', '?']).next().unwrap_or_default();
        let (_, what) = listings.iter().find(|(pattern, _)| pattern.index().as_str() == path)?;
        if addresses.has_path(path) || addresses.absent(Target::Path(path)).is_some() {
            return None;
        }
        let message = format!("no page has the address `{path}`, as there is no {what} yet");
        let problem = Diagnostic::new(&config.file, link.to.span.clone(), message);
        Some(problem.with_hint(format!("remove the link until there is a {what}")))
    };
    for problem in config.navigation.iter().chain(&config.footer).filter_map(tell) {
        diagnostics.push(problem);
    }
}
