//! For Eleventy: `bench/sites/eleventy`. Its pages have the front matter of Hugo's.

use std::path::Path;

use serde_json::{Map, json};

use super::put;
use crate::corpus::Corpus;

pub(super) fn write(corpus: &Corpus, folder: &Path) -> anyhow::Result<()> {
    put(&folder.join("content/_data/venues.json"), &venues(corpus))?;
    for workshop in &corpus.workshops {
        let path = folder.join(format!("content/ateliers/{}.md", workshop.slug));
        put(&path, &super::hugo::page(corpus, workshop))?;
    }
    Ok(())
}

/// Returns the places as JSON.
pub(super) fn venues(corpus: &Corpus) -> String {
    let venues = corpus.venues.iter().enumerate().map(|(number, venue)| {
        let address = [venue.street.clone(), format!("{} {}", venue.postal_code, venue.city)];
        let venue = json!({ "name": venue.name, "address": address, "city": venue.city });
        (format!("venue-{number}"), venue)
    });
    serde_json::Value::Object(venues.collect::<Map<_, _>>()).to_string()
}
