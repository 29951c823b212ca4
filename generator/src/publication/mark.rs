//! Marks pages that are shown before they are published.

use view::site::UnpublishedView;

use super::Publications;
use crate::page::{Addresses, Page};

impl Publications {
    /// Marks each page that is a draft or is published later, and keeps it out of search engines.
    pub(crate) fn mark<'p>(&self, pages: impl IntoIterator<Item = &'p mut Page>, addresses: &Addresses) {
        if !self.drafts {
            return;
        }
        for page in pages {
            let file = page.head.path.as_deref().and_then(|path| addresses.file_at(path));
            page.head.unpublished = file.and_then(|file| self.mark_of(&file));
            page.head.indexed &= page.head.unpublished.is_none();
        }
    }

    /// The mark of a file by its path below `content/`, in a build with drafts.
    pub(crate) fn mark_of(&self, path: &str) -> Option<UnpublishedView> {
        let publication = self.of_file(path).filter(|_| self.drafts)?;
        let from = publication.from.as_ref().map(|from| from.value).filter(|from| *from > self.now);
        let draft = publication.draft.is_some();
        (draft || from.is_some()).then_some(UnpublishedView { draft, from })
    }
}
