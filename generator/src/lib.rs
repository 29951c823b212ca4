//! Content in, static site out.
//!
//! A build runs through these stages, each of which takes what the ones before it made:
//!
//! 1. `load` reads `content/`, the only module that does
//! 2. `config` reads what the site is called and where it stands
//! 3. `theme` reads the theme and checks that its templates, words and static files fit together
//! 4. `page::Addresses` gives every page its permalink
//! 5. `resolve` turns YAML and front matter into the model, with all references resolved
//! 6. `listing` sorts workshops by topic and by year, and these pages get their permalinks
//! 7. `document` turns Markdown into HTML; `picture` says in which sizes it shows images
//! 8. `catalogue` picks out what the handler needs
//! 9. `calendar` makes the calendar files, of each workshop and of all
//! 10. `open_graph` finds out what the picture of each page shows
//! 11. `views` makes the pages with what their templates see
//! 12. `search` makes the index that visitors search
//! 13. `render` turns pages into HTML
//! 14. `picture` makes the sizes of images that no earlier build made, in `.cache/` below the root
//! 15. `redirect` leads from former addresses to those of today
//! 16. `write` makes `dist/` hold exactly all that, the only module that writes there
//! 17. `cache` forgets what no build has used for long
//!
//! `edition` takes what is translated through stages 2 to 13 again, for each further language of the site, and
//! `hreflang` marks the links between languages. `history` asks git when pages were changed, which `feed`, `sitemap` and
//! `output` publish. `texts` finds the problems of content that is only in memory.
//!
//! Stages collect what is wrong in [`Diagnostics`]; when there is anything, all of it is told and nothing is
//! written. The crate knows neither the clock nor the network, AWS or the handler.

mod cache;
mod calendar;
mod catalogue;
mod document;
mod edition;
mod external;
mod feed;
mod file_note;
mod hreflang;
mod link;
mod marks;
mod open_graph;
mod output;
mod page;
mod page_history;
mod part;
mod photograph;
mod picture;
mod pipeline;
mod portrait;
mod published;
mod redirect;
mod rehearsal;
mod render;
mod search;
mod site;
mod sitemap;
mod texts;
mod theme;
pub mod view;
mod views;
mod write;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use self::cache::InUse;
pub use self::external::ExternalLink;
use self::output::Output;
use self::picture::Purpose;
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
    let mut files = open_graph::draw(&options.root, &output.pictures)?.map_err(BuildError::Content)?;
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
