//! The addresses of pages that list workshops: topics, and the archive by year. Empty lists have no page.

use std::sync::Arc;

use addresses::Permalink;
use content::config::Permalinks;
use content::load::Sources;
use content::publication::Presence;
use diagnostics::SourceFile;
use model::slug::Slug;
use resolve::Topic;

use super::{LanguageListings, PageAddress, PageKey};

/// Returns the lists of a language with their addresses. A list without published workshops is hidden.
pub(super) fn pages(language: &LanguageListings<'_>, sources: &Sources) -> Vec<(PageKey, PageAddress)> {
    let LanguageListings { config, all, published } = language;
    let Permalinks { topic: topics, archive, .. } = &config.permalinks;
    let page = |key, permalink: Permalink, is_published: bool, file: Option<&Arc<SourceFile>>| {
        let presence = if is_published { Presence::Published } else { Presence::Hidden };
        (key, PageAddress { permalink, presence, file: file.cloned() })
    };
    let site = Some(&config.file);
    let mut pages = Vec::new();
    if !all.topics.is_empty() {
        pages.push(page(PageKey::Topics, topics.index(), !published.topics.is_empty(), site));
    }
    for (slug, topic) in &all.topics {
        let is_published = published.topics.contains_key(slug);
        let key = PageKey::Topic(slug.clone());
        pages.push(page(key, topics.permalink(slug), is_published, first_file(topic, sources)));
    }
    if !all.years.is_empty() {
        pages.push(page(PageKey::Archive, archive.index(), !published.years.is_empty(), site));
    }
    for year in all.years.keys() {
        // A year is used like any other slug.
        let name = Slug::from_text(&year.to_string()).expect("a year has digits");
        let is_published = published.years.contains_key(year);
        pages.push(page(PageKey::Year(*year), archive.permalink(&name), is_published, site));
    }
    pages
}

/// Returns the file of the first workshop with a topic.
fn first_file<'s>(topic: &Topic, sources: &'s Sources) -> Option<&'s Arc<SourceFile>> {
    sources.workshops.get(topic.workshops.first()?)?.index.as_ref()
}
