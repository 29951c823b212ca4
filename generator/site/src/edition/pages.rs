//! The pages of all editions, and the links between translations.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, Failure};
use images::OutputFile;
use images::share_picture::DrawnPictures;
use rayon::prelude::*;
use resolve::{MOST_AT_ONCE, TextKey};
use theme::Page;
use view::site::PageLanguageView;
use view::words::WordsError;

use super::former::former_pages;
use super::{Edition, main_and_further};
use crate::address::{PageKey, Translated};
use crate::fingerprint::Fingerprint;
use crate::input::Language;
use crate::redirect::Redirects;
use crate::rendering::{PageRenderer, RenderedPage, Rendering};
use crate::search::{self, FoundPage, SearchIndex};
use crate::share_pictures::SharePictures;
use crate::sitemap::ListedPage;
use crate::views::{PageGroup, PageGroups, personal_data, texts};
use crate::write::StagedFile;
use crate::{facts, open_graph, unpublished};

/// The pages of all editions. Each is dropped as soon as it is rendered, except for what later stages need.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    /// The pages for the sitemap.
    pub(crate) listed: Vec<ListedPage>,
    /// The same pages, rendered, and those at former addresses.
    pub(crate) rendered: Vec<RenderedPage>,
    /// The search indexes, as they were staged; empty if pages are only checked.
    pub(crate) indexes: Vec<Result<StagedFile, Failure>>,
    /// The path of the index of each edition below `dist`; `None` without search.
    pub(crate) index_paths: Vec<Option<String>>,
    /// The fingerprints of themes whose dry run had no problem.
    pub(crate) tried: Vec<Fingerprint>,
}

/// The translations of each page, itself included, by its path.
type PageLanguages = BTreeMap<String, Arc<[PageLanguageView]>>;

/// A page of an edition after it was rendered.
struct Finished {
    listed: ListedPage,
    found: Option<FoundPage>,
    rendered: Result<RenderedPage, Diagnostic>,
}

/// Makes and renders the pages of each edition, linked to their translations, with the search indexes and the pages at former
/// addresses. Pages that cannot be rendered are reported and omitted.
///
/// # Errors
///
/// Returns an error if the theme lacks a word.
pub(crate) fn pages(
    editions: &[Edition<'_>],
    pictures: &[SharePictures],
    redirects: &[Redirects],
    rendering: &Rendering<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Pages, WordsError> {
    let (main, _) = main_and_further(editions);
    let languages = languages(editions)?;
    let mut pages = Pages::default();
    for (place, (edition, pictures)) in editions.iter().zip(pictures).enumerate() {
        let renderer = edition.page_renderer(rendering);
        let maker = PageMaker { place, edition, main, languages: &languages, renderer };
        let found = pages.extend(maker.pages(pictures)?, diagnostics);
        if let Some((page, index)) = maker.search(found, diagnostics) {
            let index = index.into_file();
            pages.index_paths.push(Some(index.path.clone()));
            pages.indexes.extend(renderer.stage(&index));
            // The page is as large as the index.
            drop(index);
            pages.extend(vec![maker.finish(page, None)?], diagnostics);
        } else {
            pages.index_paths.push(None);
        }
        edition.cards.free_values();
        pages.tried.extend(renderer.try_handler_pages(diagnostics));
    }
    pages.rendered.extend(former_pages(editions, redirects, rendering, diagnostics)?);
    Ok(pages)
}

/// Makes the pages of an edition.
#[derive(Clone, Copy)]
struct PageMaker<'a> {
    /// The place of the edition among all.
    place: usize,
    edition: &'a Edition<'a>,
    /// The edition in the site's own language.
    main: &'a Edition<'a>,
    languages: &'a PageLanguages,
    renderer: PageRenderer<'a>,
}

impl PageMaker<'_> {
    /// Makes the pages in this language, several at a time, and returns them in order. Those that list many workshops are made one
    /// after the other, because each takes much memory.
    fn pages(self, pictures: &SharePictures) -> Result<Vec<Finished>, WordsError> {
        let groups = &PageGroups::new(self.edition.site(), pictures);
        let list = groups.list().into_iter().enumerate();
        let (long, short): (Vec<_>, Vec<_>) = list.partition(|(_, group)| groups.may_be_long(*group));
        let make = |(place, group): &(usize, PageGroup<'_>)| {
            Ok::<_, WordsError>((*place, self.pages_of_group(groups, *group)?))
        };
        let (long, short) = rayon::join(
            || {
                let made: Vec<_> = long.iter().map(make).collect();
                if !made.is_empty() {
                    // Other pages have few of them, and the search page makes all of them again.
                    self.edition.cards.free_values();
                }
                made
            },
            || short.par_iter().with_max_len(MOST_AT_ONCE).map(make).collect::<Vec<_>>(),
        );
        let made: Result<BTreeMap<_, _>, _> = long.into_iter().chain(short).collect();
        Ok(made?.into_values().flatten().collect())
    }

    /// Makes the pages of a group in this language, in order.
    fn pages_of_group<'g>(
        self,
        groups: &PageGroups<'g>,
        group: PageGroup<'g>,
    ) -> Result<Vec<Finished>, WordsError> {
        let text = group.text();
        let own = groups.pages(group)?.into_iter().filter(|page| self.edition.has(page));
        let own: Vec<_> = own.collect();
        own.into_par_iter().map(|page| self.finish(page, text.as_ref())).collect()
    }

    /// Returns the search page and the index of the pages that the search finds; `None` without search.
    fn search(self, found: Vec<FoundPage>, diagnostics: &mut Diagnostics) -> Option<(Page, SearchIndex)> {
        let Language { files, config, .. } = self.edition.language;
        search::search(self.edition.site(), found, files, config, diagnostics)
    }

    /// Completes a page with its texts, of which `text` is the main one, and renders it.
    fn finish(self, mut page: Page, text: Option<&TextKey>) -> Result<Finished, WordsError> {
        let same = page.head.path.as_ref().and_then(|path| self.languages.get(path));
        page.languages = same.cloned().unwrap_or_default();
        unpublished::mark(&mut page.head, self.main.addresses, self.main.publications);
        if let Some(editable) = self.renderer.editable() {
            editable.take(self.place, self.edition.texts(), text, &page);
        }
        if let Some(text) = text {
            texts::add(&mut page, text, &self.edition.content.content, &self.edition.documents);
            personal_data::add_lists(&mut page, self.edition.site())?;
        }
        let found =
            self.edition.finds().then(|| search::found(&page, self.edition.renderer.formats())).flatten();
        Ok(Finished { listed: ListedPage::of(&page), found, rendered: self.renderer.render(page, None) })
    }
}

