//! The content in a further language: the same programme with its translated texts.
//!
//! Dates, times, addresses, seats and amounts come only from the files of the site's own language, so that languages
//! can never contradict each other.

mod form;
mod front_matter;
mod mail;
mod question;
mod session;
pub mod shapes;
mod untranslated;
mod venue;

mod workshop;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use content::config::{Config, TranslatedTopic};
use content::load::Sources;
use content::page_file;
use diagnostics::{Diagnostics, SourceFile};
use markdown::Typography;
use model::programme::{Speaker, SpeakerLink};
use model::slug::Slug;
use rayon::prelude::*;
use yaml::{Fields, Reader};

use self::form::translate_forms;
pub use self::session::SessionText;
pub(super) use self::untranslated::Untranslated;
use self::workshop::{Original, TranslatedWorkshop, WorkshopTranslator};
use super::document::{self, Document, prose, read_document};
use super::{Content, Facts, TextKey, page, speaker, topic};

/// Translated files, by the path below `content/` of the original.
type Files = BTreeMap<String, Arc<SourceFile>>;

/// Content that is being translated.
struct Translator<'a> {
    content: Content,
    untranslated: Untranslated,
    files: &'a Files,
    typography: Typography,
    topics: &'a [TranslatedTopic],
}

/// The texts of a speaker's front matter in a further language.
struct SpeakerTexts {
    role: Option<String>,
    organisation: Option<String>,
    links: Option<Vec<SpeakerLink>>,
}

/// Reads the front matter of a speaker in a further language.
fn speaker_texts(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    typography: Typography,
) -> Option<SpeakerTexts> {
    let role = fields.optional(reader, "role", prose(typography));
    let organisation = fields.optional(reader, "organisation", prose(typography));
    let links =
        fields.optional(reader, "links", yaml::list(|reader, node| speaker::link(reader, node, typography)));
    Some(SpeakerTexts { role, organisation, links })
}

/// Returns the content of the site, `main` in its own language, in the language of `config`.
pub fn translate(
    main: &Content,
    sources: &Sources,
    main_config: &Config,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Content {
    let nothing = Files::new();
    let mut translator = Translator {
        content: main.without_workshops(),
        untranslated: Untranslated {
            language: main_config.language.value.clone(),
            typography: Typography::of_language(&main_config.language.value),
            texts: main.texts.keys().cloned().collect(),
            sessions: BTreeSet::new(),
            fees: BTreeSet::new(),
            questionnaires: main.programme.workshops.keys().cloned().collect(),
            venues: main.programme.venues.keys().cloned().collect(),
        },
        files: sources.translations.get(&config.language.value).unwrap_or(&nothing),
        typography: Typography::of_language(&config.language.value),
        topics: &config.topics,
    };
    topic::check_translations(main, sources, config, diagnostics);
    translator.pages(sources, diagnostics);
    translator.venues(diagnostics);
    // Includes files that are unreadable in the site's own language, so that all problems are reported in one run.
    for slug in sources.speakers.keys() {
        translator.speaker(slug, diagnostics);
    }
    translator.workshops(main, sources, diagnostics);
    let Translator { mut content, untranslated, .. } = translator;
    content.untranslated = Some(untranslated);
    translate_forms(&mut content, sources, config, diagnostics);
    content.compact()
}

impl Translator<'_> {
    /// Adds the text of a translated document and returns its parsed keys.
    fn keep<T>(&mut self, key: TextKey, document: Document<T>) -> Option<T> {
        self.untranslated.texts.remove(&key);
        document::keep(&mut self.content.texts, key, document)
    }

    fn pages(&mut self, sources: &Sources, diagnostics: &mut Diagnostics) {
        let files = self.files;
        let home = files
            .get("index.md")
            .and_then(|file| page::page(file, self.typography, Facts::None, diagnostics));
        if let Some(page) = home.and_then(|page| self.keep(TextKey::Home, page)) {
            self.content.home = page;
        }
        for slug in sources.pages.keys() {
            if let Some(file) = files.get(&page_file::of_plain_page(slug))
                && let Some(page) = page::page(file, self.typography, Facts::None, diagnostics)
                && let Some(page) = self.keep(TextKey::Page(slug.clone()), page)
            {
                self.content.pages.insert(slug.clone(), page);
            }
        }
    }

    fn venues(&mut self, diagnostics: &mut Diagnostics) {
        let Some(file) = self.files.get("venues.yaml") else { return };
        let Content { programme, venues_are_incomplete, .. } = &mut self.content;
        let venues =
            venue::venues(file, &programme.venues, *venues_are_incomplete, self.typography, diagnostics);
        for venue in venues {
            self.untranslated.venues.remove(&venue.slug);
            programme.venues.insert(venue.slug.clone(), venue);
        }
    }

    /// Translates a speaker. The name and the aliases are the same in every language.
    fn speaker(&mut self, slug: &Slug, diagnostics: &mut Diagnostics) {
        let Some(file) = self.files.get(&page_file::of_speaker(slug)) else { return };
        let typography = self.typography;
        let read =
            read_document(file, diagnostics, |reader, fields| speaker_texts(reader, fields, typography));
        let Some(Document { head, text }) = read else { return };
        let head = head.zip(self.content.programme.speakers.get(slug).cloned());
        let head = self.keep(TextKey::Speaker(slug.clone()), Document { head, text });
        if let Some((SpeakerTexts { role, organisation, links }, speaker)) = head {
            let links = links.unwrap_or_else(|| speaker.links.clone());
            let speaker = Speaker { role, organisation, links, ..speaker };
            self.content.programme.speakers.insert(slug.clone(), speaker);
        }
    }

    /// Translates each workshop, including those that are unreadable in the site's own language, so that all problems
    /// are reported in one run.
    fn workshops(&mut self, main: &Content, sources: &Sources, diagnostics: &mut Diagnostics) {
        let translator = WorkshopTranslator {
            files: self.files,
            typography: self.typography,
            topics: self.topics,
            main: &self.untranslated.language,
        };
        let slugs: Vec<_> = sources.workshops.keys().collect();
        let translate = |slug: &&Slug| {
            let mut problems = Diagnostics::default();
            let workshop = main.programme.workshops.get(*slug);
            let original = Original {
                slug,
                workshop,
                places: main.places.get(*slug),
                is_incomplete: main.incomplete.contains(*slug),
            };
            (translator.workshop(original, &mut problems), problems)
        };
        let translated: Vec<_> = slugs.par_iter().map(translate).collect();
        for (slug, (translated, problems)) in slugs.into_iter().zip(translated) {
            diagnostics.append(problems);
            self.add(slug, translated);
        }
    }

    fn add(&mut self, slug: &Slug, translated: TranslatedWorkshop) {
        let TranslatedWorkshop { workshop, texts, places, untranslated, lacks_fees } = translated;
        let workshops = &mut self.content.programme.workshops;
        workshops.extend(workshop.map(|workshop| (slug.clone(), workshop)));
        self.content.places.extend(places.map(|places| (slug.clone(), places)));
        for (key, text) in texts {
            self.untranslated.texts.remove(&key);
            self.content.texts.insert(key, text);
        }
        let untranslated = untranslated.into_iter().map(|(index, text)| (slug.clone(), index, text));
        self.untranslated.sessions.extend(untranslated);
        if lacks_fees {
            self.untranslated.fees.insert(slug.clone());
        }
    }
}
