//! `Texts`: what the texts of a site led to beside pages.

use std::collections::BTreeMap;

use diagnostics::{DiagnosticRecord, Diagnostics};
use resolve::TextKey;
use serde::{Deserialize, Serialize};

use super::EditionTexts;
use crate::document::Documents;
use crate::fingerprint::Fingerprint;
use crate::site_content::Contradictions;

/// What the texts of a site led to. Each edit of one changes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Texts {
    /// The fingerprint by which [`KnownEditable::open`](super::KnownEditable::open) finds the pages.
    pub(crate) pages: Fingerprint,
    /// The search index of each edition, by path below `dist`; `None` without search.
    pub(crate) indexes: Vec<Option<String>>,
    pub(crate) warnings: TextWarnings,
}

/// The warnings about the texts of each page, as far as there are any.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct TextWarnings(BTreeMap<String, Vec<DiagnosticRecord>>);

impl TextWarnings {
    /// Returns the warnings about the texts of a site and about what contradicts them.
    pub(crate) fn of(editions: &[EditionTexts<'_>], contradictions: &[Contradictions]) -> TextWarnings {
        let mut warnings = TextWarnings::default();
        for (place, (texts, contradictions)) in editions.iter().zip(contradictions).enumerate() {
            for main in texts.documents.pages() {
                let of_page = text_warnings(main, texts.documents, contradictions);
                warnings.set(place, &main.file(), &of_page);
            }
        }
        warnings
    }

    /// Replaces the warnings about a page in an edition, by its place.
    pub(crate) fn set(&mut self, edition: usize, file: &str, warnings: &Diagnostics) {
        let key = format!("{edition} {file}");
        match warnings.is_empty() {
            true => self.0.remove(&key),
            false => self.0.insert(key, warnings.records()),
        };
    }

    /// Iterates over the warnings about all pages.
    pub(crate) fn all(&self) -> impl Iterator<Item = &DiagnosticRecord> {
        self.0.values().flatten()
    }
}

/// Returns the warnings about the texts of a page, by its main text.
pub(crate) fn text_warnings(
    main: &TextKey,
    documents: &Documents,
    contradictions: &Contradictions,
) -> Diagnostics {
    let mut warnings = documents.warnings_beside(main);
    if let TextKey::Workshop(slug) = main {
        contradictions.get(slug).into_iter().for_each(|found| warnings.append(found.clone()));
    }
    warnings
}
