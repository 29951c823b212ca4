//! The page that shows a file, for the preview, which opens the page of a file that was saved.

use std::collections::BTreeSet;
use std::path::Path;

use content::config::{self, Config};
use content::load::{self, Sources};
use content::page_file;
use diagnostics::Diagnostics;

use crate::address;

/// The addresses of pages, read from `site.yaml` once for any number of files.
pub struct PagesOfFiles {
    /// That of each language.
    configs: Vec<Config>,
}

impl PagesOfFiles {
    /// Reads `site.yaml` below a root folder. Its problems are not reported.
    pub fn of(root: &Path) -> PagesOfFiles {
        let mut unreported = Diagnostics::default();
        let sources = load::load_configuration(root, &mut unreported);
        PagesOfFiles { configs: config::read(&sources, &mut unreported).in_all_languages() }
    }

    /// Returns the path on the site of the page that shows a file, by the file's path below `content/`: the form for
    /// `registration.yaml` and `questionnaire.yaml`, the page of the workshop for its other files. Returns `None` if no
    /// single page shows the file. Only `site.yaml` was read, so the page may not exist.
    pub fn page(&self, file: &str) -> Option<String> {
        let translation = load::original_of(file);
        let (original, config) = match &translation {
            Some((original, language)) => {
                (original.as_str(), self.configs.iter().find(|config| config.language.value == *language)?)
            }
            None => (file, self.configs.first()?),
        };
        let workshop = address::workshop_of(original).map(|slug| page_file::of_workshop(&slug));
        let names: BTreeSet<_> = workshop.iter().map(String::as_str).collect();
        let page = |original: &str| {
            let pages = address::pages_of(original, config, &Sources::default(), &names);
            pages.into_iter().next().map(|(_, permalink)| permalink.to_string())
        };
        page(original).or_else(|| page(workshop.as_deref()?))
    }
}
