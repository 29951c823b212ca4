//! The options and the report of a build.

use std::path::PathBuf;

use diagnostics::{Diagnostics, Failure, Phrase};
use jiff::Timestamp;
use jiff::civil::Date;
use view::words::WordsError;

use crate::build_record::Against;
use crate::external::ExternalLink;

/// The input and output of a build.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The folder that contains `content`, and `themes` if the site has its own.
    pub root: PathBuf,
    /// The output folder.
    pub dist: PathBuf,
    /// The day to show the site as of; it determines past workshops and open registrations.
    pub today: Date,
    /// The earlier build to compare with, so that a workshop with registrations does not disappear by accident.
    pub against: Against,
    /// Whether to show drafts and pages with a later `publish_at`, as in the preview. Such a site must not be deployed,
    /// and the next build is not compared with it.
    pub drafts: bool,
    /// The time for `publish_at` and `unpublish_at`; `None` for the end of `today`.
    pub now: Option<Timestamp>,
    /// Whether to build everything anew, without results of earlier builds. The site is the same.
    pub anew: bool,
    /// Whether warnings stop the build, as problems do.
    pub deny_warnings: bool,
}

/// The results of a build.
#[derive(Clone, Debug)]
pub struct BuildReport {
    /// Number of pages of the site.
    pub pages: usize,
    /// Number of times that a page was rendered, which is all that was not known from the last build. If some content is
    /// scheduled or was taken down, a page may be rendered with and without it.
    pub rendered: usize,
    /// Number of new or changed files.
    pub written: usize,
    /// Number of stale files that were removed.
    pub removed: usize,
    /// Number of unchanged files.
    pub unchanged: usize,
    /// Problems that did not stop the build, in order of place.
    pub warnings: Diagnostics,
}

/// The results of a check that found no problems.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// Number of pages of the site.
    pub pages: usize,
    /// Scheme and host of the site's address.
    pub base_url: String,
    /// External links in the content.
    pub external_links: Vec<ExternalLink>,
    /// Untranslated questions of translated forms, one per line.
    pub untranslated_questions: Vec<Phrase>,
    /// Problems that would not stop a build, in order of place.
    pub warnings: Diagnostics,
}

/// The reason why a build failed.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Problems with content or theme.
    #[error("{0}")]
    Content(Diagnostics),
    /// An I/O error or an invalid folder.
    #[error(transparent)]
    Other(#[from] Failure),
}

impl BuildError {
    /// Adds warnings to the problems of the content, so that all are reported at once.
    #[must_use]
    pub(crate) fn with_warnings(self, warnings: &Diagnostics) -> BuildError {
        match self {
            BuildError::Content(mut problems) => {
                problems.append(warnings.clone());
                BuildError::Content(problems.sorted())
            }
            other @ BuildError::Other(_) => other,
        }
    }
}

impl From<WordsError> for BuildError {
    fn from(error: WordsError) -> BuildError {
        BuildError::Other(Failure::of_library(error))
    }
}
