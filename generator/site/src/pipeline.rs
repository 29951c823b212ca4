//! The stages of a build, one after the other, up to the files in memory.

use std::path::Path;

use ::view::theme::Theme;
use content::config::Config;
use content::history::History;
use content::load::Sources;
use content::publication::Publications;
use content::{config, history, load};
use diagnostics::Diagnostics;
use images::picture;
use images::picture::Purpose;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use resolve::Content;
use resolve::Listings;
use theme::ThemeFiles;
use theme::render;

use crate::document::Library;
use crate::edition::{Edition, Languages, Main};
use crate::output::{ForMachines, Output};
use crate::page::Addresses;
use crate::published::{Present, Published};
use crate::redirect::Redirects;
use crate::share_pictures::Pictures;
use crate::{
    BuildError, calendar, catalogue, document, edition, external, facts, feed, forms, marks, open_graph,
    output, page_history, part, published, redirect, search, views,
};

/// The time as of which a site is built.
#[derive(Clone, Copy)]
pub(crate) struct When {
    pub(crate) today: Date,
    /// As of when files are published; `None` for the end of `today`.
    pub(crate) now: Option<Timestamp>,
    /// Whether drafts and what is published later are shown.
    pub(crate) drafts: bool,
}

/// What all passes over the content have in common.
#[derive(Clone, Copy)]
struct Setting<'a> {
    root: &'a Path,
    today: Date,
    config: &'a Config,
    publications: &'a Publications,
    /// The content that is in drafts.
    drafts: &'a Sources,
    history: &'a History,
    /// The site in which everything but drafts is published, for the pass without what is not.
    all: Option<&'a Passed>,
    purpose: Purpose,
}

/// What a pass over the content made.
struct Passed {
    output: Output,
    addresses: Addresses,
    content: Content,
}

/// All stages but the last: the files of the site, in memory.
///
/// What is published later, or was taken down, is checked with everything else in a first pass, so that no build fails only
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
    // Those that are only tried out are often not committed yet.
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

/// One pass over the content. Problems so far come first.
fn pass(
    setting: Setting<'_>,
    sources: &Sources,
    published: Option<&Published>,
    mut problems: Diagnostics,
) -> Result<Passed, BuildError> {
    let Setting { root, today, config, publications, purpose, .. } = setting;
    let files = theme::load(root, config, &mut problems)?;
    let addresses = setting.addresses(sources, &mut problems);
    let theme = facts::theme(config, &files, &addresses, &mut problems);
    let renderer = render::renderer(&theme, &files, config, &mut problems);
    let content = resolve::resolve(sources, config, &mut problems);
    let content = match &renderer {
        Some(renderer) => forms::with_words(content, renderer),
        None => content,
    };
    let present = Present { content: &content, sources, config, publications, today };
    published::compare(published, present, &mut problems);
    let listings = Listings::new(&content, today);
    let addresses = addresses.with_listings(&listings, sources, config, &mut problems);
    facts::check_links(config, &addresses, &mut problems);
    let addresses = addresses.with_translations(sources, config, &mut problems);
    let addresses = addresses.with_first(&content, &config.permalinks);
    let images = picture::Pictures::of(sources);
    let library = Library::new(sources, config, &addresses, &images, renderer.as_ref());
    let mut documents = document::render(&content, library, &files.ids, today, &mut problems);
    let main = Main { library, content: &content, today };
    let editions = edition::editions(main, &files, &mut documents, &mut problems);
    let redirects = redirect::find(&edition::languages(main, &editions), &mut problems);
    let made = picture::make(root, &images, &documents.pictures, purpose, &mut problems)?;
    let Some(renderer) = renderer.as_ref().filter(|_| problems.is_empty()) else {
        return Err(BuildError::Content(problems.sorted()));
    };
    let catalogue = catalogue::catalogue(&content, &addresses, config.limits, None);
    let catalogue = edition::catalogue_with(catalogue, &editions);
    let site = views::Site {
        content: &content,
        documents: &documents,
        addresses: &addresses,
        listings: &listings,
        catalogue: &catalogue,
        facts: &theme.site,
        renderer,
        pictures: &Pictures::default(),
        today,
    };
    let output = output(main, setting, site, (files, &theme), (editions, &redirects), problems)?;
    Ok(Passed { output: output.with_images(made), addresses, content })
}

/// The stages from the pictures that other sites show on, of a site whose content is without problems.
fn output(
    main: Main<'_>,
    setting: Setting<'_>,
    site: views::Site<'_>,
    (files, theme): (ThemeFiles, &Theme),
    (editions, redirects): (Vec<Edition>, &[Redirects]),
    mut problems: Diagnostics,
) -> Result<Output, BuildError> {
    let Main { library: Library { sources, config, addresses, .. }, content, .. } = main;
    let pictures = open_graph::pictures(site, &files, config, &mut problems);
    let site = views::Site { pictures: &pictures, ..site };
    let editions = edition::with_pictures(editions, &mut problems);
    let pages = views::pages(site).map_err(anyhow::Error::from)?;
    let (mut pages, index) = search::with_search(site, pages, &files, config, &mut problems);
    let languages = Languages::new(site, &editions, &mut pages, &mut problems);
    let mut languages = languages.map_err(anyhow::Error::from)?;
    marks::mark(pages.iter_mut().chain(languages.pages_mut()), addresses);
    let mut calendars = calendar::all(site).map_err(anyhow::Error::from)?;
    calendars.extend(languages.calendars.iter().cloned());
    calendars
        .extend(redirects.iter().flat_map(|redirects| redirects.calendars(&calendars)).collect::<Vec<_>>());
    let mut external = external::links(site.documents.external.clone(), content, config);
    external.extend(languages.external_links());
    let indexes = index.into_iter().chain(languages.take_indexes()).collect();
    let history = setting.history.with_outcomes(&content.programme, site.today, &config.time_zone);
    let latest = history.latest().unwrap_or_default();
    let history = page_history::of_pages(&history, addresses, site.listings);
    let feed = feed::feed(site, &history, latest).map_err(anyhow::Error::from)?;
    let mut feeds = edition::feeds(&editions, &history, latest).map_err(anyhow::Error::from)?;
    feeds.extend(feed);
    let for_machines = ForMachines { history: &history, feeds };
    let html = render::render(&pages, site.renderer, &files, config, &mut problems);
    let mut html = languages.render(html, &mut problems);
    let former = edition::former(site, &editions, redirects, &files, config, &mut problems);
    html.extend(former.map_err(anyhow::Error::from)?);
    pages.extend(languages.into_pages());
    part::check(site.documents.parts.clone(), &html, &mut problems);
    let attachments = facts::attachments(config, addresses, site.documents.attachments.clone());
    output::check_attachments(&attachments, sources, &mut problems);
    if !problems.is_empty() {
        return Err(BuildError::Content(problems.sorted()));
    }
    let theme = &edition::theme_with(theme, &editions);
    let output = Output::new(config, theme, &files.assets, site.catalogue, &pages, html, for_machines)?;
    let output = output.with_calendars(calendars).with_external_links(external);
    let output = output.with_attachments(&attachments, sources, addresses);
    let output = output.with_redirects(redirects, &attachments, sources)?;
    let output = output.with_untranslated_questions(edition::untranslated_questions(&editions));
    let pictures = std::iter::once(pictures).chain(edition::take_pictures(editions)).collect();
    Ok(output.with_search(indexes).with_pictures(pictures))
}
