//! The site in a further language: its configuration, words, addresses and texts, through the same stages as in its
//! own language. Only what is translated has a page of its own; everything else leads to the page that there is.

mod former;
mod handed_on;
mod machines;

use std::collections::{BTreeMap, BTreeSet};

use addresses::Permalink;
use content::config::{Config, Translation};
use diagnostics::Diagnostics;
use jiff::civil::Date;
use model::catalogue::Catalogue;
use resolve::Content;
use resolve::Listings;
use theme::Page;
use theme::ThemeFiles;
use theme::render;
use view::renderer::Renderer;
use view::site::PageLanguageView;
use view::theme::Theme;
use view::words::WordsError;

pub(crate) use self::former::{former, languages};
pub(crate) use self::handed_on::{catalogue_with, theme_with, untranslated_questions};
pub(crate) use self::machines::{feeds, take_pictures, with_pictures};
use crate::document::{Documents, Library};
use crate::external::ExternalLink;
use crate::page::Addresses;
use crate::search::{self, SearchIndex};
use crate::share_pictures::Pictures;
use crate::views::Site;
use crate::{calendar, catalogue, document, external, facts, forms, hreflang, views};

/// The site in its own language.
#[derive(Clone, Copy)]
pub(crate) struct Main<'a> {
    pub(crate) library: Library<'a>,
    pub(crate) content: &'a Content,
    pub(crate) today: Date,
}

/// The site in a further language, ready to be rendered.
pub(crate) struct Edition {
    config: Config,
    files: ThemeFiles,
    theme: Theme,
    renderer: Renderer,
    addresses: Addresses,
    content: Content,
    listings: Listings,
    documents: Documents,
    catalogue: Catalogue,
    pictures: Pictures,
    today: Date,
}

/// Prepares all further languages with the theme `files`; what their texts refer to is added to `documents`, those of the
/// site's own. After a problem, which is told, some may be missing, and nothing is built.
pub(crate) fn editions(
    main: Main<'_>,
    files: &ThemeFiles,
    documents: &mut Documents,
    diagnostics: &mut Diagnostics,
) -> Vec<Edition> {
    let mut editions: Vec<Edition> = Vec::new();
    for translation in &main.library.config.translations {
        let before = editions.last().map_or(main.library.addresses, |before| &before.addresses);
        editions.extend(edition(main, files, translation, before, diagnostics));
    }
    for edition in &mut editions {
        documents.take_references(&mut edition.documents);
    }
    editions
}

/// The edition after the one that has the addresses `before`, whose places are taken.
fn edition(
    main: Main<'_>,
    files: &ThemeFiles,
    translation: &Translation,
    before: &Addresses,
    diagnostics: &mut Diagnostics,
) -> Option<Edition> {
    let Main { library: of_main, today, .. } = main;
    let sources = of_main.sources;
    let config = of_main.config.in_language(translation);
    let files = files.in_language(&config, diagnostics);
    let addresses = of_main.addresses.in_language(&config.language.value, &config.permalinks).after(before);
    let content = resolve::translate(main.content, sources, of_main.config, &config, diagnostics);
    let listings = Listings::new(&content, today);
    let addresses = addresses.with_listings(&listings, sources, &config, diagnostics);
    facts::check_links(&config, &addresses, diagnostics);
    let theme = facts::theme(&config, &files, &addresses, diagnostics);
    let renderer = render::renderer(&theme, &files, &config, diagnostics);
    let content = match &renderer {
        Some(renderer) => forms::with_words(content, renderer),
        None => content,
    };
    let addresses = addresses.with_first(&content, &config.permalinks);
    let library = Library { config: &config, addresses: &addresses, renderer: renderer.as_ref(), ..of_main };
    let documents = document::render(&content, library, &files.ids, today, diagnostics);
    let renderer = renderer?;
    let catalogue = catalogue::catalogue(&content, &addresses, config.limits, Some(&config.language.value));
    Some(Edition {
        config,
        files,
        theme,
        renderer,
        addresses,
        content,
        listings,
        documents,
        catalogue,
        pictures: Pictures::default(),
        today,
    })
}

impl Edition {
    fn site(&self) -> Site<'_> {
        Site {
            content: &self.content,
            documents: &self.documents,
            addresses: &self.addresses,
            listings: &self.listings,
            catalogue: &self.catalogue,
            facts: &self.theme.site,
            renderer: &self.renderer,
            pictures: &self.pictures,
            today: self.today,
        }
    }

    /// The pages that there are in this language, and the index that visitors search.
    fn pages(
        &self,
        main: &Addresses,
        diagnostics: &mut Diagnostics,
    ) -> Result<(Vec<Page>, Option<SearchIndex>), WordsError> {
        let own: BTreeSet<_> = self.addresses.counterparts(main).into_keys().map(Permalink::as_str).collect();
        let is_own = |page: &Page| page.head.path.as_deref().is_some_and(|path| own.contains(path));
        let pages = views::pages(self.site())?.into_iter().filter(is_own).collect();
        Ok(search::with_search(self.site(), pages, &self.files, &self.config, diagnostics))
    }

    /// The calendar files of the workshops whose pages there are in this language, and that of the programme.
    fn calendars(&self, main: &Addresses) -> Result<Vec<(String, String)>, WordsError> {
        let calendars =
            calendar::calendars(&self.catalogue, &self.addresses, &self.theme.site, &self.renderer)?;
        let of_main: BTreeSet<String> =
            self.content.programme.workshops.keys().map(|slug| main.calendar(slug)[1..].to_owned()).collect();
        let own = calendars.into_iter().filter(|(path, _)| !of_main.contains(path));
        Ok(own.chain(calendar::of_programme(self.site())?).collect())
    }
}

