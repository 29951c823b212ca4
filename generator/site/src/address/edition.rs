//! The pages of the site in one language: those of its translated files, and those that exist in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use addresses::Permalink;
use content::config::{Config, Permalinks};
use content::load::Sources;
use content::page_file;
use content::publication::{Presence, Publications};
use diagnostics::SourceFile;
use model::slug::Slug;

use super::translation::{exists, translated_name, workshop_of};
use super::{LanguageListings, PageAddress, PageKey, lists};

/// The pages of the site in one language.
#[derive(Debug)]
pub(super) struct LanguageAddresses<'a> {
    pub(super) config: &'a Config,
    pub(super) pages: BTreeMap<PageKey, PageAddress>,
    /// In a further language: the topic of the site's own language for each topic.
    originals: BTreeMap<Slug, Slug>,
}

impl<'a> LanguageAddresses<'a> {
    /// Creates the edition from its pages.
    pub(super) fn new(config: &'a Config, pages: Vec<(PageKey, PageAddress)>) -> LanguageAddresses<'a> {
        let originals = config.topics.iter().filter_map(|topic| {
            Some((Slug::from_text(&topic.name.value)?, Slug::from_text(&topic.original.value)?))
        });
        LanguageAddresses { config, pages: pages.into_iter().collect(), originals: originals.collect() }
    }

    /// Returns the tag of the language.
    pub(super) fn language(&self) -> &'a str {
        &self.config.language.value
    }

    /// Returns the path of a file's version in the language of this edition.
    pub(super) fn name_of(&self, original: &str) -> String {
        match self.config.further_language() {
            Some(language) => translated_name(original, language),
            None => original.to_owned(),
        }
    }

    /// Returns the path below `content/` of the file that a page shows; `None` for lists and similar pages.
    pub(super) fn file_of(&self, key: &PageKey) -> Option<String> {
        match key {
            PageKey::File(original) => Some(self.name_of(original)),
            PageKey::Registration(slug) | PageKey::Questionnaire(slug) => Some(page_file::of_workshop(slug)),
            _ => None,
        }
    }

    /// Returns the key of the same page in the site's own language.
    pub(super) fn original_of(&self, key: &PageKey) -> Option<PageKey> {
        match key {
            PageKey::Topic(slug) => self.originals.get(slug).cloned().map(PageKey::Topic),
            other => Some(other.clone()),
        }
    }
}

/// Returns the pages in a language, in the order in which they claim their files.
pub(super) fn pages(
    language: &LanguageListings<'_>,
    sources: &Sources,
    publications: &Publications,
) -> Vec<(PageKey, PageAddress)> {
    let LanguageListings { config, .. } = language;
    let files = match config.further_language() {
        Some(language) => translated_files(sources, language),
        None => own_files(sources),
    };
    let names: BTreeSet<&str> = files.iter().map(|(original, _)| original.as_str()).collect();
    let mut pages = Vec::new();
    for (original, file) in &files {
        for (key, permalink) in pages_of(original, config, sources, &names) {
            let presence = publications.presence(original);
            pages.push((key, PageAddress { permalink, presence, file: file.clone() }));
        }
    }
    let Permalinks { search, find, .. } = &config.permalinks;
    for (key, permalink) in [(PageKey::Search, search), (PageKey::Find, find)] {
        let file = Some(Arc::clone(&config.file));
        let page = |permalink| PageAddress { permalink, presence: Presence::Published, file };
        pages.extend(permalink.clone().map(|permalink| (key, page(permalink))));
    }
    pages.extend(lists::pages(language, sources));
    pages
}

/// Files by the path below `content/` of the original in the site's own language; `None` for a required file that is
/// missing.
type Files = Vec<(String, Option<Arc<SourceFile>>)>;

/// Returns the files in the site's own language that have pages.
fn own_files(sources: &Sources) -> Files {
    let mut files = vec![("index.md".to_owned(), sources.home.clone())];
    for (slug, workshop) in &sources.workshops {
        let file = |name: &str, file: &Option<_>| (format!("workshops/{slug}/{name}"), file.clone());
        files.push(file("index.md", &workshop.index));
        let forms =
            [("registration.yaml", &workshop.registration), ("questionnaire.yaml", &workshop.questionnaire)];
        files.extend(forms.iter().filter(|(_, it)| it.is_some()).map(|(name, it)| file(name, it)));
    }
    for (folder, named) in [("speakers", &sources.speakers), ("pages", &sources.pages)] {
        let file = |(slug, file): (&Slug, &Arc<_>)| (format!("{folder}/{slug}.md"), Some(Arc::clone(file)));
        files.extend(named.iter().map(file));
    }
    files
}

/// Returns the translations into a language whose originals exist.
fn translated_files(sources: &Sources, language: &str) -> Files {
    let files = sources.translations.get(language).into_iter().flatten();
    let files = files.filter(|(original, _)| exists(original, sources));
    files.map(|(original, file)| (original.clone(), Some(Arc::clone(file)))).collect()
}

/// Returns the pages of a file in an edition; `names` are the files of the edition. Registration is in the language
/// of the workshop's page, whether or not the workshop's own questions are translated; a questionnaire consists only
/// of its questions, so it needs its own translation.
pub(crate) fn pages_of(
    original: &str,
    config: &Config,
    sources: &Sources,
    names: &BTreeSet<&str>,
) -> Vec<(PageKey, Permalink)> {
    let permalinks = &config.permalinks;
    let file = |permalink| (PageKey::File(original.to_owned()), permalink);
    let (folder, name) = original.rsplit_once('/').unwrap_or(("", original));
    if let Some(slug) = workshop_of(original) {
        let registration = || (PageKey::Registration(slug.clone()), permalinks.registration.permalink(&slug));
        return match name {
            "index.md" => {
                let has_form = sources.workshops.get(&slug).is_some_and(|files| files.registration.is_some());
                let page = file(permalinks.workshop.permalink(&slug));
                [page].into_iter().chain((!config.is_main() && has_form).then(registration)).collect()
            }
            "registration.yaml" if config.is_main() => vec![registration()],
            // A questionnaire needs the page of its workshop; a missing one is reported where it is read.
            "questionnaire.yaml" if names.contains(format!("{folder}/index.md").as_str()) => {
                let permalink = permalinks.questionnaire.permalink(&slug);
                vec![(PageKey::Questionnaire(slug), permalink)]
            }
            _ => Vec::new(),
        };
    }
    let slug = || name.strip_suffix(".md").and_then(|name| name.parse().ok());
    let permalink = match folder {
        "" if original == "index.md" => Some(permalinks.home.clone()),
        "pages" => slug().map(|slug| permalinks.page.permalink(&slug)),
        "speakers" => slug().map(|slug| permalinks.speaker.permalink(&slug)),
        _ => None,
    };
    permalink.map(file).into_iter().collect()
}
