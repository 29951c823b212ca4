//! Content in, static site out: the pipeline, with one module for each stage that is not a crate of its own.
//!
//! A build runs through these stages, each of which takes the results of the earlier ones:
//!
//! 1. `content::load` reads the files of `content/`, `content::config` the site's name, address and languages
//! 2. `theme` reads the theme and checks that its templates, words and static files fit together
//! 3. `page::Addresses` gives every page its permalink
//! 4. `resolve` turns YAML and front matter into the model, with all references resolved, and sorts workshops by topic and
//!    by year; these lists get their permalinks
//! 5. `forms` adds the theme's words to what forms ask
//! 6. `document` turns Markdown into HTML; `images::picture` decides in which sizes it shows images
//! 7. `catalogue` picks out what the handler needs
//! 8. `calendar` makes the calendar files, of each workshop and of all
//! 9. `open_graph` decides what the picture of each page shows
//! 10. `views` makes the pages with what their templates see
//! 11. `search` makes the index that visitors search
//! 12. `theme::render` turns pages into HTML
//! 13. `images` makes the sizes of images that no earlier build made, in `.cache/` below the root
//! 14. `redirect` leads from former addresses to those of today
//! 15. `write` makes `dist/` hold exactly all that, the only module that writes there
//! 16. `images::cache` removes what no recent build has used
//!
//! A site is a list of editions (`edition`), one for each of its languages, the first in its own; stages 8 to 12 map over
//! them. `hreflang` marks the links between languages. `content::history` asks git when pages were changed, which `feed`,
//! `sitemap` and `output` publish. `texts` finds the problems of content that is only in memory.
//!
//! Stages collect problems in [`Diagnostics`]; if there is any, all of them are reported and nothing is written. The crate
//! must never know the clock, the network, AWS, the handler or a command line.

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

/// What to build, and where to.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The folder that holds `content` and `themes`.
    pub root: PathBuf,
    /// The folder that is written to.
    pub dist: PathBuf,
    /// The day as of which the site is shown: which workshops are over, which registrations are open.
    pub today: Date,
    /// What the build is compared with, so that no workshop that people registered for vanishes by accident.
    pub against: Against,
    /// Whether drafts and pages with a later `publish_at` are shown, as in the preview. Such a site must not be deployed,
    /// and the next build is not compared with it.
    pub drafts: bool,
    /// The time as of which `publish_at` and `unpublish_at` count; `None` for the end of `today`.
    pub now: Option<Timestamp>,
}

/// What a build did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildReport {
    /// How many pages the site has.
    pub pages: usize,
    /// How many files are new or changed.
    pub written: usize,
    /// How many stale files were removed.
    pub removed: usize,
    /// How many files were as they should be.
    pub unchanged: usize,
    /// What the site lacks.
    pub warnings: Vec<Warning>,
}

/// What a check found in a site without problems.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// How many pages the site has.
    pub pages: usize,
    /// Scheme and host of the site's address.
    pub base_url: String,
    /// Links that lead out of the site, wherever an editor wrote one.
    pub external_links: Vec<ExternalLink>,
    /// Questions that forms in further languages ask in the site's own, for want of a translation: a line each.
    pub untranslated_questions: Vec<String>,
    /// What the site lacks.
    pub warnings: Vec<Warning>,
}

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Something is wrong with content or theme.
    #[error("{0}")]
    Content(Diagnostics),
    /// The disk, or the folders that were named.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// Builds the site into `dist/site`, what the handler needs into `dist/handler`, and what whoever delivers them needs
/// into `dist/deployment`.
///
/// # Errors
///
/// [`BuildError::Content`] with every problem of content and theme; nothing is written then. Otherwise
/// [`BuildError::Other`] when a file cannot be read or written.
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
    let changes = write::write(&options.dist, &files)?;
    cache.tidy(&options.root, &files);
    Ok(BuildReport {
        pages: output.pages,
        written: changes.written,
        removed: changes.removed,
        unchanged: changes.unchanged,
        warnings: output.warnings,
    })
}

/// Does everything that a build does but write.
///
/// # Errors
///
/// As [`build`].
pub fn check(root: &Path, today: Date) -> Result<CheckReport, BuildError> {
    check_against(root, today, &Against::Nothing)
}

/// Does the same, and compares the site with an earlier one.
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

/// The day that it is at `now` in the site's time zone, or in UTC where the site names none that is known.
pub fn day_of_site(root: &Path, now: Timestamp) -> Date {
    let mut ignored = Diagnostics::default();
    let sources = content::load::load_configuration(root, &mut ignored);
    let zone: TimeZone = content::config::read(&sources, &mut ignored).time_zone;
    zone.to_datetime(now).date()
}