/// The pages of a site in several languages, and which page is which in another.
pub(crate) struct Languages<'a> {
    main: Site<'a>,
    editions: &'a [Edition],
    /// The pages of each edition.
    pages: Vec<Vec<Page>>,
    /// Calendar files in further languages, each with its path below `dist/site`.
    pub(crate) calendars: Vec<(String, String)>,
    indexes: Vec<SearchIndex>,
    /// The language of each page, by its path on the site.
    by_path: BTreeMap<String, String>,
}

impl<'a> Languages<'a> {
    /// Makes the pages of the further languages, and tells those of the site's own which others there are.
    ///
    /// # Errors
    ///
    /// When the theme lacks a word.
    pub(crate) fn new(
        main: Site<'a>,
        editions: &'a [Edition],
        main_pages: &mut [Page],
        diagnostics: &mut Diagnostics,
    ) -> Result<Languages<'a>, WordsError> {
        let mut languages = Languages {
            main,
            editions,
            pages: Vec::new(),
            calendars: Vec::new(),
            indexes: Vec::new(),
            by_path: BTreeMap::new(),
        };
        for edition in editions {
            let (pages, index) = edition.pages(main.addresses, diagnostics)?;
            languages.pages.push(pages);
            languages.indexes.extend(index);
            languages.calendars.extend(edition.calendars(main.addresses)?);
        }
        if !editions.is_empty() {
            languages.know_paths(main_pages);
            languages.tell_pages(main_pages)?;
        }
        Ok(languages)
    }

    fn know_paths(&mut self, main_pages: &[Page]) {
        let tags = self.editions.iter().map(|edition| &edition.theme.site.language);
        let pages = tags.zip(&self.pages).flat_map(|(tag, pages)| pages.iter().map(move |page| (tag, page)));
        let own = main_pages.iter().map(|page| (&self.main.facts.language, page));
        let known = pages.chain(own);
        self.by_path = known.filter_map(|(tag, page)| Some((page.head.path.clone()?, tag.clone()))).collect();
    }

    /// Gives each page the languages in which there is the same.
    fn tell_pages(&mut self, main_pages: &mut [Page]) -> Result<(), WordsError> {
        let main = self.main;
        let mut groups: BTreeMap<String, Vec<PageLanguageView>> = BTreeMap::new();
        for edition in self.editions {
            for (own, original) in edition.addresses.counterparts(main.addresses) {
                let Some(original) = original else { continue };
                let (own, original) = (own.to_string(), original.to_string());
                let group = groups.entry(original.clone()).or_default();
                if group.is_empty() {
                    group.push(PageLanguageView::new(main.facts, main.renderer.words(), original)?);
                }
                group.push(PageLanguageView::new(&edition.theme.site, edition.renderer.words(), own)?);
            }
        }
        let by_member: BTreeMap<&String, &Vec<PageLanguageView>> =
            groups.values().flat_map(|group| group.iter().map(move |view| (&view.path, group))).collect();
        for page in main_pages.iter_mut().chain(self.pages.iter_mut().flatten()) {
            let group = page.head.path.as_ref().and_then(|path| by_member.get(path));
            page.languages = group.map_or_else(Vec::new, |group| (*group).clone());
        }
        Ok(())
    }

    /// Renders the pages of the further languages, and marks links from each language to another in these and in
    /// `html`, the pages of the site's own.
    pub(crate) fn render(
        &self,
        html: Vec<(String, String)>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(String, String)> {
        if self.editions.is_empty() {
            return html;
        }
        let mark = |html: Vec<(String, String)>, language: &str| -> Vec<(String, String)> {
            let mark =
                |(output, html): (String, String)| (output, hreflang::mark(&html, language, &self.by_path));
            html.into_iter().map(mark).collect()
        };
        let mut all = mark(html, &self.main.facts.language);
        for (edition, pages) in self.editions.iter().zip(&self.pages) {
            let Edition { renderer, files, config, .. } = edition;
            let html = render::render(pages, renderer, files, config, diagnostics);
            all.extend(mark(html, &edition.theme.site.language));
        }
        all
    }

    /// The indexes of the further languages that visitors search, which are then no longer here.
    pub(crate) fn take_indexes(&mut self) -> Vec<SearchIndex> {
        std::mem::take(&mut self.indexes)
    }

    /// Their links that lead out of the site from elsewhere than a text.
    pub(crate) fn external_links(&self) -> Vec<ExternalLink> {
        let links = |Edition { content, config, .. }: &Edition| external::links(Vec::new(), content, config);
        self.editions.iter().flat_map(links).collect()
    }

    /// The pages of the further languages, to be changed.
    pub(crate) fn pages_mut(&mut self) -> impl Iterator<Item = &mut Page> {
        self.pages.iter_mut().flatten()
    }

    /// The pages of the further languages.
    pub(crate) fn into_pages(self) -> impl Iterator<Item = Page> {
        self.pages.into_iter().flatten()
    }
}