impl Pages {
    /// Adds pages, reports those that could not be rendered, and returns what the search needs of all.
    fn extend(&mut self, pages: Vec<Finished>, diagnostics: &mut Diagnostics) -> Vec<FoundPage> {
        let mut all = Vec::new();
        for Finished { listed, found, rendered } in pages {
            self.listed.push(listed);
            all.extend(found);
            match rendered {
                Ok(rendered) => self.rendered.push(rendered),
                Err(problem) => diagnostics.push(problem),
            }
        }
        all
    }

    /// Returns the `id`s of the pages of which a text links to a part, by path.
    pub(crate) fn ids(&self) -> BTreeMap<String, &[String]> {
        self.rendered.iter().filter_map(|page| Some((page.path(), page.ids()?))).collect()
    }
}

/// Returns the pictures that other sites show with a link to a page, of each edition, and their files, which are drawn into `cache`
/// if there is one.
///
/// # Errors
///
/// Returns the failure to write a file in the cache.
pub(crate) fn share_pictures(
    editions: &[Edition<'_>],
    cache: Option<&DrawnPictures>,
    diagnostics: &mut Diagnostics,
) -> Result<(Vec<SharePictures>, Vec<OutputFile>), Failure> {
    let (mut pictures, mut drawn) = (Vec::new(), BTreeMap::new());
    for edition in editions {
        let Language { files, config, .. } = edition.language;
        let (own, files) = open_graph::pictures(edition.site(), files, config, cache, diagnostics)?;
        pictures.push(own);
        // Pictures of two languages may be identical; then they are one picture.
        drawn.extend(files.into_iter().map(|file| (file.path.clone(), file)));
    }
    Ok((pictures, drawn.into_values().collect()))
}

/// Returns the files that pages of any edition link to, by path below `content/`.
pub(crate) fn attachments(editions: &[Edition<'_>]) -> BTreeSet<String> {
    let of_texts = editions.iter().flat_map(|edition| edition.documents.attachments().cloned());
    let of_links =
        editions.iter().flat_map(|edition| facts::attachments(&edition.language.config, edition.addresses));
    of_texts.chain(of_links).collect()
}

impl<'a> Edition<'a> {
    /// Returns whether the edition has a search.
    fn finds(&self) -> bool {
        self.addresses.pages.get(&PageKey::Search).is_some()
    }

    /// Prepares to render pages in this language.
    pub(super) fn page_renderer(&'a self, rendering: &'a Rendering<'a>) -> PageRenderer<'a> {
        rendering.in_language(&self.renderer, &self.theme, self.language)
    }

    /// Returns whether a page is in this language.
    fn has(&self, page: &Page) -> bool {
        match &page.head.path {
            Some(path) => self.addresses.targets.has_own_page_at(path),
            None => self.addresses.pages.further_language().is_none(),
        }
    }
}

/// Returns the translations of each page by its path, with the site's own language first.
fn languages(editions: &[Edition<'_>]) -> Result<PageLanguages, WordsError> {
    let (main_edition, further) = main_and_further(editions);
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for edition in further {
        for Translated { own, main } in edition.addresses.pages.translated() {
            let group = groups.entry(main.to_string()).or_default();
            if group.is_empty() {
                let words = main_edition.renderer.words();
                group.push(PageLanguageView::new(&main_edition.theme.site, words, main.to_string())?);
            }
            let words = edition.renderer.words();
            group.push(PageLanguageView::new(&edition.theme.site, words, own.to_string())?);
        }
    }
    let members = |group: Vec<PageLanguageView>| {
        let paths: Vec<_> = group.iter().map(|view| view.path.clone()).collect();
        let group: Arc<[_]> = group.into();
        paths.into_iter().map(move |path| (path, Arc::clone(&group)))
    };
    Ok(groups.into_values().flat_map(members).collect())
}
