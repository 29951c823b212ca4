//! The programme as an Atom feed (RFC 4287), with one entry per workshop, so that readers learn of new workshops and of
//! changes.

mod news;

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use jiff::Timestamp;
use model::programme::Workshop;
use resolve::TextKey;

use crate::page_history::PageHistory;
use crate::views::Site;
use view::words::WordsError;

/// Maximum number of entries: enough for a reader that polls once a year.
const MAX_ENTRIES: usize = 30;

/// Returns the feed with its path below `dist/site`; `None` for a site without one. The date of an empty feed is that
/// of the `latest` change of the content (RFC 4287, 4.2.15). A workshop without a history is omitted, because an entry
/// needs a date (RFC 4287, 4.1.2). A translated feed also contains untranslated workshops: they link to the original
/// page and have the same identifier as in the feed of the site's own language.
///
/// # Errors
///
/// Returns an error if the theme lacks a word.
pub(crate) fn feed(site: Site<'_>, history: &PageHistory) -> Result<Option<(String, String)>, WordsError> {
    let Some(path_of_feed) = &site.facts.feed_path else { return Ok(None) };
    let mut entries = Vec::new();
    for workshop in site.content.programme.workshops.values().filter(|workshop| !workshop.example) {
        let path = site.addresses.pages.workshop(&workshop.slug).to_string();
        if let Some(change) = history.get(&path) {
            entries.push((change.last, entry(site, workshop, &path, change.first, change.last)?));
        }
    }
    entries.sort_by_key(|(updated, _)| std::cmp::Reverse(*updated));
    let updated = entries.first().map_or(history.latest, |(updated, _)| *updated);
    let facts = site.facts;
    let address = |path: &str| format!("{}{path}", facts.base_url);
    let feed = Feed {
        title: Text::plain(facts.title.clone()),
        subtitle: Some(Text::plain(facts.tagline.clone())),
        id: address(&site.addresses.pages.folder()),
        updated: date(updated),
        authors: vec![Person { name: facts.organiser.name.clone(), ..Person::default() }],
        generator: Some(Generator { value: "Ateliers".to_owned(), ..Generator::default() }),
        links: vec![link(&address(&facts.home_path), "alternate"), link(&address(path_of_feed), "self")],
        lang: Some(facts.language.clone()),
        entries: entries.into_iter().take(MAX_ENTRIES).map(|(_, entry)| entry).collect(),
        ..Feed::default()
    };
    Ok(Some((path_of_feed[1..].to_owned(), feed.to_string())))
}

fn entry(
    site: Site<'_>,
    workshop: &Workshop,
    path: &str,
    published: Timestamp,
    updated: Timestamp,
) -> Result<Entry, WordsError> {
    let address = format!("{}{path}", site.facts.base_url);
    let language = site.content.other_language_of(&TextKey::Workshop(workshop.slug.clone()));
    // A summary with added words is in the feed's language.
    let text = |value: String, of_workshop: &str| Text {
        lang: language.clone().filter(|_| value == of_workshop),
        ..Text::plain(value)
    };
    let first = site.content.identifier(&workshop.slug);
    let category = |topic: &String| Category { term: topic.clone(), ..Category::default() };
    Ok(Entry {
        title: text(news::title(site, workshop)?, &workshop.title),
        // The first address identifies the entry permanently, even if the workshop is renamed.
        id: format!(
            "{}{}",
            site.facts.base_url,
            site.addresses.pages.first_of_workshop(&workshop.slug, first)
        ),
        updated: date(updated),
        published: Some(date(published)),
        links: vec![link(&address, "alternate")],
        categories: workshop.topics.iter().map(category).collect(),
        summary: Some(text(news::summary(site, workshop)?, &workshop.summary)),
        ..Entry::default()
    })
}

fn link(address: &str, relation: &str) -> Link {
    Link { href: address.to_owned(), rel: relation.to_owned(), ..Link::default() }
}

fn date(instant: Timestamp) -> FixedDateTime {
    // Both crates support RFC 3339, and a timestamp always has that format.
    FixedDateTime::parse_from_rfc3339(&instant.to_string()).unwrap_or_default()
}
