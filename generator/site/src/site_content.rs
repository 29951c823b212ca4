//! Resolves the files into the content in each language, with the lists of workshops. This happens
//! once; the published content is a part of the result.

use std::collections::BTreeMap;

use content::config::Config;
use content::load::Sources;
use content::publication::{Presence, Publications};
use diagnostics::Diagnostics;
use jiff::civil::Date;
use model::slug::Slug;
use resolve::{Content, Listings, SourceText};

use crate::address::{LanguageListings, Visible};
use crate::input::{Input, Language};

/// The content of the site in one language.
#[derive(Debug)]
pub(crate) struct LanguageContent {
    pub(crate) content: Content,
    pub(crate) listings: Listings,
}

/// The content of the site in each of its languages, its own first.
#[derive(Debug)]
pub(crate) struct SiteContent {
    /// All content except drafts.
    all: Vec<LanguageContent>,
    /// The published content; `None` if that is all.
    published: Option<Vec<LanguageContent>>,
}

impl SiteContent {
    /// Returns all content except drafts, in the site's own language.
    pub(crate) fn main(&self) -> &LanguageContent {
        self.all.first().expect("a site has its own language")
    }

    /// Returns the visible content in each of the languages.
    pub(crate) fn visible(&self, visible: Visible) -> &[LanguageContent] {
        match visible {
            Visible::AllButDrafts => &self.all,
            Visible::Published => self.published.as_deref().unwrap_or(&self.all),
        }
    }

    /// Returns whether some of the content is scheduled or was taken down.
    pub(crate) fn hides_any(&self) -> bool {
        self.published.is_some()
    }

    /// Frees the places of facts, about which all warnings have been made.
    pub(crate) fn free_places(&mut self) {
        let contents = self.all.iter_mut().chain(self.published.iter_mut().flatten());
        contents.for_each(|language| language.content.free_places());
    }

    /// Frees the Markdown of texts, which was made HTML in all languages.
    pub(crate) fn free_texts(&self) {
        let texts = self.all.iter().flat_map(|all| all.content.texts.values());
        texts.for_each(SourceText::free);
    }

    /// Returns warnings about texts that contradict the data of their workshops, in each of the languages.
    pub(crate) fn contradictions(&self, languages: &[Language]) -> Vec<Contradictions> {
        let contents = languages.iter().zip(&self.all);
        contents.map(|(language, all)| contradictions(&all.content, &language.config)).collect()
    }

    /// Returns the lists of workshops in each of the languages.
    pub(crate) fn listings<'a>(&'a self, languages: &'a [Language]) -> Vec<LanguageListings<'a>> {
        let contents = self.all.iter().zip(self.visible(Visible::Published));
        let listings = languages.iter().zip(contents).map(|(language, (all, published))| LanguageListings {
            config: &language.config,
            all: &all.listings,
            published: &published.listings,
        });
        listings.collect()
    }
}

/// Warnings about texts that contradict the data of their workshops.
pub(crate) type Contradictions = BTreeMap<Slug, Diagnostics>;

/// Returns the contradictions in a language.
pub(crate) fn contradictions(content: &Content, config: &Config) -> Contradictions {
    agreement::check(content, &config.language.value, &config.time_zone)
}

/// Resolves the content in every language.
pub(crate) fn resolve(input: &Input, today: Date, problems: &mut Diagnostics) -> SiteContent {
    let Input { sources, publications, languages, .. } = input;
    let configs: Vec<_> = languages.iter().map(|language| &language.config).collect();
    let all = in_all_languages(sources, &configs, problems);
    let published = || all.iter().map(|content| published(content, publications)).collect();
    let published = publications.hide_any_of(sources).then(published);
    let published = published.map(|published| with_listings(published, today));
    SiteContent { all: with_listings(all, today), published }
}

/// Returns the content in each of the languages, the site's own first.
pub(crate) fn in_all_languages(
    sources: &Sources,
    configs: &[&Config],
    problems: &mut Diagnostics,
) -> Vec<Content> {
    let Some((main, further)) = configs.split_first() else { return Vec::new() };
    let content = resolve::resolve(sources, main, problems);
    let translate = |config: &&Config| resolve::translate(&content, sources, main, config, problems);
    let translated: Vec<_> = further.iter().map(translate).collect();
    std::iter::once(content).chain(translated).collect()
}

fn published(content: &Content, publications: &Publications) -> Content {
    content.published(|path| publications.presence(path) == Presence::Published)
}

fn with_listings(contents: Vec<Content>, today: Date) -> Vec<LanguageContent> {
    let with_listings = |content| LanguageContent { listings: Listings::new(&content, today), content };
    contents.into_iter().map(with_listings).collect()
}
