//! Compares two states: which workshops, pages and speakers belong together, and what differs between them.

mod address;
mod existence;
mod files;
mod found;
mod offer;
mod questions;
mod sessions;
mod settings;
mod texts;
mod workshop;

use model::slug::Slug;
use resolve::{Content, TextKey};

use self::found::{Both, Found};
use crate::{Difference, Kind, State, Subject};

/// Returns the differences that visitors can see, by subject, with those about a workshop as a whole before those about its
/// sessions.
pub fn compare(before: &State<'_>, after: &State<'_>) -> Vec<Difference> {
    let states = Both { before, after };
    let mut found = settings::site(states);
    found.extend(existence::pages(states));
    found.extend(venues(states));
    found.extend(address::addresses(states));
    found.extend(files::files(states));
    // Stable: what is alike stays in the order in which it was found.
    found.sort_by(|left, right| {
        let key = |it: &Difference| (it.subject.clone(), it.session, it.kind, it.language.clone());
        key(left).cmp(&key(right))
    });
    found
}

impl<'a> State<'a> {
    /// Returns the content in the site's own language.
    pub(crate) fn main(&self) -> &'a Content {
        self.editions.first().expect("a site has its own language").content
    }
}

/// Returns the key of a page in the later state; `None` if it is gone. A renamed workshop is known by the identifier under
/// which its registrations are stored, any other page by an alias.
fn later_key(key: &TextKey, before: &Content, after: &Content) -> Option<TextKey> {
    match key {
        TextKey::Workshop(slug) => {
            let identifier = before.identifier(slug);
            let mut names = after.programme.workshops.keys();
            names.find(|name| after.identifier(name) == identifier).cloned().map(TextKey::Workshop)
        }
        TextKey::Page(slug) if after.pages.contains_key(slug) => Some(key.clone()),
        TextKey::Speaker(slug) if after.programme.speakers.contains_key(slug) => Some(key.clone()),
        TextKey::Page(slug) => renamed(slug, after, |other| matches!(other, TextKey::Page(_))),
        TextKey::Speaker(slug) => renamed(slug, after, |other| matches!(other, TextKey::Speaker(_))),
        TextKey::Home => Some(TextKey::Home),
        TextKey::Session(..) | TextKey::Outcomes(_) => None,
    }
}

fn renamed(slug: &Slug, after: &Content, is_alike: impl Fn(&TextKey) -> bool) -> Option<TextKey> {
    let mut aliases = after.aliases.iter().filter(|(key, _)| is_alike(key));
    aliases.find(|(_, aliases)| aliases.names().any(|name| name == slug)).map(|(key, _)| key.clone())
}

/// Returns the subject of a page.
fn subject(key: &TextKey, content: &Content) -> Subject {
    let title = content.title(key).to_owned();
    match key {
        TextKey::Home => Subject::Home,
        TextKey::Page(slug) => Subject::Page { slug: slug.clone(), title },
        TextKey::Speaker(slug) => Subject::Speaker { slug: slug.clone(), title },
        TextKey::Workshop(slug) | TextKey::Session(slug, _) | TextKey::Outcomes(slug) => {
            let key = TextKey::Workshop(slug.clone());
            Subject::Workshop { slug: slug.clone(), title: content.title(&key).to_owned() }
        }
    }
}

fn venues(states: Both<'_, State<'_>>) -> Vec<Difference> {
    let venues = states.map(|state| &state.main().programme.venues);
    let mut differences = Vec::new();
    for (slug, after) in venues.after {
        let Some(before) = venues.before.get(slug) else { continue };
        let mut found = Found::about(Subject::Venue { slug: slug.clone(), title: after.name.clone() });
        found.text(Kind::Title, &before.name, &after.name);
        found.text(Kind::PostalAddress, &before.lines().join(", "), &after.lines().join(", "));
        let access = |access: &Option<String>| access.clone().unwrap_or_default();
        found.text(Kind::Access, &access(&before.access), &access(&after.access));
        differences.extend(found.into_list());
    }
    differences
}
