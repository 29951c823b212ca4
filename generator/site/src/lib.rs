//! Content in, static site out: the pipeline, with one module for each stage that is not a separate crate.
//!
//! A build runs through these stages, each of which takes the results of the earlier ones:
//!
//! 1. `content::load` reads the files of `content/`, `content::config` the site's name, address and languages
//! 2. `theme` reads the theme and checks that its templates, words and static files fit together
//! 3. `page::Addresses` gives every page its permalink
//! 4. `resolve` turns YAML and front matter into the model, with all references resolved, and sorts workshops by topic and
//!    by year; these lists get their permalinks
//! 5. `forms` adds the theme's words to forms
//! 6. `document` turns Markdown into HTML; `images::picture` chooses the sizes of its images
//! 7. `catalogue` selects the data for the handler
//! 8. `calendar` creates the calendar files of each workshop and of the programme
//! 9. `open_graph` chooses the content of sharing pictures
//! 10. `views` creates the pages with the data for their templates
//! 11. `search` creates the search index
//! 12. `theme::render` turns pages into HTML
//! 13. `images` resizes images that are not in the cache, `.cache/` below the root
//! 14. `redirect` redirects former addresses to the current ones
//! 15. `write` updates `dist/` to contain exactly this site; no other module writes there
//! 16. `images::cache` removes entries that no recent build has used
//!
//! A site is a list of editions (`edition`), one for each of its languages, the first in its own; stages 8 to 12 run
//! for each of them. `hreflang` marks the links between languages. `content::history` reads the dates of changes from
//! git, which `feed`, `sitemap` and `output` publish. `texts` checks content that is only in memory.
//!
//! Stages collect problems in [`Diagnostics`]; if there are any, all of them are reported and nothing is written. The
//! crate must never know the clock, the network, AWS, the handler or a command line.

mod calendar;
mod catalogue;
mod document;
mod edition;
mod external;
mod facts;
mod feed;
mod file_note;
mod forms;
mod fragment;
mod hreflang;
mod link;
mod marks;
mod open_graph;
mod output;
mod page;
mod page_history;
mod pipeline;
mod published;
mod redirect;
mod search;
mod share_pictures;
mod sitemap;
mod texts;
mod views;
mod write;

use std::path::{Path, PathBuf};

use images::cache::InUse;
use images::picture::Purpose;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use self::external::ExternalLink;
use self::output::Output;
use self::pipeline::When;
pub use self::published::Against;
use self::published::Published;
pub use self::texts::problems_of_texts;
pub use diagnostics::{Diagnostic, Diagnostics, Shown, SourceFile, Warning};

/// The input and output of a build.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The folder that contains `content` and `themes`.
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
}

/// The results of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildReport {
    /// Number of pages of the site.
    pub pages: usize,
    /// Number of new or changed files.
    pub written: usize,
    /// Number of stale files that were removed.
    pub removed: usize,
    /// Number of unchanged files.
    pub unchanged: usize,
    /// Things that the site lacks.
    pub warnings: Vec<Warning>,
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
    pub untranslated_questions: Vec<String>,
    /// Things that the site lacks.
    pub warnings: Vec<Warning>,
}

/// The reason why a build failed.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Problems with content or theme.
    #[error("{0}")]
    Content(Diagnostics),
    /// An I/O error or an invalid folder.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// Builds the site into `dist/site`, the handler's data into `dist/handler`, and the data for the deployment into
/// `dist/deployment`.
///
/// # Errors
///
/// Returns [`BuildError::Content`] with every problem of content and theme; nothing is written then. Returns
/// [`BuildError::Other`] if a file cannot be read or written.
pub fn build(options: &BuildOptions) -> Result<BuildReport, BuildError> {
    write::check_folder(&options.dist, &options.root)?;
    let cache = InUse::start(&options.root);
    let published = Published::read(&options.against, &options.dist)?;
    let BuildOptions { root, today, now, drafts, .. } = options;
    let moment = When { today: *today, now: *now, drafts: *drafts };
    let output = pipeline::prepare(root, moment, published.as_ref(), Purpose::Build)?;
    let mut files =
        images::share_picture::draw(&options.root, &output.drawings())?.map_err(BuildError::Content)?;
    files.extend(output.files);
    files.extend(published::for_the_next(options, &output.published)?);
    let summary = write::write(&options.dist, &files)?;
    cache.tidy(&options.root, &files);
    Ok(BuildReport {
        pages: output.pages,
        written: summary.written,
        removed: summary.removed,
        unchanged: summary.unchanged,
        warnings: output.warnings,
    })
}

/// Runs all stages of a build except writing.
///
/// # Errors
///
/// As [`build`].
pub fn check(root: &Path, today: Date) -> Result<CheckReport, BuildError> {
    check_against(root, today, &Against::Nothing)
}

/// As [`check`], and compares the site with an earlier one.
///
/// # Errors
///
/// As [`build`].
pub fn check_against(root: &Path, today: Date, against: &Against) -> Result<CheckReport, BuildError> {
    let published = Published::read(against, &root.join("dist"))?;
    let moment = When { today, now: None, drafts: false };
    let output = pipeline::prepare(root, moment, published.as_ref(), Purpose::Check)?;
    let Output { pages, base_url, external_links, untranslated_questions, warnings, .. } = output;
    Ok(CheckReport { pages, base_url, external_links, untranslated_questions, warnings })
}

/// Returns the date at `now` in the site's time zone, or in UTC if the site has no valid one.
pub fn day_of_site(root: &Path, now: Timestamp) -> Date {
    let mut ignored = Diagnostics::default();
    let sources = content::load::load_configuration(root, &mut ignored);
    let zone: TimeZone = content::config::read(&sources, &mut ignored).time_zone;
    zone.to_datetime(now).date()
}
