//! The size of all documents for participants, which are in the handler's package.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use content::load::Sources;
use diagnostics::{Diagnostic, Diagnostics, message, phrase};
use model::catalogue::Catalogue;

/// One megabyte, in bytes.
const MEGABYTE: u64 = 1024 * 1024;

/// Maximum size of all documents for participants, in bytes. Lambda unpacks at most 250 MB, and `infra/package` leaves some of
/// these to the other files and the program.
const MAX_DOCUMENTS: u64 = 150 * MEGABYTE;

/// How many of the largest documents are named.
const NAMED: usize = 3;

/// Reports documents for participants that together exceed [`MAX_DOCUMENTS`], at the largest one.
pub(crate) fn check_documents(catalogue: &Catalogue, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut documents = sizes(catalogue, sources);
    let total: u64 = documents.iter().map(|(_, size)| size).sum();
    documents.sort_by_key(|(_, size)| Reverse(*size));
    let Some((largest, _)) = documents.first().filter(|_| total > MAX_DOCUMENTS) else { return };
    let (total, most) = (total.div_ceil(MEGABYTE), MAX_DOCUMENTS / MEGABYTE);
    let named: Vec<_> = documents.iter().take(NAMED).map(|(path, _)| format!("`{path}`")).collect();
    let named = named.join(", ");
    let message = message! {
        LargePrivateDocuments,
        en: "the documents for participants have {total} MB in all; at most {most} MB are possible",
        fr: "les documents réservés aux participants font {total} Mo au total ; le maximum est de {most} Mo"
    };
    let hint = phrase! {
        en: "remove documents of past workshops, or make the largest ones smaller: {named}",
        fr: "supprimez ceux des ateliers passés, ou réduisez les plus gros : {named}"
    };
    diagnostics.push(Diagnostic::of_file(largest.clone(), message).with_hint(hint));
}

/// Returns the path and the size in bytes of each document that a session names, in order of path.
fn sizes(catalogue: &Catalogue, sources: &Sources) -> Vec<(String, u64)> {
    let mut sizes = Vec::new();
    for (identifier, private) in &catalogue.private {
        let folder = catalogue.name(identifier);
        let Some(workshop) = sources.workshops.get(folder) else { continue };
        let names: BTreeSet<_> = private.documents().collect();
        for name in names {
            let size = workshop.private.get(name).map(|file| file.size);
            sizes.extend(size.map(|size| (format!("content/workshops/{folder}/private/{name}"), size)));
        }
    }
    sizes
}
