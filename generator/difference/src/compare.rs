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

use std::collections::BTreeMap;

use model::slug::Slug;
use resolve::{Content, TextKey};

use self::found::{Both, Found};
use crate::{Difference, Kind, State, Subject};

/// Returns the differences that visitors can see, by subject, with those about a workshop as a whole before those about its
/// sessions.
pub fn compare(before: &State<'_>, after: &State<'_>) -> Vec<Difference> {
    let states = Both { before, after };
    let later = &LaterKeys::of(Both { before: before.main(), after: after.main() });
    let mut found = settings::site(states);
    found.extend(existence::pages(states, later));
    found.extend(venues(states));
    found.extend(address::addresses(states, later));
    found.extend(files::files(states, later));
    let hidden = existence::hidden(states, later);
    found.iter_mut().for_each(|difference| difference.hidden = hidden.contains(&difference.subject));
    // Stable: what is alike stays in the order in which it was found.
    found.sort_by(|left, right| {
        let by_subject = left.subject.cmp(&right.subject);
        let by_place = left.session.cmp(&right.session).then(left.kind.cmp(&right.kind));
        by_subject.then(by_place).then_with(|| left.language.cmp(&right.language))
    });
    found
}

impl<'a> State<'a> {
    /// Returns the content in the site's own language.
    pub(crate) fn main(&self) -> &'a Content {
        self.editions.first().expect("a site has its own language").content
    }
}

/// The key in the later state of each page that both states have.
struct LaterKeys(BTreeMap<TextKey, TextKey>);

impl LaterKeys {
    /// Finds the pages that both states have. A renamed workshop is known by the identifier under which its registrations are
    /// stored, any other page by an alias.
    fn of(contents: Both<'_, Content>) -> LaterKeys {
        let Both { before, after } = contents;
        let workshops = after.programme.workshops.keys();
        let by_identifier: BTreeMap<_, _> = workshops.map(|name| (after.identifier(name), name)).collect();
        let mut by_alias = BTreeMap::new();
        for (key, aliases) in &after.aliases {
            by_alias.extend(aliases.names().filter_map(|name| Some((with_name(key, name)?, key))));
        }
        let later = |key: TextKey| {
            let later = match &key {
                TextKey::Workshop(slug) => {
                    let name = by_identifier.get(before.identifier(slug))?;
                    TextKey::Workshop((*name).clone())
                }
                TextKey::Page(slug) if after.pages.contains_key(slug) => key.clone(),
                TextKey::Speaker(slug) if after.programme.speakers.contains_key(slug) => key.clone(),
                TextKey::Home => TextKey::Home,
                _ => (*by_alias.get(&key)?).clone(),
            };
            Some((key, later))
        };
        LaterKeys(existence::keys(before).into_iter().filter_map(later).collect())
    }

    /// Returns the key in the later state; `None` if the page is gone.
    fn get(&self, key: &TextKey) -> Option<&TextKey> {
        self.0.get(key)
    }

    /// Returns the subject of a page of the earlier state: as it is in the later one, if it is there.
    fn subject_of_earlier(&self, key: &TextKey, states: Both<'_, State<'_>>) -> Subject {
        match self.get(key) {
            Some(later) => subject(later, states.after.main()),
            None => subject(key, states.before.main()),
        }
    }
}

/// Returns the key of a page or a speaker that had this name.
fn with_name(key: &TextKey, name: &Slug) -> Option<TextKey> {
    match key {
        TextKey::Page(_) => Some(TextKey::Page(name.clone())),
        TextKey::Speaker(_) => Some(TextKey::Speaker(name.clone())),
        _ => None,
    }
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
        found.required(Kind::Title, &before.name, &after.name);
        found.text(Kind::PostalAddress, &before.lines().join(", "), &after.lines().join(", "));
        let access = |access: &Option<String>| access.clone().unwrap_or_default();
        found.text(Kind::Access, &access(&before.access), &access(&after.access));
        differences.extend(found.into_list());
    }
    differences
}
