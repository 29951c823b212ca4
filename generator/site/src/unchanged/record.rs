//! `Record`: what a build was made from and what it left, as it is kept in the cache.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use content::load;
use content::publication::Period;
use diagnostics::{DiagnosticRecord, Diagnostics};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::inputs::RecordedInputs;
use super::listing::Recorded;
use crate::options::{BuildOptions, BuildReport};

/// The name of the record in the cache.
pub(super) const NAME: &str = "build";

/// The results of a build that are recorded.
#[derive(Debug)]
pub(crate) struct Made<'a> {
    pub(crate) report: &'a BuildReport,
    /// The time in which the same files are published.
    pub(crate) period: Period,
    /// The cached pictures that were copied.
    pub(crate) pictures: &'a BTreeSet<PathBuf>,
}

/// A build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    options: String,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    pub(super) inputs: RecordedInputs,
    pub(super) output: Recorded,
    /// The cached pictures, by their paths below the site's root.
    pictures: Vec<PathBuf>,
    pages: usize,
    files: usize,
    warnings: Vec<DiagnosticRecord>,
}

impl Record {
    /// Records a build, which has marked its pictures.
    pub(super) fn of(
        options: &BuildOptions,
        inputs: RecordedInputs,
        output: Recorded,
        made: Made<'_>,
    ) -> Record {
        let Made { report, period, pictures } = made;
        let BuildReport { pages, written, unchanged, warnings, .. } = report;
        let picture = |path: &PathBuf| path.strip_prefix(&options.root).ok().map(Path::to_owned);
        Record {
            options: texts(options),
            from: period.from,
            until: period.until,
            inputs,
            output,
            pictures: pictures.iter().filter_map(picture).collect(),
            pages: *pages,
            files: written + unchanged,
            warnings: warnings.records(),
        }
    }

    /// Returns whether a build with these options would do the same with the same files.
    pub(super) fn answers(&self, options: &BuildOptions) -> bool {
        let period = Period { from: self.from, until: self.until };
        self.options == texts(options) && options.now.is_none_or(|now| period.contains(now))
    }

    /// Returns the cached pictures of the site at `root`.
    pub(super) fn pictures(&self, root: &Path) -> BTreeSet<PathBuf> {
        self.pictures.iter().map(|path| root.join(path)).collect()
    }

    /// Returns the report of a build of the site at `root` that changes nothing.
    pub(super) fn report(&self, root: &Path) -> BuildReport {
        // A warning points at files that have not changed.
        let text = |path: &str| {
            let file = load::read_text(path.to_owned(), &root.join(path), &mut Diagnostics::default());
            file.map(|file| file.text.clone()).unwrap_or_default()
        };
        BuildReport {
            pages: self.pages,
            rendered: 0,
            written: 0,
            removed: 0,
            unchanged: self.files,
            warnings: Diagnostics::restored(&self.warnings, text),
        }
    }
}

/// Returns a text that identifies the options. The time is compared apart, because it is never the same.
fn texts(options: &BuildOptions) -> String {
    let BuildOptions { now, .. } = options;
    let of_any_time =
        BuildOptions { now: now.map(|_| Timestamp::UNIX_EPOCH), anew: false, ..options.clone() };
    format!("{of_any_time:?}")
}
