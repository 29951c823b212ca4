//! When each file of `content/` was first and last committed, as git tells. Reads nothing but the history: text that
//! is not yet committed is as old as what it changes.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use model::programme::Programme;
use model::slug::Slug;

use crate::listing::Listings;
use crate::page::{Addresses, Permalink};
use crate::publication::Publications;

/// Stands before each commit in the log; no path contains it.
const COMMIT: char = '\u{1e}';

/// The history of files, by their path below the site's root. Empty where git knows nothing of them, or only the last
/// commits: a wrong date is worse than none.
#[derive(Debug, Default)]
pub(crate) struct History(BTreeMap<String, Change>);

/// When something was made and when it was last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) first: Timestamp,
    pub(crate) last: Timestamp,
}

/// The history of the pages, by their path on the site.
pub(crate) type PageHistory = BTreeMap<String, Change>;

/// Asks git for the history of `content/`.
pub(crate) fn read(root: &Path) -> History {
    let is_shallow = git(root, &["rev-parse", "--is-shallow-repository"]);
    if is_shallow.is_none_or(|answer| answer.trim() != "false") {
        return History::default();
    }
    let arguments = [
        "-c",
        "core.quotepath=off",
        "log",
        "--no-renames",
        "--relative",
        "--name-only",
        "--format=%x1e%cI",
        "--",
        "content",
    ];
    git(root, &arguments).map_or_else(History::default, |log| parse(&log))
}

/// What git answers; `None` without git, or outside of a repository.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").arg("-C").arg(root).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).ok())?
}

/// Reads a log in which the latest commit comes first.
fn parse(log: &str) -> History {
    let mut history = History::default();
    for commit in log.split(COMMIT).skip(1) {
        let mut lines = commit.lines().filter(|line| !line.is_empty());
        let Some(at) = lines.next().and_then(|at| at.parse::<Timestamp>().ok()) else { continue };
        for path in lines {
            let change = history.0.entry(path.to_owned()).or_insert(Change { first: at, last: at });
            *change = change.and(Change { first: at, last: at });
        }
    }
    history
}

impl Change {
    /// From the first of both to the last of both.
    fn and(self, other: Change) -> Change {
        Change { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl History {
    /// The history in which no file is older than its publication: it may be written long before.
    #[must_use]
    pub(crate) fn with_publications(mut self, publications: &Publications) -> History {
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
    pub(crate) fn with_outcomes(&self, programme: &Programme, today: Date, zone: &TimeZone) -> History {
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

    /// The history of each page: of a workshop and of its other pages, that of everything in the workshop's folder; of a
    /// list, that of the workshops in it.
    pub(crate) fn of_pages(&self, addresses: &Addresses, listings: &Listings) -> PageHistory {
        let mut pages = PageHistory::new();
        let mut add = |permalink: &Permalink, change: Option<Change>| {
            pages.extend(change.map(|change| (permalink.to_string(), change)));
        };
        for (path, permalink) in addresses.pages() {
            match path.rsplit_once('/') {
                Some((folder, _)) if folder.starts_with("workshops/") => {
                    add(permalink, self.below(&format!("content/{folder}/")));
                }
                _ => add(permalink, self.0.get(&format!("content/{path}")).copied()),
            }
        }
        for (slug, permalink) in addresses.registrations() {
            add(permalink, self.of_workshops([slug]));
        }
        let topics = listings.topics.iter();
        let topics = topics.map(|(slug, topic)| (addresses.topic(slug), &topic.workshops));
        let years = listings.years.iter().map(|(year, workshops)| (addresses.year(*year), workshops));
        for (permalink, workshops) in topics.chain(years) {
            permalink.into_iter().for_each(|permalink| add(permalink, self.of_workshops(workshops)));
        }
        pages
    }

    fn of_workshops<'s>(&self, slugs: impl IntoIterator<Item = &'s Slug>) -> Option<Change> {
        let folder = |slug: &Slug| format!("content/workshops/{slug}/");
        slugs.into_iter().filter_map(|slug| self.below(&folder(slug))).reduce(Change::and)
    }

    fn below(&self, folder: &str) -> Option<Change> {
        let files = self.0.range(folder.to_owned()..).take_while(|(path, _)| path.starts_with(folder));
        files.map(|(_, change)| *change).reduce(Change::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_as_old_as_their_commits() {
        let log = "\u{1e}2027-03-01T10:00:00+01:00\n\ncontent/a.md\n\u{1e}2027-02-01T10:00:00Z\n\n\
                   content/a.md\ncontent/workshops/é/index.md\n";
        let history = parse(log);
        let change =
            |first: &str, last: &str| Change { first: first.parse().unwrap(), last: last.parse().unwrap() };
        assert_eq!(history.0["content/a.md"], change("2027-02-01T10:00:00Z", "2027-03-01T09:00:00Z"));
        let once = change("2027-02-01T10:00:00Z", "2027-02-01T10:00:00Z");
        assert_eq!(history.below("content/workshops/é/"), Some(once));
        assert_eq!(history.below("content/workshops/e/"), None);
    }
}
