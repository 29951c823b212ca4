//! Marks pages that are shown before their publication.

use content::publication::Publications;
use view::site::HeadView;

use crate::address::Addresses;

/// Marks a page that is a draft or scheduled, and excludes it from search engines. Takes the addresses of the main edition.
pub(crate) fn mark(head: &mut HeadView, addresses: Addresses<'_>, publications: &Publications) {
    let file = head.path.as_deref().and_then(|path| addresses.targets.file_at(path));
    head.unpublished = file.and_then(|file| publications.mark_of(file));
    head.indexed &= head.unpublished.is_none();
}
