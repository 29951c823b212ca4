//! `PageHistory`: the creation and modification dates of the site's pages.

use std::collections::BTreeMap;

use addresses::Permalink;
use content::history::{CommitDates, History};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::address::{Addresses, PageKey};
use crate::site_content::LanguageContent;

/// The history of the pages, by their path on the site.
pub(crate) struct PageHistory {
    /// The dates of the pages, by their path on the site.
    pages: BTreeMap<String, CommitDates>,
    /// When the content was last changed.
    pub(crate) latest: Timestamp,
}

impl PageHistory {
    /// Returns the history of the page at a path on the site; `None` if it is unknown.
    pub(crate) fn get(&self, path: &str) -> Option<CommitDates> {
        self.pages.get(path).copied()
    }
}

/// Returns the history of each page: for the pages of a workshop, that of everything in its folder; for a list, that of
/// its workshops. Takes the addresses and the content of the main edition.
pub(crate) fn of_pages(
    history: &History,
    addresses: Addresses<'_>,
    LanguageContent { content, listings }: &LanguageContent,
    today: Date,
    zone: &TimeZone,
) -> PageHistory {
    let history = history.since_outcomes(&content.programme, today, zone);
    let mut pages = BTreeMap::new();
    let mut add = |permalink: &Permalink, change: Option<CommitDates>| {
        pages.extend(change.map(|change| (permalink.to_string(), change)));
    };
    for (path, permalink) in addresses.targets.pages_of_files() {
        match path.rsplit_once('/') {
            Some((folder, _)) if folder.starts_with("workshops/") => {
                add(permalink, history.below(&format!("content/{folder}/")));
            }
            _ => add(permalink, history.of_file(&format!("content/{path}"))),
        }
    }
    let topics = listings.topics.iter();
    let topics = topics.map(|(slug, topic)| (PageKey::Topic(slug.clone()), &topic.workshops));
    let years = listings.years.iter().map(|(year, workshops)| (PageKey::Year(*year), workshops));
    for (key, workshops) in topics.chain(years) {
        let permalink = addresses.pages.get(&key);
        permalink.into_iter().for_each(|permalink| add(permalink, history.of_workshops(workshops)));
    }
    PageHistory { pages, latest: history.latest().unwrap_or_default() }
}
