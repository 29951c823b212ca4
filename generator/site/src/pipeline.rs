//! The stages of a build in order, up to the files in memory.

use std::path::Path;

use content::config::Config;
use content::history::History;
use content::load::Sources;
use content::publication::Publications;
use content::{config, history, load};
use diagnostics::Diagnostics;
use images::OutputFile;
use images::picture::{self, Purpose};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use resolve::Content;
use resolve::Listings;
use theme::{Page, render};
use view::words::WordsError;

use crate::document::Library;
use crate::edition::{Edition, Unchecked};
use crate::external::ExternalLink;
use crate::output::{Output, Parts};
use crate::page::Addresses;
use crate::published::{Present, Published};
use crate::redirect::Redirects;
use crate::share_pictures::Pictures;
use crate::{
    BuildError, document, edition, external, facts, feed, forms, fragment, marks, open_graph, output,
    page_history, published, redirect,
};

/// The time as of which a site is built.
#[derive(Clone, Copy)]
pub(crate) struct When {
    pub(crate) today: Date,
    /// The time for publication dates; `None` for the end of `today`.
    pub(crate) now: Option<Timestamp>,
    /// Whether to show drafts and content published later.
    pub(crate) drafts: bool,
}

/// The input shared by all passes over the content.
#[derive(Clone, Copy)]
struct Setting<'a> {
    root: &'a Path,
    today: Date,
    config: &'a Config,
    publications: &'a Publications,
    /// The content of drafts.
    drafts: &'a Sources,
    history: &'a History,
    /// The site in which everything but drafts is published, for the pass without unpublished content.
    all: Option<&'a Passed>,
    purpose: Purpose,
}

/// The result of a pass over the content.
struct Passed {
    output: Output,
    addresses: Addresses,
    content: Content,
}

/// Runs all stages but the last: returns the files of the site, in memory.
///
/// A first pass checks all content, including what is published later or was taken down, so that no build fails only
/// because time has passed. A second pass builds the site without it: content that was not read cannot leak.
/// because time has passed. A second pass makes the site without it: nothing can leak that was not read.
pub(crate) fn prepare(
    root: &Path,
    when: When,
    published: Option<&Published>,
    purpose: Purpose,
) -> Result<Output, BuildError> {
    let mut problems = Diagnostics::default();
    let sources = load::load(root, &mut problems)?;
    let config = config::read(&sources, &mut problems);
    let publications = Publications::of(&sources, &config, when.instant(&config), when.drafts);
    let (history, mut warnings) = history::read(root);
    let history = history.with_publications(&publications);
    let (sources, drafts) = publications.split_drafts(sources);
    let setting = Setting {
        root,
        today: when.today,
        config: &config,
        publications: &publications,
        drafts: &drafts,
        history: &history,
        all: None,
        purpose,
    };
    let all = pass(setting, &sources, published, problems)?;
    let shown = publications.published(&sources);
    // Drafts are often not committed yet.
    let slugs = shown.as_ref().unwrap_or(&sources).workshops.keys().filter(|_| !when.drafts);
    warnings.extend(history.uncommitted(slugs));
    let Some(shown) = shown else { return Ok(Output { warnings, ..all.output }) };
    let shown = pass(Setting { all: Some(&all), ..setting }, &shown, None, Diagnostics::default())?;
    let catalogue = publications.with_taken_down(shown.output.catalogue.clone(), &all.output.catalogue);
    Ok(Output { warnings, ..shown.output.with_catalogue(catalogue)? })
}

impl When {
    fn instant(self, config: &Config) -> Timestamp {
        let tomorrow = self.today.tomorrow().map(|day| day.to_datetime(Time::MIN));
        let end = tomorrow.and_then(|start| config.time_zone.to_timestamp(start)).unwrap_or(Timestamp::MAX);
        self.now.unwrap_or(end - SignedDuration::from_nanos(1))
    }
}

impl Setting<'_> {
    fn addresses(&self, sources: &Sources, problems: &mut Diagnostics) -> Addresses {
        let Setting { config, drafts, .. } = self;
        // Problems with drafts are not reported.
        let mut ignored = Diagnostics::default();
        let drafts = Addresses::new(drafts, &config.permalinks, &mut ignored).with_translations(
            drafts,
            config,
            &mut ignored,
        );
        let addresses = Addresses::new(sources, &config.permalinks, problems);
        let addresses = addresses.with_publications(self.publications, drafts);
        let addresses = addresses.with_feed(self.history.has_feed(sources.workshops.keys()));
        let Some(all) = self.all else { return addresses };
        let shown = all.content.programme.workshops.values();
        let shown = shown.filter(|workshop| sources.workshops.contains_key(&workshop.slug));
        let indexes = Listings::of(shown, self.today).indexes(&config.permalinks);
        addresses.within(&all.addresses, &indexes)
    }
}

/// The site in all its languages, without problems.
struct Built<'a> {
    sources: &'a Sources,
    /// Never empty: the first is in the site's own language.
    editions: Vec<Edition>,
    redirects: Vec<Redirects>,
    /// Resized images.
    images: Vec<OutputFile>,
}

