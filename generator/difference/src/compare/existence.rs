//! Which workshops, pages and speakers are new or gone, when they are published, and what differs in those that both states
//! have.

use std::collections::BTreeSet;

use content::publication::{Presence, Publications};
use resolve::{Content, TextKey};

use super::found::{Both, Found};
use super::{LaterKeys, subject, texts, workshop};
use crate::{Difference, Kind, State, Subject, Value};

/// Returns the differences in pages, workshops and speakers.
pub(super) fn pages(states: Both<'_, State<'_>>, later: &LaterKeys) -> Vec<Difference> {
    let contents = Both { before: states.before.main(), after: states.after.main() };
    let mut differences = Vec::new();
    let mut known = BTreeSet::new();
    for key in keys(contents.before) {
        let Some(later) = later.get(&key) else {
            differences.extend(gone(&key, states));
            continue;
        };
        let both = Both { before: &key, after: later };
        let mut found = Found::about(subject(later, contents.after));
        publication(states, both, &mut found);
        workshop::page(states, both, &mut found);
        texts::page(states, both, &mut found);
        differences.extend(found.into_list());
        known.insert(later);
    }
    for key in keys(contents.after).into_iter().filter(|key| !known.contains(key)) {
        differences.extend(new(&key, states));
    }
    let published: BTreeSet<_> = keys(contents.before).into_iter().collect();
    let drafts = states.after.drafts.difference(&states.before.drafts);
    differences.extend(drafts.filter(|key| !published.contains(*key)).flat_map(new_draft));
    differences
}

/// Returns the pages that visitors see in neither state although both have them: scheduled, or taken down.
pub(super) fn hidden(states: Both<'_, State<'_>>, later: &LaterKeys) -> BTreeSet<Subject> {
    let is_hidden = |state: &State<'_>, key: &TextKey| presence(state.publications, key) == Presence::Hidden;
    let earlier = keys(states.before.main()).into_iter();
    let pairs = earlier.filter_map(|key| Some((later.get(&key)?, key)));
    pairs
        .filter(|(later, key)| is_hidden(states.before, key) && is_hidden(states.after, later))
        .map(|(later, _)| subject(later, states.after.main()))
        .collect()
}

/// Returns every text that is or has a page.
pub(super) fn keys(content: &Content) -> Vec<TextKey> {
    let workshops = content.programme.workshops.keys().cloned().map(TextKey::Workshop);
    let pages = content.pages.keys().cloned().map(TextKey::Page);
    let speakers = content.programme.speakers.keys().cloned().map(TextKey::Speaker);
    std::iter::once(TextKey::Home).chain(workshops).chain(pages).chain(speakers).collect()
}

fn presence(publications: &Publications, key: &TextKey) -> Presence {
    publications.presence(&key.file())
}

fn first_day(key: &TextKey, content: &Content) -> Option<Value> {
    let TextKey::Workshop(slug) = key else { return None };
    content.programme.workshops.get(slug).map(|workshop| Value::Date(workshop.first_day()))
}

fn gone(key: &TextKey, states: Both<'_, State<'_>>) -> Vec<Difference> {
    let content = states.before.main();
    let mut found = Found::about(subject(key, content));
    match (states.after.drafts.contains(key), first_day(key, content)) {
        (true, _) => found.choice(Kind::Draft, "again"),
        (false, Some(day)) => found.values(Kind::Existence, Some(day), None),
        (false, None) => found.choice(Kind::Existence, "removed"),
    }
    found.into_list()
}

fn new(key: &TextKey, states: Both<'_, State<'_>>) -> Vec<Difference> {
    let content = states.after.main();
    let mut found = Found::about(subject(key, content));
    match (states.before.drafts.contains(key), first_day(key, content)) {
        (true, _) => found.choice(Kind::Draft, "published"),
        (false, Some(day)) => found.values(Kind::Existence, None, Some(day)),
        (false, None) => found.choice(Kind::Existence, "added"),
    }
    let schedule = states.after.publications.schedule(&key.file());
    let now = states.after.publications.now();
    found.values(Kind::PublishAt, None, schedule.from.filter(|from| *from > now).map(Value::Opening));
    found.values(Kind::UnpublishAt, None, schedule.until.map(Value::Deadline));
    found.into_list()
}

/// A draft has no title that could be relied on, so the name of its folder or file stands for it.
fn new_draft(key: &TextKey) -> Vec<Difference> {
    let subject = match key {
        TextKey::Workshop(slug) => Subject::Workshop { slug: slug.clone(), title: slug.to_string() },
        TextKey::Page(slug) => Subject::Page { slug: slug.clone(), title: slug.to_string() },
        _ => return Vec::new(),
    };
    let mut found = Found::about(subject);
    found.choice(Kind::Draft, "new");
    found.into_list()
}

/// Adds differences in when a page is published. An instant in the past changes nothing for visitors.
fn publication(states: Both<'_, State<'_>>, keys: Both<'_, TextKey>, found: &mut Found) {
    let now = states.after.publications.now();
    let before = states.before.publications.schedule(&keys.before.file());
    let after = states.after.publications.schedule(&keys.after.file());
    let opening = |from: Option<_>| from.filter(|from| *from > now).map(Value::Opening);
    found.values(Kind::PublishAt, opening(before.from), opening(after.from));
    found.values(Kind::UnpublishAt, before.until.map(Value::Deadline), after.until.map(Value::Deadline));
}
