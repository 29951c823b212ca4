//! What a build leaves: its files, and its report or its problems.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use site::{BuildError, BuildReport};
use tests::site::files;

/// The folders that a build writes.
const FOLDERS: [&str; 3] = ["site", "handler", "deployment"];

/// The result of a build: its files, and its report or its problems.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) report: Result<Report, String>,
    output: BTreeMap<String, Vec<u8>>,
    folders: Vec<String>,
}

/// A report without the numbers of files that were there already.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Report {
    pages: usize,
    files: usize,
    pub(super) warnings: String,
}

impl Outcome {
    pub(super) fn of(result: Result<BuildReport, BuildError>, dist: &Path) -> Outcome {
        let report = match result {
            Ok(BuildReport { pages, written, unchanged, warnings, .. }) => {
                Ok(Report { pages, files: written + unchanged, warnings: warnings.to_plain_text() })
            }
            Err(BuildError::Content(problems)) => Err(problems.to_plain_text()),
            Err(BuildError::Other(error)) => Err(format!("{error}")),
        };
        let (mut output, mut folders) = (BTreeMap::new(), Vec::new());
        for folder in FOLDERS {
            let path = dist.join(folder);
            output.extend(files(&path).into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)));
            folders_below(&path, folder, &mut folders);
        }
        Outcome { report, output, folders }
    }

    /// Returns this outcome and a cold one, as far as they must be the same: a build with problems leaves what was there.
    pub(super) fn comparable(self, cold: Outcome) -> (Outcome, Outcome) {
        let is_written = cold.report.is_ok();
        let without_output = |outcome| Outcome { output: BTreeMap::new(), folders: Vec::new(), ..outcome };
        if is_written { (self, cold) } else { (without_output(self), without_output(cold)) }
    }

    /// Describes the first difference.
    pub(super) fn difference(&self, cold: &Outcome) -> Option<String> {
        if self.report != cold.report {
            return Some(format!("the reports differ: {:?}\ncold: {:?}", self.report, cold.report));
        }
        for path in self.output.keys().chain(cold.output.keys()) {
            let text = |outcome: &Outcome| match outcome.output.get(path) {
                Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                None => "missing".to_owned(),
            };
            if self.output.get(path) != cold.output.get(path) {
                return Some(format!("{path} differs:\n{}\ncold:\n{}", text(self), text(cold)));
            }
        }
        (self.folders != cold.folders).then(|| format!("{:?}\ncold: {:?}", self.folders, cold.folders))
    }
}

fn folders_below(folder: &Path, path: &str, found: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries.iter().filter(|entry| entry.path().is_dir()) {
        let path = format!("{path}/{}", entry.file_name().display());
        folders_below(&entry.path(), &path, found);
        found.push(path);
    }
}
