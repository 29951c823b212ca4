//! The addresses of translations, and untranslated content.

mod original;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use addresses::{Permalink, language_folder};
use content::config::{Config, Permalinks};
use content::load::Sources;
use diagnostics::{Diagnostic, Diagnostics, SourceFile};
use model::slug::Slug;

use self::original::{exists, index_of, is_original, translated_name, workshop_of, workshop_slug};
use super::listings::ListingAddresses;
use super::{Addresses, calendar_path};

/// The relation of a translation's addresses to the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Elsewhere {
    /// Untranslated files, by their path below `content/`.
    pub(super) untranslated: BTreeSet<String>,
    /// The pages of the site's own language.
    pages: Vec<Permalink>,
    /// The prefix of the language's paths, without a trailing slash; empty for the site's own.
    pub(super) folder: String,
}

/// The pages with translated forms, by workshop.
#[derive(Clone, Debug, Default)]
pub(super) struct FormAddresses {
    registrations: BTreeMap<Slug, Permalink>,
    questionnaires: BTreeMap<Slug, Permalink>,
}

impl FormAddresses {
    /// The registration pages.
    pub(super) fn registrations(&self) -> impl Iterator<Item = (&Slug, &Permalink)> {
        self.registrations.iter()
    }

    /// Returns all of these pages.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Permalink> {
        self.by_workshop().map(|(_, permalink)| permalink)
    }

    /// Returns all of these pages, by workshop.
    pub(super) fn by_workshop(&self) -> impl Iterator<Item = (&Slug, &Permalink)> {
        self.registrations.iter().chain(&self.questionnaires)
    }
}

impl Elsewhere {
    /// Returns the pages of the site's own language.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Permalink> {
        self.pages.iter()
    }
}

impl Addresses {
    /// Returns whether these are the addresses of a translation.
    pub(crate) fn are_of_further_language(&self) -> bool {
        !self.elsewhere.folder.is_empty()
    }

    /// Returns the permalink of the home page.
    pub(crate) fn home(&self) -> &Permalink {
        self.known("index.md")
    }

    /// Returns whether a workshop has a page in the language of these addresses.
    pub(crate) fn has_workshop(&self, slug: &Slug) -> bool {
        !self.elsewhere.untranslated.contains(&format!("workshops/{slug}/index.md"))
    }

    /// Assigns a path to every translation, derived from its own file's name; reports collisions and translations
    /// without an original.
    #[must_use]
    pub(crate) fn with_translations(
        mut self,
        sources: &Sources,
        config: &Config,
        diagnostics: &mut Diagnostics,
    ) -> Addresses {
        for (language, files) in &sources.translations {
            let translation =
                config.translations.iter().find(|translation| translation.language.value == *language);
            for (original, file) in files {
                let Some(translation) = translation else {
                    if !config.may_have_language(language) {
                        diagnostics.push(unknown_language(file, language, config));
                    }
                    continue;
                };
                if !exists(original, sources) {
                    let message = format!("there is no `content/{original}` that this could translate");
                    let hint = "write it in the site's own language first, or correct this file's name";
                    diagnostics.push(Diagnostic::new(file, 0..0, message).with_hint(hint));
                    continue;
                }
                let permalinks = config.in_language(translation).permalinks;
                if let Some(permalink) = permalink(original, language, &permalinks) {
                    self.take_translation(original, language, permalink, file, diagnostics);
                }
                // A form without the page of its workshop has no page; this was reported when it was read.
                let slug = workshop_of(original).filter(|slug| files.contains_key(&index_of(slug)));
                if let Some(slug) = slug {
                    self.take_form(original, slug, (language, &permalinks), file, diagnostics);
                }
            }
        }
        for translation in &config.translations {
            let language = &translation.language.value;
            if let Some(search) = &self.search {
                let permalink = search.in_language(language);
                self.places.take(permalink.output(), Some(&config.file), diagnostics);
            }
            if let Some(find) = config.in_language(translation).permalinks.find {
                self.places.take(find.output(), Some(&config.file), diagnostics);
            }
            let in_language = self.in_language(language, &config.permalinks);
            for path in [in_language.feed_place(), in_language.programme()] {
                self.places.take(path[1..].to_owned(), Some(&config.file), diagnostics);
            }
        }
        self
    }

    fn take_translation(
        &mut self,
        original: &str,
        language: &str,
        permalink: Permalink,
        file: &Arc<SourceFile>,
        diagnostics: &mut Diagnostics,
    ) {
        self.places.take(permalink.output(), Some(file), diagnostics);
        if let Some(slug) = workshop_slug(original) {
            self.places.take(calendar_path(&permalink, &slug)[1..].to_owned(), Some(file), diagnostics);
        }
        self.pages.insert(translated_name(original, language), permalink);
    }

