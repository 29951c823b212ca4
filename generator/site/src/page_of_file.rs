//! The page that shows a file, for the preview, which opens the page of a file that was saved.

use std::collections::BTreeSet;
use std::path::Path;

use content::config;
use content::load::{self, Sources};
use content::page_file;
use diagnostics::Diagnostics;

use crate::address;

/// Returns the path on the site of the page that shows a file, by the file's path below `content/`: the form for
/// `registration.yaml` and `questionnaire.yaml`, the page of the workshop for its other files. Returns `None` if no single
/// page shows the file. Only `site.yaml` is read, so the page may not exist.
pub fn page_of_file(root: &Path, file: &str) -> Option<String> {
    let mut unreported = Diagnostics::default();
    let sources = load::load_configuration(root, &mut unreported);
    let configs = config::read(&sources, &mut unreported).in_all_languages();
    let translation = load::original_of(file);
    let (original, config) = match &translation {
        Some((original, language)) => {
            (original.as_str(), configs.iter().find(|config| config.language.value == *language)?)
        }
        None => (file, configs.first()?),
    };
    let workshop = address::workshop_of(original).map(|slug| page_file::of_workshop(&slug));
    let names: BTreeSet<_> = workshop.iter().map(String::as_str).collect();
    let page = |original: &str| {
        let pages = address::pages_of(original, config, &Sources::default(), &names);
        pages.into_iter().next().map(|(_, permalink)| permalink.to_string())
    };
    page(original).or_else(|| page(workshop.as_deref()?))
}
