//! The dates of the first and last commit of each file of `content/`, read from git. Uncommitted changes do not
//! count: a changed file keeps the date of its last commit.

use std::collections::BTreeMap;
use std::path::Path;

use diagnostics::{Diagnostic, Phrase, message, phrase};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use model::programme::Programme;
use model::slug::Slug;
use rayon::prelude::*;

use crate::publication::Publications;

mod repository;

/// Separates commits in the log; no path contains it.
const COMMIT: &str = "\u{1e}";

/// Number of workshops that a warning names.
const MOST_NAMED: usize = 5;

/// The history of files, by path below the site's root. Empty if git has no history or only the latest commits,
/// because a wrong date is worse than none.
#[derive(Debug, Default)]
pub struct History(BTreeMap<String, CommitDates>);

/// The dates of the first and last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitDates {
    /// The date of the first commit.
    pub first: Timestamp,
    /// The date of the last commit.
    pub last: Timestamp,
}

/// What was read from git.
#[derive(Debug)]
pub struct ReadHistory {
    /// The history, as far as there is one.
    pub history: History,
    /// Warnings about missing history.
    pub warnings: Vec<Diagnostic>,
    /// Whether git failed for a reason that may be gone the next time.
    pub has_failed: bool,
}

/// Reads the history of `content/` from git, including folders that have their own repositories.
pub fn read(root: &Path) -> ReadHistory {
    let (mut history, mut warnings, mut has_failed) = (History::default(), Vec::new(), false);
    for folder in repository::folders(root) {
        match repository::log(&root.join(&folder), COMMIT) {
            Ok(log) => history.add(&folder, &log),
            Err(gap) => {
                has_failed |= gap.is_failure();
                warnings.push(gap.warning(&folder));
            }
        }
    }
    ReadHistory { history, warnings, has_failed }
}

/// Returns a text that identifies the history: as long as it is the same, [`read`] returns the same, unless git fails. It takes a fraction of
/// the time.
pub fn state(root: &Path) -> String {
    let state = |folder: &String| format!("{folder}: {}", repository::state(&root.join(folder)));
    let states: Vec<_> = repository::folders(root).par_iter().map(state).collect();
    states.join("\n")
}

impl CommitDates {
    /// Returns the earlier first change and the later last change.
    fn and(self, other: CommitDates) -> CommitDates {
        CommitDates { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl History {
    /// Adds the log of a folder, latest commit first.
    fn add(&mut self, folder: &str, log: &str) {
        for commit in log.split(COMMIT).skip(1) {
            let mut lines = commit.lines().filter(|line| !line.is_empty());
            let Some(at) = lines.next().and_then(|at| at.parse::<Timestamp>().ok()) else { continue };
            let dates = CommitDates { first: at, last: at };
            for path in lines {
                let known = self.0.entry(format!("{folder}/{path}")).or_insert(dates);
                *known = known.and(dates);
            }
        }
    }

    /// Returns the date of the latest change of the content; `None` if there is no history.
    pub fn latest(&self) -> Option<Timestamp> {
        self.0.values().map(|dates| dates.last).max()
    }

    /// Returns whether there can be a feed of these workshops. An empty feed, caused by missing history, would make
    /// readers believe that all workshops were removed.
    pub fn has_feed<'s>(&self, mut workshops: impl ExactSizeIterator<Item = &'s Slug>) -> bool {
        match workshops.len() {
            0 => self.latest().is_some(),
            _ => workshops.any(|slug| self.of_workshops([slug]).is_some()),
        }
    }

    /// Returns the warning about uncommitted workshops, if others are committed.
    pub fn uncommitted<'s>(&self, workshops: impl Iterator<Item = &'s Slug>) -> Option<Diagnostic> {
        let unknown: Vec<_> = workshops.filter(|slug| self.of_workshops([*slug]).is_none()).collect();
        let named = unknown.iter().take(MOST_NAMED).map(|slug| format!("`content/workshops/{slug}`"));
        let named = named.collect::<Vec<_>>().join(", ");
        let named = match unknown.len().checked_sub(MOST_NAMED) {
            None | Some(0) => Phrase::same(named),
            Some(more) => phrase! { en: "{named} and {more} more", fr: "{named} et {more} autres" },
        };
        let message = message! {
            Uncommitted,
            en: "not committed: {named}; not in the feed until git knows their dates",
            fr: "pas encore enregistrés dans git : {named} ; absents du flux tant que git ignore leurs dates";
            named
        };
        let hint = phrase! {
            en: "commit them before you deploy",
            fr: "enregistrez-les (`git commit`) avant de publier"
        };
        let is_known = !self.0.is_empty() && !unknown.is_empty();
        is_known.then(|| Diagnostic::warning_without_place(message).with_hint(hint))
    }

    /// Returns the history in which no file has a date before its publication, because a file may be written long
    /// before.
    #[must_use]
    pub fn since_publication(&self, publications: &Publications) -> History {
        let since_publication = |(path, dates): (&String, &CommitDates)| {
            let below_content = path.strip_prefix("content/").unwrap_or(path);
            let dates = match publications.published_since(below_content) {
                Some(since) => CommitDates { first: dates.first.max(since), last: dates.last.max(since) },
                None => *dates,
            };
            (path.clone(), dates)
        };
        History(self.0.iter().map(since_publication).collect())
    }

    /// Returns the history in which outcomes were not last changed before the day of their publication, in the site's
    /// time zone, because they may be written long before.
    #[must_use]
    pub fn since_outcomes(&self, programme: &Programme, today: Date, zone: &TimeZone) -> History {
        let mut history = History(self.0.clone());
        for workshop in programme.workshops.values() {
            let day = workshop.outcomes_from().filter(|day| *day <= today);
            let start = day.and_then(|day| zone.to_timestamp(day.to_datetime(Time::MIN)).ok());
            let path = format!("content/workshops/{}/outcomes.md", workshop.slug);
            if let (Some(start), Some(dates)) = (start, history.0.get_mut(&path)) {
                dates.last = dates.last.max(start);
            }
        }
        history
    }

    /// Returns the history of a file, by its path below the site's root.
    pub fn of_file(&self, path: &str) -> Option<CommitDates> {
        self.0.get(path).copied()
    }

    /// Returns the combined history of all files of the given workshops.
    pub fn of_workshops<'s>(&self, slugs: impl IntoIterator<Item = &'s Slug>) -> Option<CommitDates> {
        let folder = |slug: &Slug| format!("content/workshops/{slug}/");
        slugs.into_iter().filter_map(|slug| self.below(&folder(slug))).reduce(CommitDates::and)
    }

    /// Returns the combined history of all files below a folder.
    pub fn below(&self, folder: &str) -> Option<CommitDates> {
        let files = self.0.range(folder.to_owned()..).take_while(|(path, _)| path.starts_with(folder));
        files.map(|(_, dates)| *dates).reduce(CommitDates::and)
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
        let dates = |first: &str, last: &str| CommitDates {
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
        };
        assert_eq!(history.0["content/a.md"], dates("2027-02-01T10:00:00Z", "2027-03-01T09:00:00Z"));
        let once = dates("2027-02-01T10:00:00Z", "2027-02-01T10:00:00Z");
        assert_eq!(history.below("content/workshops/é/"), Some(once));
        assert_eq!(history.below("content/workshops/e/"), None);
    }
}
