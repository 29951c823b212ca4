//! The size of all documents for participants, which are in the handler's package.

use std::cmp::Reverse;

use content::load::Sources;
use diagnostics::{Diagnostic, Diagnostics, message, phrase};

use super::functions::{self, PrivateDocumentFile};
use crate::catalogue::SiteCatalogue;

/// One megabyte, in bytes.
const MEGABYTE: u64 = 1024 * 1024;

/// Maximum size of all documents for participants, in bytes. Lambda unpacks at most 250 MB, and `infra/package` leaves some of
/// these to the other files and the program.
const MAX_DOCUMENTS: u64 = 150 * MEGABYTE;

/// How many of the largest documents are named.
const NAMED: usize = 3;

/// Reports documents for participants that together exceed [`MAX_DOCUMENTS`], at the largest one.
pub(crate) fn check_documents(
    catalogue: &SiteCatalogue<'_>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let mut documents: Vec<_> = functions::private_documents(catalogue, sources).collect();
    let total: u64 = documents.iter().map(|document| document.file.size).sum();
    documents.sort_by_key(|document| Reverse(document.file.size));
    let Some(largest) = documents.first().filter(|_| total > MAX_DOCUMENTS) else { return };
    let path = |document: &PrivateDocumentFile<'_>| format!("content/{}", document.source());
    let (total, most) = (total.div_ceil(MEGABYTE), MAX_DOCUMENTS / MEGABYTE);
    let named = documents.iter().take(NAMED).map(|document| format!("`{}`", path(document)));
    let named = named.collect::<Vec<_>>().join(", ");
    let message = message! {
        LargePrivateDocuments,
        en: "the documents for participants have {total} MB in all; at most {most} MB are possible",
        fr: "les documents réservés aux participants font {total} Mo au total ; le maximum est de {most} Mo"
    };
    let hint = phrase! {
        en: "remove documents of past workshops, or make the largest ones smaller: {named}",
        fr: "supprimez ceux des ateliers passés, ou réduisez les plus gros : {named}"
    };
    diagnostics.push(Diagnostic::of_file(path(largest), message).with_hint(hint));
}
