//! Marks on pages that are shown before they are published.

use theme::Page;

use crate::page::Addresses;

/// Marks each draft and each page with a later publication date, and excludes it from search engines.
pub(crate) fn mark<'p>(pages: impl IntoIterator<Item = &'p mut Page>, addresses: &Addresses) {
    for page in pages {
        let file = page.head.path.as_deref().and_then(|path| addresses.file_at(path));
        page.head.unpublished = file.and_then(|file| addresses.mark_of(&file));
        page.head.indexed &= page.head.unpublished.is_none();
    }
}
