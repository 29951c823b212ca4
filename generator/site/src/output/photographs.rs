//! Photographs among the attachments and the private documents, of which metadata is removed.

use std::collections::BTreeSet;
use std::fs;

use content::load::{Attachment, Sources};
use diagnostics::{Diagnostic, Diagnostics, Phrase, failure, message};
use images::{photograph, picture};
use rayon::prelude::*;

use super::functions;
use crate::catalogue::SiteCatalogue;

/// Reports damaged photographs among the attachments, given by their path below `content/`, and the private documents of a
/// catalogue: their metadata about people and places cannot be stripped.
pub(crate) fn check_photographs(
    attachments: &BTreeSet<String>,
    catalogue: &SiteCatalogue<'_>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let attachments = attachments.iter().filter_map(|path| Some((path.clone(), sources.attachment(path)?)));
    let private =
        functions::private_documents(catalogue, sources).map(|document| (document.source(), document.file));
    let mut photographs: Vec<_> = attachments.chain(private).collect();
    photographs.retain(|(path, _)| picture::is_decoded(path));
    let problems: Vec<_> = photographs.par_iter().filter_map(|(path, file)| problem(path, file)).collect();
    problems.into_iter().for_each(|problem| diagnostics.push(problem));
}

/// Returns the problem of a photograph, if it is damaged.
fn problem(path: &str, file: &Attachment) -> Option<Diagnostic> {
    let reason = match fs::read(&file.location).map(photograph::bare) {
        Ok(Ok(_)) => return None,
        Ok(Err(reason)) => Phrase::in_english(reason),
        Err(error) => failure::reason(&error),
    };
    let message = message! {
        KeptMetadata,
        en: "cannot strip metadata from this photograph: {reason}",
        fr: "impossible d’ôter les métadonnées de cette photographie : {reason}";
        reason
    };
    let problem = Diagnostic::of_file(format!("content/{path}"), message);
    Some(problem.with_hint(picture::save_again()))
}
