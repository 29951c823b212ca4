//! `PageHistory`: the creation and modification dates of the site's pages.

use std::collections::BTreeMap;

use addresses::Permalink;
use content::history::{CommitDates, History};
use resolve::Listings;

use crate::page::Addresses;

/// The history of the pages, by their path on the site.
pub(crate) type PageHistory = BTreeMap<String, CommitDates>;

/// Returns the history of each page: for the pages of a workshop, that of everything in its folder; for a list, that of
/// its workshops.
pub(crate) fn of_pages(history: &History, addresses: &Addresses, listings: &Listings) -> PageHistory {
    let mut pages = PageHistory::new();
    let mut add = |permalink: &Permalink, dates: Option<CommitDates>| {
        pages.extend(dates.map(|dates| (permalink.to_string(), dates)));
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
