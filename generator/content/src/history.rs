//! When each file of `content/` was first and last committed, as git tells. Reads nothing but the history: text that
//! is not yet committed is as old as what it changes.

use std::collections::BTreeMap;
use std::path::Path;

use diagnostics::Warning;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use model::programme::Programme;
use model::slug::Slug;

use crate::publication::Publications;

mod repository;

/// Stands before each commit in the log; no path contains it.
const COMMIT: &str = "\u{1e}";

/// How many workshops a warning names.
const MOST_NAMED: usize = 5;

/// The history of files, by their path below the site's root. Empty where git knows nothing of them, or only the last
/// commits: a wrong date is worse than none.
#[derive(Debug, Default)]
pub struct History(BTreeMap<String, Change>);

/// When something was made and when it was last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// When it was committed first.
    pub first: Timestamp,
    /// When it was committed last.
    pub last: Timestamp,
}

/// Asks git for the history of `content/`, also where it or a folder in it is in a repository of its own. What git does not
/// say is a warning.
pub fn read(root: &Path) -> (History, Vec<Warning>) {
    let (mut history, mut warnings) = (History::default(), Vec::new());
    for folder in repository::folders(root) {
        match repository::log(&root.join(&folder), COMMIT) {
            Ok(log) => history.add(&folder, &log),
            Err(gap) => warnings.push(gap.warning(&folder)),
        }
    }
    (history, warnings)
}

impl Change {
    /// From the first of both to the last of both.
    fn and(self, other: Change) -> Change {
        Change { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl History {
    /// Adds a log, in which the latest commit comes first, of the files below a folder.
    fn add(&mut self, folder: &str, log: &str) {
        for commit in log.split(COMMIT).skip(1) {
            let mut lines = commit.lines().filter(|line| !line.is_empty());
            let Some(at) = lines.next().and_then(|at| at.parse::<Timestamp>().ok()) else { continue };
            let change = Change { first: at, last: at };
            for path in lines {
                let known = self.0.entry(format!("{folder}/{path}")).or_insert(change);
                *known = known.and(change);
            }
        }
    }

    /// When the content was last changed; `None` if nothing is known.
    pub fn latest(&self) -> Option<Timestamp> {
        self.0.values().map(|change| change.last).max()
    }

    /// Whether there can be a feed of these workshops: one that is empty only because git does not know them would make readers
    /// believe that they are gone.
    pub fn has_feed<'s>(&self, mut workshops: impl ExactSizeIterator<Item = &'s Slug>) -> bool {
        match workshops.len() {
            0 => self.latest().is_some(),
            _ => workshops.any(|slug| self.of_workshops([slug]).is_some()),
        }
    }

    /// The warning about workshops that git does not know, although it knows others.
    pub fn uncommitted<'s>(&self, workshops: impl Iterator<Item = &'s Slug>) -> Option<Warning> {
        let unknown: Vec<_> = workshops.filter(|slug| self.of_workshops([*slug]).is_none()).collect();
        let named = unknown.iter().take(MOST_NAMED).map(|slug| format!("`content/workshops/{slug}`"));
        let mut named = named.collect::<Vec<_>>().join(", ");
        if unknown.len() > MOST_NAMED {
            named.push_str(&format!(" and {} more", unknown.len() - MOST_NAMED));
        }
        let message = format!("not committed: {named}; not in the feed until git knows their dates");
        let is_known = !self.0.is_empty() && !unknown.is_empty();
        is_known.then(|| Warning::new(message, "commit them before you deploy"))
    }

    /// The history in which no file is older than its publication: it may be written long before.
    #[must_use]
    pub fn with_publications(mut self, publications: &Publications) -> History {
        for (path, change) in &mut self.0 {
            let below_content = path.strip_prefix("content/").unwrap_or(path);
            if let Some(since) = publications.published_since(below_content) {
                *change = Change { first: change.first.max(since), last: change.last.max(since) };
            }
        }
        self
    }

    /// The history in which what came out of a workshop is as new as the day on which it appeared, in the time zone of
    /// the site: it may be written long before.
    #[must_use]
    pub fn with_outcomes(&self, programme: &Programme, today: Date, zone: &TimeZone) -> History {
        let mut history = History(self.0.clone());
        for workshop in programme.workshops.values() {
            let day = workshop.outcomes_from().filter(|day| *day <= today);
            let start = day.and_then(|day| zone.to_timestamp(day.to_datetime(Time::MIN)).ok());
            let path = format!("content/workshops/{}/outcomes.md", workshop.slug);
            if let (Some(start), Some(change)) = (start, history.0.get_mut(&path)) {
                change.last = change.last.max(start);
            }
        }
        history
    }

    /// The history of a file, by its path below the site's root.
    pub fn of_file(&self, path: &str) -> Option<Change> {
        self.0.get(path).copied()
    }

    /// The history of everything in the folders of workshops, taken together.
    pub fn of_workshops<'s>(&self, slugs: impl IntoIterator<Item = &'s Slug>) -> Option<Change> {
        let folder = |slug: &Slug| format!("content/workshops/{slug}/");
        slugs.into_iter().filter_map(|slug| self.below(&folder(slug))).reduce(Change::and)
    }

    /// The history of everything below a folder, taken together.
    pub fn below(&self, folder: &str) -> Option<Change> {
        let files = self.0.range(folder.to_owned()..).take_while(|(path, _)| path.starts_with(folder));
        files.map(|(_, change)| *change).reduce(Change::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_as_old_as_their_commits() {
        let log = "\u{1e}2027-03-01T10:00:00+01:00\n\na.md\n\u{1e}2027-02-01T10:00:00Z\n\n\
                   a.md\nworkshops/é/index.md\n";
        let mut history = History::default();
        history.add("content", log);
        let change =
            |first: &str, last: &str| Change { first: first.parse().unwrap(), last: last.parse().unwrap() };
        assert_eq!(history.0["content/a.md"], change("2027-02-01T10:00:00Z", "2027-03-01T09:00:00Z"));
        let once = change("2027-02-01T10:00:00Z", "2027-02-01T10:00:00Z");
        assert_eq!(history.below("content/workshops/é/"), Some(once));
        assert_eq!(history.below("content/workshops/e/"), None);
    }
}
