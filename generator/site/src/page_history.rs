//! `PageHistory`: when the pages of the site were made and last changed.

use std::collections::BTreeMap;

use addresses::Permalink;
use content::history::{Change, History};
use resolve::Listings;

use crate::page::Addresses;

/// The history of the pages, by their path on the site.
pub(crate) type PageHistory = BTreeMap<String, Change>;

/// The history of each page: of a workshop and of its other pages, that of everything in the workshop's folder; of a
/// list, that of the workshops in it.
pub(crate) fn of_pages(history: &History, addresses: &Addresses, listings: &Listings) -> PageHistory {
    let mut pages = PageHistory::new();
    let mut add = |permalink: &Permalink, change: Option<Change>| {
        pages.extend(change.map(|change| (permalink.to_string(), change)));
    };
    for (path, permalink) in addresses.pages() {
        match path.rsplit_once('/') {
            Some((folder, _)) if folder.starts_with("workshops/") => {
                add(permalink, history.below(&format!("content/{folder}/")));
            }
            _ => add(permalink, history.of_file(&format!("content/{path}"))),
        }
    }
    for (slug, permalink) in addresses.registrations() {
        add(permalink, history.of_workshops([slug]));
    }
    let topics = listings.topics.iter();
    let topics = topics.map(|(slug, topic)| (addresses.topic(slug), &topic.workshops));
    let years = listings.years.iter().map(|(year, workshops)| (addresses.year(*year), workshops));
    for (permalink, workshops) in topics.chain(years) {
        permalink.into_iter().for_each(|permalink| add(permalink, history.of_workshops(workshops)));
    }
    pages
}
