//! Marks pages that are shown before they are published.

use theme::Page;

use crate::page::Addresses;

/// Marks each page that is a draft or is published later, and keeps it out of search engines.
pub(crate) fn mark<'p>(pages: impl IntoIterator<Item = &'p mut Page>, addresses: &Addresses) {
    for page in pages {
        let file = page.head.path.as_deref().and_then(|path| addresses.file_at(path));
        page.head.unpublished = file.and_then(|file| addresses.mark_of(&file));
        page.head.indexed &= page.head.unpublished.is_none();
    }
}
