//! The pages and calendar files of all editions, and the links between translations.

use std::collections::{BTreeMap, BTreeSet};

use addresses::Permalink;
use diagnostics::Diagnostics;
use theme::{Page, render as with_theme};
use view::site::PageLanguageView;
use view::words::WordsError;

use super::Edition;
use crate::page::Addresses;
use crate::search::{self, SearchIndex};
use crate::share_pictures::Pictures;
use crate::{calendar, hreflang, views};

/// Returns the pages of each edition, linked to their translations, and the search indexes.
///
/// # Errors
///
/// Returns an error if the theme lacks a word.
pub(crate) fn pages(
    editions: &[Edition],
    pictures: &[Pictures],
    diagnostics: &mut Diagnostics,
) -> Result<(Vec<Vec<Page>>, Vec<SearchIndex>), WordsError> {
    let (mut all, mut indexes) = (Vec::new(), Vec::new());
    let Some(main) = editions.first() else { return Ok((all, indexes)) };
    for (edition, pictures) in editions.iter().zip(pictures) {
        let pages = edition.pages(&main.addresses, pictures)?;
        let Edition { files, config, .. } = edition;
        let (pages, index) = search::with_search(edition.site(), pages, files, config, diagnostics);
        all.push(pages);
        indexes.extend(index);
    }
    let languages = languages(editions, &main.addresses)?;
    for page in all.iter_mut().flatten() {
        let same = page.head.path.as_ref().and_then(|path| languages.get(path));
        page.languages = same.cloned().unwrap_or_default();
    }
    Ok((all, indexes))
}

/// Returns the calendar files of all editions, each with its path below `dist/site`.
///
/// # Errors
///
/// Returns an error if the theme lacks a word.
pub(crate) fn calendars(editions: &[Edition]) -> Result<Vec<(String, String)>, WordsError> {
    let mut all = BTreeMap::new();
    for edition in editions {
        let calendars = calendar::calendars(
            &edition.catalogue,
            &edition.addresses,
            &edition.theme.site,
            &edition.renderer,
        )?;
        // An untranslated workshop has the file of an earlier edition.
        for (path, text) in calendars.into_iter().chain(calendar::of_programme(edition.site())?) {
            all.entry(path).or_insert(text);
        }
    }
    Ok(all.into_iter().collect())
}

/// Renders the pages of each edition, by output file. Links to another language are marked with `hreflang`.
pub(crate) fn render(
    editions: &[Edition],
    pages: &[Vec<Page>],
    diagnostics: &mut Diagnostics,
) -> Vec<(String, String)> {
    let tag = |edition: &Edition| edition.theme.site.language.clone();
    let paths = |(edition, pages): (&Edition, &Vec<Page>)| -> Vec<(String, String)> {
        pages.iter().filter_map(|page| Some((page.head.path.clone()?, tag(edition)))).collect()
    };
    // An untranslated page has the path in the site's own language, which counts.
    let languages: BTreeMap<_, _> = editions.iter().zip(pages).rev().flat_map(paths).collect();
    let mut all = Vec::new();
    for (edition, pages) in editions.iter().zip(pages) {
        let Edition { renderer, files, config, .. } = edition;
        let html = with_theme::render(pages, renderer, files, config, diagnostics);
        all.extend(html.into_iter().map(|(output, html)| match editions.len() {
            1 => (output, html),
            _ => (output, hreflang::mark(&html, &config.language.value, &languages)),
        }));
    }
    all
}

impl Edition {
    /// Returns the pages in this language.
    fn pages(&self, main: &Addresses, pictures: &Pictures) -> Result<Vec<Page>, WordsError> {
        let pages = views::pages(self.site(), pictures)?;
        if !self.addresses.are_of_further_language() {
            return Ok(pages);
        }
        let own: BTreeSet<_> = self.addresses.counterparts(main).into_keys().map(Permalink::as_str).collect();
        let is_own = |page: &Page| page.head.path.as_deref().is_some_and(|path| own.contains(path));
        Ok(pages.into_iter().filter(is_own).collect())
    }
}

/// Returns the translations of each page by its path, with the site's own language first.
fn languages(
    editions: &[Edition],
    main: &Addresses,
) -> Result<BTreeMap<String, Vec<PageLanguageView>>, WordsError> {
    let Some((first, further)) = editions.split_first() else { return Ok(BTreeMap::new()) };
    let mut groups: BTreeMap<String, Vec<PageLanguageView>> = BTreeMap::new();
    for edition in further {
        for (own, original) in edition.addresses.counterparts(main) {
            let Some(original) = original.map(ToString::to_string) else { continue };
            let group = groups.entry(original.clone()).or_default();
            if group.is_empty() {
                group.push(PageLanguageView::new(&first.theme.site, first.renderer.words(), original)?);
            }
            let words = edition.renderer.words();
            group.push(PageLanguageView::new(&edition.theme.site, words, own.to_string())?);
        }
    }
    let members = |group: Vec<PageLanguageView>| {
        let paths: Vec<_> = group.iter().map(|view| view.path.clone()).collect();
        paths.into_iter().map(move |path| (path, group.clone()))
    };
    Ok(groups.into_values().flat_map(members).collect())
}
