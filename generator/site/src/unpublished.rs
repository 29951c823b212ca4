//! Marks pages that are shown before their publication.

use content::publication::Publications;
use theme::Page;

use crate::address::Addresses;

/// Marks each page that is a draft or scheduled, and excludes it from search engines.
pub(crate) fn marked(
    pages: Vec<Vec<Page>>,
    addresses: Addresses<'_>,
    publications: &Publications,
) -> Vec<Vec<Page>> {
    let mark = |mut page: Page| {
        let file = page.head.path.as_deref().and_then(|path| addresses.targets.file_at(path));
        page.head.unpublished = file.and_then(|file| publications.mark_of(file));
        page.head.indexed &= page.head.unpublished.is_none();
        page
    };
    pages.into_iter().map(|pages| pages.into_iter().map(mark).collect()).collect()
}
