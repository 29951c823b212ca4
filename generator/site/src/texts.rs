//! Checks content in memory, without a disk or a theme, for programs that check one text at a time, such as those in
//! `fuzz/`.

use std::collections::BTreeSet;

use content::config;
use content::load::Sources;
use content::publication::Publications;
use diagnostics::{Diagnostics, SourceFile};
use images::picture::Pictures;
use jiff::civil::Date;
use model::slug::Slug;
use resolve::Listings;

use crate::address::{LanguageListings, SiteAddresses, Visible};
use crate::document::{self, Library};

/// Returns the problems and warnings of a site with these files, by their paths below `content/`, as of a day. Files with unknown
/// names are ignored. The theme is not checked, and forms do not get its words.
pub fn problems_of_texts(files: &[(&str, &str)], today: Date) -> Diagnostics {
    let mut problems = Diagnostics::default();
    let sources = sources(files);
    let config = config::read(&sources, &mut problems);
    let content = resolve::resolve(&sources, &config, &mut problems);
    let listings = &Listings::new(&content, today);
    let publications = &Publications::default();
    let listings = LanguageListings { config: &config, all: listings, published: listings };
    let site = SiteAddresses::of(&sources, publications, &[listings], &mut problems);
    for addresses in site.in_each_language(Visible::Published) {
        let library = Library {
            config: &config,
            sources: &sources,
            addresses,
            pictures: &Pictures::default(),
            publications,
            wording: None,
        };
        let documents = document::render(&content, library, &BTreeSet::new(), today, &mut problems);
        problems.append(documents.warnings());
        problems.append(resolve::advice(&content, &config.time_zone, today));
        let contradictions = agreement::check(&content, &config.language.value, &config.time_zone);
        contradictions.into_values().for_each(|warnings| problems.append(warnings));
    }
    problems.sorted()
}

fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in files {
        let file = SourceFile::new(format!("content/{path}"), *text);
        let parts: Vec<_> = path.split('/').collect();
        let slug = |name: &str| name.trim_end_matches(".md").parse::<Slug>().ok();
        match parts.as_slice() {
            ["site.yaml"] => sources.site = Some(file),
            ["venues.yaml"] => sources.venues = Some(file),
            ["messages.yaml"] => sources.messages = Some(file),
            ["index.md"] => sources.home = Some(file),
            ["pages", name] => sources.pages.extend(slug(name).map(|slug| (slug, file))),
            ["speakers", name] => sources.speakers.extend(slug(name).map(|slug| (slug, file))),
            ["workshops", folder, name] => {
                let Some(slug) = slug(folder) else { continue };
                let workshop = sources.workshops.entry(slug).or_default();
                match *name {
                    "index.md" => workshop.index = Some(file),
                    "sessions.yaml" => workshop.sessions = Some(file),
                    "registration.yaml" => workshop.registration = Some(file),
                    "questionnaire.yaml" => workshop.questionnaire = Some(file),
                    "messages.yaml" => workshop.messages = Some(file),
                    "outcomes.md" => workshop.outcomes = Some(file),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    sources
}