/// Runs one pass over the content. Earlier problems come first.
fn pass(
    setting: Setting<'_>,
    sources: &Sources,
    published: Option<&Published>,
    mut problems: Diagnostics,
) -> Result<Passed, BuildError> {
    let Setting { root, today, purpose, .. } = setting;
    let images = picture::Pictures::of(sources);
    let main = own_language(setting, sources, &images, published, &mut problems)?;
    let editions = edition::editions(main, sources, &images, today, &mut problems);
    let languages: Vec<_> = editions.iter().map(Unchecked::language).collect();
    let redirects = redirect::find(&languages, &mut problems);
    let shown = &editions[0].documents.pictures;
    let images = picture::make(root, &images, shown, purpose, &mut problems)?;
    let editions = edition::checked(editions, today).filter(|_| problems.is_empty());
    let Some(editions) = editions else { return Err(BuildError::Content(problems.sorted())) };
    let mut built = Built { sources, editions, redirects, images };
    let output = output(setting, &mut built, problems)?;
    let Edition { addresses, content, .. } = built.editions.swap_remove(0);
    Ok(Passed { output, addresses, content })
}

/// Returns the site in its own language.
fn own_language(
    setting: Setting<'_>,
    sources: &Sources,
    images: &picture::Pictures,
    published: Option<&Published>,
    problems: &mut Diagnostics,
) -> anyhow::Result<Unchecked> {
    let Setting { root, today, config, publications, .. } = setting;
    let files = theme::load(root, config, problems)?;
    let addresses = setting.addresses(sources, problems);
    let theme = facts::theme(config, &files, &addresses, problems);
    let renderer = render::renderer(&theme, &files, config, problems);
    let content = forms::with_words(resolve::resolve(sources, config, problems), renderer.as_ref());
    let present = Present { content: &content, sources, config, publications, today };
    published::compare(published, present, problems);
    let listings = Listings::new(&content, today);
    let addresses = addresses.with_listings(&listings, sources, config, problems);
    facts::check_links(config, &addresses, problems);
    let addresses = addresses.with_translations(sources, config, problems);
    let addresses = addresses.with_first(&content, &config.permalinks);
    let library = Library::new(sources, config, &addresses, images, renderer.as_ref());
    let documents = document::render(&content, library, &files.ids, today, problems);
    let config = config.clone();
    Ok(Unchecked { config, files, theme, renderer, addresses, content, listings, documents })
}

/// Runs the stages from the sharing pictures on, for a site whose content has no problems.
fn output(
    setting: Setting<'_>,
    built: &mut Built<'_>,
    mut problems: Diagnostics,
) -> Result<Output, BuildError> {
    let images = std::mem::take(&mut built.images);
    let Built { sources, editions, redirects, .. } = &*built;
    let Edition { config, addresses, content, documents, catalogue, listings, .. } = &editions[0];
    let pictures: Vec<_> = editions.iter().map(|edition| pictures(edition, &mut problems)).collect();
    let pages = edition::pages(editions, &pictures, &mut problems).map_err(anyhow::Error::from)?;
    let (mut pages, indexes) = pages;
    marks::mark(pages.iter_mut().flatten(), addresses);
    let calendars = calendars(editions, redirects).map_err(anyhow::Error::from)?;
    let history = setting.history.with_outcomes(&content.programme, setting.today, &config.time_zone);
    let latest = history.latest().unwrap_or_default();
    let history = page_history::of_pages(&history, addresses, listings);
    let feeds = editions.iter().filter_map(|it| feed::feed(it.site(), &history, latest).transpose());
    let feeds = feeds.collect::<Result<Vec<_>, _>>().map_err(anyhow::Error::from)?;
    let html = html(editions, &pages, redirects, &mut problems).map_err(anyhow::Error::from)?;
    fragment::check(documents.fragments.clone(), &html, &mut problems);
    let attachments = facts::attachments(config, addresses, documents.attachments.clone());
    output::check_attachments(&attachments, sources, &mut problems);
    if !problems.is_empty() {
        return Err(BuildError::Content(problems.sorted()));
    }
    let pages: Vec<_> = pages.into_iter().flatten().collect();
    let (attachments, history, pages) = (&attachments, &history, &pages[..]);
    let parts = Parts {
        editions,
        sources,
        pages,
        html,
        history,
        feeds,
        calendars,
        indexes,
        attachments,
        redirects,
        images,
    };
    Ok(Output {
        pages: pages.len(),
        base_url: config.base_url.clone(),
        external_links: editions.iter().flat_map(external_links).collect(),
        untranslated_questions: edition::untranslated_questions(editions),
        warnings: Vec::new(),
        catalogue: catalogue.clone(),
        published: Published::of(catalogue),
        files: output::files(parts)?,
        pictures,
    })
}

fn external_links(edition: &Edition) -> Vec<ExternalLink> {
    external::links(edition.documents.external.clone(), &edition.content, &edition.config)
}

/// Returns the sharing pictures for the pages of an edition.
fn pictures(edition: &Edition, problems: &mut Diagnostics) -> Pictures {
    open_graph::pictures(edition.site(), &edition.files, &edition.config, problems)
}

/// Returns the calendar files by output file, with copies at former addresses.
fn calendars(editions: &[Edition], redirects: &[Redirects]) -> Result<Vec<(String, String)>, WordsError> {
    let calendars = edition::calendars(editions)?;
    let former: Vec<_> = redirects.iter().flat_map(|redirects| redirects.calendars(&calendars)).collect();
    Ok(calendars.into_iter().chain(former).collect())
}

/// Returns the pages of all editions by output file, including those at former addresses.
fn html(
    editions: &[Edition],
    pages: &[Vec<Page>],
    redirects: &[Redirects],
    problems: &mut Diagnostics,
) -> Result<Vec<(String, String)>, WordsError> {
    let mut html = edition::render(editions, pages, problems);
    html.extend(edition::former(editions, redirects, problems)?);
    Ok(html)
}