    /// Assigns paths to the forms of translated workshops: a registration form is in the language of the workshop's
    /// page, whether or not its own questions are translated; a questionnaire consists of its questions only.
    fn take_form(
        &mut self,
        original: &str,
        slug: Slug,
        (language, permalinks): (&str, &Permalinks),
        file: &Arc<SourceFile>,
        diagnostics: &mut Diagnostics,
    ) {
        let forms = self.translated_forms.entry(language.to_owned()).or_default();
        let (permalink, addresses) = if original.ends_with("/index.md") {
            let registration = self.registrations.contains_key(&slug);
            let permalink = registration.then(|| permalinks.registration.permalink(&slug));
            (permalink, &mut forms.registrations)
        } else {
            let questionnaire = original.ends_with("/questionnaire.yaml");
            let permalink = questionnaire.then(|| permalinks.questionnaire.permalink(&slug));
            (permalink, &mut forms.questionnaires)
        };
        if let Some(permalink) = permalink {
            self.places.take(permalink.output(), Some(file), diagnostics);
            addresses.insert(slug, permalink);
        }
    }

    /// Returns the addresses as seen from a translation: a content file has the address of its translation or, without
    /// one, its own.
    /// else its own.
    pub(crate) fn in_language(&self, language: &str, permalinks: &Permalinks) -> Addresses {
        let originals: Vec<&String> = self.pages.keys().filter(|path| is_original(path)).collect();
        let mut pages = self.pages.clone();
        let mut untranslated = BTreeSet::new();
        for original in originals {
            match self.pages.get(&translated_name(original, language)) {
                Some(permalink) => {
                    pages.insert(original.clone(), permalink.clone());
                }
                None => {
                    untranslated.insert(original.clone());
                }
            }
        }
        let elsewhere = self
            .pages
            .values()
            .chain(self.listings.iter())
            .chain(&self.search)
            .chain(&self.find)
            .cloned()
            .collect();
        let forms = self.translated_forms.get(language).cloned().unwrap_or_default();
        let (mut registrations, mut questionnaires) =
            (self.registrations.clone(), self.questionnaires.clone());
        registrations.extend(forms.registrations);
        questionnaires.extend(forms.questionnaires);
        Addresses {
            pages,
            registrations,
            questionnaires,
            listings: ListingAddresses::announced(permalinks),
            search: self.search.as_ref().map(|search| search.in_language(language)),
            find: permalinks.find.clone(),
            elsewhere: Elsewhere { untranslated, pages: elsewhere, folder: language_folder(language) },
            ..self.clone()
        }
    }

    /// Returns every page in the language of these addresses, with its original if there is one.
    pub(crate) fn counterparts<'a>(
        &'a self,
        main: &'a Addresses,
    ) -> BTreeMap<&'a Permalink, Option<&'a Permalink>> {
        let is_own = |path: &&String| is_original(path) && !self.elsewhere.untranslated.contains(*path);
        let pages = self.pages.keys().filter(is_own);
        let mut counterparts: BTreeMap<_, _> =
            pages.map(|path| (&self.pages[path], main.pages.get(path))).collect();
        counterparts.extend(translated(&self.registrations, &main.registrations));
        counterparts.extend(translated(&self.questionnaires, &main.questionnaires));
        counterparts.extend(self.listings.counterparts(&main.listings));
        counterparts.extend(self.search.iter().map(|search| (search, main.search.as_ref())));
        counterparts.extend(self.find.iter().map(|find| (find, main.find.as_ref())));
        counterparts
    }
}

/// Returns the form pages with another address in a translation, each with its original.
fn translated<'a>(
    own: &'a BTreeMap<Slug, Permalink>,
    main: &'a BTreeMap<Slug, Permalink>,
) -> impl Iterator<Item = (&'a Permalink, Option<&'a Permalink>)> {
    let pairs = own.iter().map(|(slug, permalink)| (permalink, main.get(slug)));
    pairs.filter(|(own, main)| *main != Some(*own))
}

/// Returns the permalink of the page of a translation; `None` if the translation is only a part of a page.
fn permalink(original: &str, language: &str, permalinks: &Permalinks) -> Option<Permalink> {
    if original == "index.md" {
        return Some(Permalink::home_in(language));
    }
    if let Some(slug) = workshop_slug(original) {
        return Some(permalinks.workshop.permalink(&slug));
    }
    let (folder, name) = original.split_once('/')?;
    let slug = name.strip_suffix(".md")?.parse().ok()?;
    match folder {
        "pages" => Some(permalinks.page.permalink(&slug)),
        "speakers" => Some(permalinks.speaker.permalink(&slug)),
        _ => None,
    }
}

fn unknown_language(file: &Arc<SourceFile>, language: &str, config: &Config) -> Diagnostic {
    if *language == config.language.value {
        let message = format!("`{language}` is the site's own language");
        return Diagnostic::new(file, 0..0, message).with_hint("leave it out of the file's name");
    }
    let message = format!("the site has no language `{language}`");
    let hint =
        format!("add `{language}` to `translations` in `content/site.yaml`, or correct this file's name");
    Diagnostic::new(file, 0..0, message).with_hint(hint)
}
