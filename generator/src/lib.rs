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
//! 7. `document` turns Markdown into HTML
//! 8. `catalogue` picks out what the handler needs
//! 9. `calendar` makes the calendar files, of each workshop and of all
//! 10. `open_graph` finds out what the picture of each page shows
//! 11. `views` makes the pages with what their templates see
//! 12. `search` makes the index that visitors search
//! 13. `render` turns pages into HTML
//! 14. `write` makes `dist/` hold exactly that, the only module that writes
//!
//! `edition` takes what is translated through stages 2 to 10 again, for each further language of the site, and
//! `hreflang` marks the links between languages.
//!
//! `history` asks git when pages were changed; `feed`, `sitemap` and `output` tell it to programs.
//!
//! Stages collect what is wrong in [`Diagnostics`]; when there is anything, all of it is told and nothing is
//! written. The crate knows neither the clock nor the network, AWS or the handler.

mod calendar;
mod catalogue;
mod config;
mod diagnostic;
mod document;
mod edition;
mod feed;
mod front_matter;
mod history;
mod hreflang;
mod link;
mod listing;
mod load;
mod markdown;
mod open_graph;
mod output;
mod page;
mod part;
mod rehearsal;
mod render;
mod resolve;
mod search;
mod site;
mod sitemap;
mod suggestion;
mod text;
mod theme;
mod typography;
pub mod view;
mod views;
mod write;
mod yaml;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use self::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use self::edition::{Languages, Main};
use self::listing::Listings;
use self::open_graph::Pictures;
use self::output::{ForMachines, Output};
use self::page::Addresses;
use self::typography::Typography;

/// What to build, and where to.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The folder that holds `content` and `themes`.
    pub root: PathBuf,
    /// The folder that is written to.
    pub dist: PathBuf,
    /// The day as of which the site is shown: which workshops are over, which registrations are open.
    pub today: Date,
}

/// What a build did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildReport {
    /// How many pages the site has.
    pub pages: usize,
    /// How many files are new or changed.
    pub written: usize,
    /// How many stale files were removed.
    pub removed: usize,
    /// How many files were as they should be.
    pub unchanged: usize,
}

/// What a check found in a site without problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// How many pages the site has.
    pub pages: usize,
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

/// Builds the site into `dist/site` and what the handler needs into `dist/handler`.
///
/// # Errors
///
/// [`BuildError::Content`] with every problem of content and theme; nothing is written then. Otherwise
/// [`BuildError::Other`] when a file cannot be read or written.
pub fn build(options: &BuildOptions) -> Result<BuildReport, BuildError> {
    write::check_folder(&options.dist, &options.root)?;
    let output = prepare(&options.root, options.today)?;
    let mut files = open_graph::draw(&options.root, &output.pictures)?.map_err(BuildError::Content)?;
    files.extend(output.files);
    let changes = write::write(&options.dist, &files)?;
    Ok(BuildReport {
        pages: output.pages,
        written: changes.written,
        removed: changes.removed,
        unchanged: changes.unchanged,
    })
}

/// Does everything that a build does but write.
///
/// # Errors
///
/// As [`build`].
pub fn check(root: &Path, today: Date) -> Result<CheckReport, BuildError> {
    let output = prepare(root, today)?;
    Ok(CheckReport { pages: output.pages })
}

/// The day that it is at `now` in the site's time zone, or in UTC where the site names none that is known.
pub fn day_of_site(root: &Path, now: Timestamp) -> Date {
    let mut ignored = Diagnostics::default();
    let sources = load::load_configuration(root, &mut ignored);
    let zone: TimeZone = config::read(&sources, &mut ignored).time_zone;
    zone.to_datetime(now).date()
}

/// All stages but the last: the files of the site, in memory.
fn prepare(root: &Path, today: Date) -> Result<Output, BuildError> {
    let mut problems = Diagnostics::default();
    let sources = load::load(root, &mut problems)?;
    let config = config::read(&sources, &mut problems);
    let files = theme::load(root, &config, &mut problems)?;
    let addresses = Addresses::new(&sources, &config.permalinks, &mut problems);
    let theme = site::theme(&config, &files, &addresses, &mut problems);
    let renderer = render::renderer(&theme, &files, &config, &mut problems);
    let content = resolve::resolve(&sources, &config, renderer.as_ref(), &mut problems);
    let typography = Typography::of_language(&config.language.value);
    let listings = Listings::new(&content, today);
    let addresses = addresses.with_listings(&listings, &sources, &config, &mut problems);
    listing::check_links(&config, &addresses, &mut problems);
    let addresses = addresses.with_translations(&sources, &config, &mut problems);
    let documents = document::render(&content, &addresses, typography, &files.ids, today, &mut problems);
    let main =
        Main { root, sources: &sources, config: &config, addresses: &addresses, content: &content, today };
    let mut editions = edition::editions(main, &mut problems)?;
    let Some(renderer) = renderer.filter(|_| problems.is_empty()) else {
        return Err(BuildError::Content(problems.sorted()));
    };
    let catalogue = catalogue::catalogue(&content.programme, &addresses);
    let no_pictures = Pictures::default();
    let site = views::Site {
        content: &content,
        documents: &documents,
        addresses: &addresses,
        listings: &listings,
        catalogue: &catalogue,
        facts: &theme.site,
        renderer: &renderer,
        pictures: &no_pictures,
        today,
    };
    let pictures = open_graph::pictures(site, &files, &config, &mut problems);
    let site = views::Site { pictures: &pictures, ..site };
    let calendars = calendar::calendars(&catalogue, &addresses, &theme.site, &renderer);
    let mut calendars = calendars.map_err(anyhow::Error::from)?;
    let of_programme = calendar::of_programme(&content.programme, &catalogue, &theme.site, &renderer);
    calendars.extend(of_programme.map_err(anyhow::Error::from)?);
    let parts: Vec<_> = editions.iter_mut().flat_map(|edition| edition.documents.take_parts()).collect();
    let pages = views::pages(site).map_err(anyhow::Error::from)?;
    let (mut pages, index) = search::with_search(site, pages, &files, &config, &mut problems);
    let languages = Languages::new(site, &editions, &mut pages, &mut problems);
    let mut languages = languages.map_err(anyhow::Error::from)?;
    let indexes = languages.take_indexes();
    calendars.extend(languages.calendars.iter().cloned());
    let history = history::read(root).of_pages(&addresses, &listings);
    let feed = feed::feed(site, &history).map_err(anyhow::Error::from)?;
    let for_machines = ForMachines { history: &history, feed };
    let html = render::render(&pages, &renderer, &files, &config, &mut problems);
    let html = languages.render(html, &mut problems);
    pages.extend(languages.into_pages());
    part::check(documents.parts.into_iter().chain(parts).collect(), &html, &mut problems);
    if !problems.is_empty() {
        return Err(BuildError::Content(problems.sorted()));
    }
    let mut linked = documents.attachments;
    linked.extend(editions.into_iter().flat_map(|edition| edition.documents.attachments));
    let attachments = site::attachments(&config, &addresses, linked);
    let output = Output::new(&config, &theme, files.assets, &catalogue, &pages, html, for_machines);
    let output = output?.with_calendars(calendars).with_attachments(&attachments, &sources, &addresses);
    let output = indexes.into_iter().fold(output, |output, index| output.with_search(Some(index)));
    Ok(output.with_search(index).with_pictures(pictures))
}
