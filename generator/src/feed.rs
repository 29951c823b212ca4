//! The programme as an Atom feed (RFC 4287): one entry a workshop, so that readers and colleagues' tools hear of a new
//! one, and of what becomes of it.

mod news;

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use jiff::Timestamp;
use model::programme::Workshop;

use crate::history::PageHistory;
use crate::views::Site;
use view::words::WordsError;

/// Where the feed stands, below `dist/site`.
pub(crate) const OUTPUT: &str = "atom.xml";

/// Most entries: what a reader that asks once a year would want to hear of.
const MAX_ENTRIES: usize = 30;

/// The feed. A workshop of which the history tells nothing is left out, as an entry needs a date (RFC 4287, 4.1.2).
///
/// # Errors
///
/// When the theme lacks a word.
pub(crate) fn feed(site: Site<'_>, history: &PageHistory) -> Result<String, WordsError> {
    let mut entries = Vec::new();
    for workshop in site.content.programme.workshops.values().filter(|workshop| !workshop.example) {
        let path = site.addresses.workshop(&workshop.slug).to_string();
        if let Some(change) = history.get(&path) {
            entries.push((change.last, entry(site, workshop, &path, change.first, change.last)?));
        }
    }
    entries.sort_by_key(|(updated, _)| std::cmp::Reverse(*updated));
    // Of an empty feed nobody hears anything new, whatever its date.
    let updated = entries.first().map_or(Timestamp::UNIX_EPOCH, |(updated, _)| *updated);
    let facts = site.facts;
    let home = format!("{}/", facts.base_url);
    let feed = Feed {
        title: Text::plain(facts.title.clone()),
        subtitle: Some(Text::plain(facts.tagline.clone())),
        id: home.clone(),
        updated: date(updated),
        authors: vec![Person { name: facts.organiser.name.clone(), ..Person::default() }],
        generator: Some(Generator { value: "Ateliers".to_owned(), ..Generator::default() }),
        links: vec![link(&home, "alternate"), link(&format!("{home}{OUTPUT}"), "self")],
        lang: Some(facts.language.clone()),
        entries: entries.into_iter().take(MAX_ENTRIES).map(|(_, entry)| entry).collect(),
        ..Feed::default()
    };
    Ok(feed.to_string())
}

fn entry(
    site: Site<'_>,
    workshop: &Workshop,
    path: &str,
    published: Timestamp,
    updated: Timestamp,
) -> Result<Entry, WordsError> {
    let address = format!("{}{path}", site.facts.base_url);
    let category = |topic: &String| Category { term: topic.clone(), ..Category::default() };
    Ok(Entry {
        title: Text::plain(news::title(site, workshop)?),
        // Permalinks never change, so an entry keeps its address as its name.
        id: address.clone(),
        updated: date(updated),
        published: Some(date(published)),
        links: vec![link(&address, "alternate")],
        categories: workshop.topics.iter().map(category).collect(),
        summary: Some(Text::plain(news::summary(site, workshop)?)),
        ..Entry::default()
    })
}

fn link(address: &str, relation: &str) -> Link {
    Link { href: address.to_owned(), rel: relation.to_owned(), ..Link::default() }
}

fn date(instant: Timestamp) -> FixedDateTime {
    // Both crates speak RFC 3339, which a timestamp always is.
    FixedDateTime::parse_from_rfc3339(&instant.to_string()).unwrap_or_default()
}
