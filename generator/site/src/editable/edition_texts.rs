//! `EditionTexts`: the texts of an edition, as the pages of a build are taken.

use std::collections::BTreeSet;
use std::sync::Arc;

use diagnostics::SourceFile;
use resolve::{Content, TextKey};

use crate::address::Addresses;
use crate::document::Documents;

/// The texts of an edition.
#[derive(Clone, Copy)]
pub(crate) struct EditionTexts<'a> {
    pub(crate) content: &'a Content,
    pub(crate) documents: &'a Documents,
    pub(crate) addresses: Addresses<'a>,
    /// The `id`s of templates, which headings of texts must not use.
    pub(crate) ids: &'a BTreeSet<String>,
}

impl<'a> EditionTexts<'a> {
    /// Iterates over the Markdown files with the texts of a page, by its main text.
    pub(super) fn files_of(self, main: &TextKey) -> impl Iterator<Item = &'a Arc<SourceFile>> {
        let outcomes = match main {
            TextKey::Workshop(slug) => Some(TextKey::Outcomes(slug.clone())),
            _ => None,
        };
        let of = |key: &TextKey| self.content.texts.get(key).map(|text| text.origin().file());
        [of(main), outcomes.as_ref().and_then(of)].into_iter().flatten()
    }
}
