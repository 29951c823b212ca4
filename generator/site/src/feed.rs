//! The programme as an Atom feed (RFC 4287), with one entry per workshop, so that readers learn of new workshops and of
//! changes.

mod news;

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use content::history::CommitDates;
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
    let workshops = site.content.programme.workshops.values().filter(|workshop| !workshop.example);
    let dated = workshops.filter_map(|workshop| {
        let path = site.addresses.pages.workshop(&workshop.slug).as_str();
        Some(Dated { workshop, path, change: history.get(path)? })
    });
    let mut dated: Vec<_> = dated.collect();
    dated.sort_by_key(|it| std::cmp::Reverse(it.change.last));
    let updated = dated.first().map_or(history.latest, |latest| latest.change.last);
    let entries: Result<_, _> = dated.into_iter().take(MAX_ENTRIES).map(|it| entry(site, it)).collect();
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
        entries: entries?,
        ..Feed::default()
    };
    Ok(Some((path_of_feed[1..].to_owned(), feed.to_string())))
}

/// A workshop with the path of its page and the dates of its changes.
struct Dated<'a> {
    workshop: &'a Workshop,
    path: &'a str,
    change: CommitDates,
}

fn entry(site: Site<'_>, dated: Dated<'_>) -> Result<Entry, WordsError> {
    let Dated { workshop, path, change } = dated;
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
        updated: date(change.last),
        published: Some(date(change.first)),
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
