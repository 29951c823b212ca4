//! The pages of all editions, and the links between translations.

use std::collections::{BTreeMap, BTreeSet};

use diagnostics::Diagnostics;
use theme::Page;
use view::site::PageLanguageView;
use view::words::WordsError;

use super::former::former;
use super::{Edition, main_and_further};
use crate::address::Translated;
use crate::input::Language;
use crate::redirect::Redirects;
use crate::search::{self, SearchIndex};
use crate::share_pictures::SharePictures;
use crate::{facts, open_graph, views};

/// Returns the pages of each edition, linked to their translations, and the search indexes.
///
/// # Errors
///
/// Returns an error if the theme lacks a word.
pub(crate) fn pages(
    editions: &[Edition<'_>],
    pictures: &[SharePictures],
    diagnostics: &mut Diagnostics,
) -> Result<(Vec<Vec<Page>>, Vec<SearchIndex>), WordsError> {
    let (mut all, mut indexes) = (Vec::new(), Vec::new());
    for (edition, pictures) in editions.iter().zip(pictures) {
        let mut pages = edition.pages(pictures)?;
        let Language { files, config, .. } = edition.language;
        let (page, index) = search::search(edition.site(), &pages, files, config, diagnostics).unzip();
        pages.extend(page);
        all.push(pages);
        indexes.extend(index);
    }
    let languages = languages(editions)?;
    for page in all.iter_mut().flatten() {
        let same = page.head.path.as_ref().and_then(|path| languages.get(path));
        page.languages = same.cloned().unwrap_or_default();
    }
    Ok((all, indexes))
}

/// Returns the pictures that other sites show with a link to a page, of each edition.
pub(crate) fn share_pictures(editions: &[Edition<'_>], diagnostics: &mut Diagnostics) -> Vec<SharePictures> {
    let pictures = |edition: &Edition<'_>| {
        let Language { files, config, .. } = edition.language;
        open_graph::pictures(edition.site(), files, config, diagnostics)
    };
    editions.iter().map(pictures).collect()
}

/// Returns the files that pages of any edition link to, by path below `content/`.
pub(crate) fn attachments(editions: &[Edition<'_>]) -> BTreeSet<String> {
    let of_texts = editions.iter().flat_map(|edition| edition.documents.attachments.iter().cloned());
    let of_links =
        editions.iter().flat_map(|edition| facts::attachments(&edition.language.config, edition.addresses));
    of_texts.chain(of_links).collect()
}

/// Returns the HTML of the pages of each edition, by output file, with that of pages at former addresses.
///
/// # Errors
///
/// Returns an error if the theme lacks a text.
pub(crate) fn html(
    editions: &[Edition<'_>],
    pages: &[Vec<Page>],
    redirects: &[Redirects],
    diagnostics: &mut Diagnostics,
) -> Result<Vec<(String, String)>, WordsError> {
    let mut html = render(editions, pages, diagnostics);
    html.extend(former(editions, redirects, diagnostics)?);
    Ok(html)
}

/// Renders the pages of each edition, by output file.
fn render(
    editions: &[Edition<'_>],
    pages: &[Vec<Page>],
    diagnostics: &mut Diagnostics,
) -> Vec<(String, String)> {
    let mut html = Vec::new();
    for (edition, pages) in editions.iter().zip(pages) {
        let Edition { renderer, language: Language { files, config, .. }, .. } = edition;
        html.extend(theme::render::render(pages, renderer, files, config, diagnostics));
    }
    html
}

impl Edition<'_> {
    /// Returns the pages in this language.
    fn pages(&self, pictures: &SharePictures) -> Result<Vec<Page>, WordsError> {
        let Edition { addresses, .. } = self;
        let is_own = |page: &Page| match &page.head.path {
            Some(path) => addresses.targets.has_own_page_at(path),
            None => addresses.pages.further_language().is_none(),
        };
        Ok(views::pages(self.site(), pictures)?.into_iter().filter(is_own).collect())
    }
}

/// Returns the translations of each page by its path, with the site's own language first.
fn languages(editions: &[Edition<'_>]) -> Result<BTreeMap<String, Vec<PageLanguageView>>, WordsError> {
    let (main_edition, further) = main_and_further(editions);
    let mut groups: BTreeMap<String, Vec<PageLanguageView>> = BTreeMap::new();
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
        paths.into_iter().map(move |path| (path, group.clone()))
    };
    Ok(groups.into_values().flat_map(members).collect())
}
