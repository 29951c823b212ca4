//! Photographs among the attachments, of which metadata is removed.

use std::collections::BTreeSet;
use std::fs;

use content::load::Sources;
use diagnostics::{Diagnostic, Diagnostics, Phrase, failure, message};
use images::{photograph, picture};
use rayon::prelude::*;

/// Reports attachments, given by their path below `content/`, that are damaged photographs: their metadata about people
/// and places cannot be stripped.
pub(crate) fn check_attachments(
    attachments: &BTreeSet<String>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let photographs = attachments.par_iter().filter(|path| picture::is_decoded(path));
    let problem = |path: &String| {
        let bytes = fs::read(&sources.attachment(path)?.location);
        let reason = match bytes.map(photograph::bare) {
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
    };
    let problems: Vec<_> = photographs.filter_map(problem).collect();
    problems.into_iter().for_each(|problem| diagnostics.push(problem));
}
