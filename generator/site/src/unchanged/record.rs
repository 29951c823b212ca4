//! `Record`: what a build was made from and what it left, as it is kept in the cache.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use content::load;
use content::publication::Period;
use diagnostics::{DiagnosticRecord, Diagnostics};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::inputs::RecordedInputs;
use super::recorded::Recorded;
use crate::editable::{TextWarnings, Texts};
use crate::fingerprint::Fingerprint;
use crate::options::{BuildOptions, BuildReport};
use crate::write::SeenOutput;

/// The name of the record in the cache.
pub(super) const NAME: &str = "build";

/// The results of a build that are recorded.
#[derive(Debug)]
pub(crate) struct Made<'a> {
    pub(crate) report: &'a BuildReport,
    /// The time in which the same files are published.
    pub(crate) period: Period,
    /// The contents of the texts that it read, by path below the root.
    pub(crate) contents: HashMap<String, Fingerprint>,
    /// The cached pictures that were copied.
    pub(crate) pictures: &'a BTreeSet<PathBuf>,
    /// What the texts led to; `None` if an edit of one takes a whole build.
    pub(crate) texts: Option<Texts>,
    /// The files that it left; `None` if that is unknown, and the build is not recorded.
    pub(crate) output: Option<SeenOutput>,
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
    pub(super) texts: Option<Texts>,
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
        let Made { report, period, pictures, texts, .. } = made;
        let BuildReport { pages, written, unchanged, warnings, .. } = report;
        let picture = |path: &PathBuf| path.strip_prefix(&options.root).ok().map(Path::to_owned);
        Record {
            options: identity(options),
            from: period.from,
            until: period.until,
            inputs,
            output,
            pictures: pictures.iter().filter_map(picture).collect(),
            texts,
            pages: *pages,
            files: written + unchanged,
            warnings: warnings.records(),
        }
    }

    /// Returns whether a build with these options would do the same with the same files.
    pub(super) fn answers(&self, options: &BuildOptions) -> bool {
        let period = Period { from: self.from, until: self.until };
        self.options == identity(options) && options.now.is_none_or(|now| period.contains(now))
    }

    /// Returns the cached pictures of the site at `root`.
    pub(super) fn pictures(&self, root: &Path) -> BTreeSet<PathBuf> {
        self.pictures.iter().map(|path| root.join(path)).collect()
    }

    /// Returns the report of a build of the site at `root` that changes nothing.
    pub(super) fn report(&self, root: &Path) -> BuildReport {
        BuildReport { warnings: restored(&self.warnings, root), ..self.report_without_warnings() }
    }

    /// Returns the same without warnings.
    pub(super) fn report_without_warnings(&self) -> BuildReport {
        BuildReport {
            pages: self.pages,
            rendered: 0,
            written: 0,
            removed: 0,
            unchanged: self.files,
            warnings: Diagnostics::default(),
        }
    }

    /// Returns the warnings of a build of the site at `root` in which only texts are different, and led to these warnings.
    pub(super) fn warnings_with(&self, texts: &TextWarnings, root: &Path) -> Diagnostics {
        let before: HashSet<_> = self.texts.iter().flat_map(|texts| texts.warnings.all()).collect();
        let others = self.warnings.iter().filter(|warning| !before.contains(warning));
        let all: Vec<_> = others.chain(texts.all()).cloned().collect();
        restored(&all, root).sorted()
    }

    /// Records that only texts are different, and led to this.
    pub(super) fn set_texts(&mut self, texts: Texts, warnings: &Diagnostics) {
        (self.texts, self.warnings) = (Some(texts), warnings.records());
    }
}

/// Restores warnings about files of the site at `root`, which are as they were.
fn restored(warnings: &[DiagnosticRecord], root: &Path) -> Diagnostics {
    let text = |path: &str| {
        let file = load::read_text(path.to_owned(), &root.join(path), &mut Diagnostics::default());
        file.map(|file| file.text().to_string()).unwrap_or_default()
    };
    Diagnostics::restored(warnings, text)
}

/// Returns a text that identifies the options. The time is compared apart, because it is never the same.
fn identity(options: &BuildOptions) -> String {
    let BuildOptions { now, .. } = options;
    let of_any_time =
        BuildOptions { now: now.map(|_| Timestamp::UNIX_EPOCH), anew: false, ..options.clone() };
    format!("{of_any_time:?}")
}
