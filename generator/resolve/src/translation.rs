//! The content in a further language: the same programme with its translated texts.
//!
//! Dates, times, addresses, seats and amounts come only from the files of the site's own language, so that languages
//! can never contradict each other.

mod form;
mod front_matter;
mod question;
mod session;
mod untranslated;
mod venue;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use content::config::{Config, TranslatedTopic};
use content::load::Sources;
use content::page_file;
use diagnostics::{Diagnostic, Diagnostics, SourceFile};
use markdown::Typography;
use model::programme::{Speaker, Workshop};
use model::slug::Slug;
use yaml::Origin;

use self::form::translate_forms;
use self::front_matter::{head, texts};
pub use self::session::SessionText;
pub(super) use self::untranslated::Untranslated;
use super::document::{Document, prose, read_document};
use super::{Content, Facts, TextKey, outcomes, page, speaker, topic};

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

/// Returns the content of the site `main` in the language of `config`.
pub fn translate(
    content: &Content,
    sources: &Sources,
    main: &Config,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Content {
    let nothing = Files::new();
    let mut translator = Translator {
        content: content.without_unshown_texts(),
        untranslated: Untranslated {
            language: main.language.value.clone(),
            typography: Typography::of_language(&main.language.value),
            texts: content.origins.keys().cloned().collect(),
            sessions: BTreeSet::new(),
            fees: BTreeSet::new(),
            questionnaires: content.programme.workshops.keys().cloned().collect(),
            venues: content.programme.venues.keys().cloned().collect(),
        },
        files: sources.translations.get(&config.language.value).unwrap_or(&nothing),
        typography: Typography::of_language(&config.language.value),
        topics: &config.topics,
    };
    topic::check_translations(content, sources, config, diagnostics);
    translator.pages(sources, diagnostics);
    translator.venues(diagnostics);
    // Includes files that are unreadable in the site's own language, so that all problems are reported in one run.
    for slug in sources.speakers.keys() {
        translator.speaker(slug, diagnostics);
    }
    for slug in sources.workshops.keys() {
        translator.workshop(slug, diagnostics);
    }
    let Translator { mut content, untranslated, .. } = translator;
    content.untranslated = Some(untranslated);
    translate_forms(&mut content, sources, config, diagnostics);
    content
}

impl Translator<'_> {
    /// Adds a translated text with its position.
    fn translated(&mut self, key: TextKey, origin: Origin) {
        self.untranslated.texts.remove(&key);
        self.content.origins.insert(key, origin);
    }

    /// Adds the text of a translated document and returns its parsed keys.
    fn keep<T>(&mut self, key: TextKey, Document { head, text, origin }: Document<T>) -> Option<T> {
        if head.is_none() {
            self.content.unshown.insert(key.clone(), text);
        }
        self.translated(key, origin);
        head
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
        let read = read_document(file, diagnostics, |reader, fields| {
            let role = fields.optional(reader, "role", prose(typography));
            let organisation = fields.optional(reader, "organisation", prose(typography));
            let links = fields.optional(
                reader,
                "links",
                yaml::list(|reader, node| speaker::link(reader, node, typography)),
            );
            Some((role, organisation, links))
        });
        let Some(Document { head, text, origin }) = read else { return };
        let biography = text.clone();
        let head = head.zip(self.content.programme.speakers.get(slug).cloned());
        let head = self.keep(TextKey::Speaker(slug.clone()), Document { head, text, origin });
        if let Some(((role, organisation, links), speaker)) = head {
            let links = links.unwrap_or_else(|| speaker.links.clone());
            let speaker = Speaker { role, organisation, links, biography, ..speaker };
            self.content.programme.speakers.insert(slug.clone(), speaker);
        }
    }

    fn workshop(&mut self, slug: &Slug, diagnostics: &mut Diagnostics) {
        let file = |name: &str| self.files.get(&format!("workshops/{slug}/{name}"));
        let (index, sessions, outcomes) = (file("index.md"), file("sessions.yaml"), file("outcomes.md"));
        let forms = [file("registration.yaml"), file("questionnaire.yaml")];
        let workshop = self.content.programme.workshops.remove(slug);
        let Some(index) = index else {
            for file in [sessions, outcomes].into_iter().chain(forms).flatten() {
                let message = "the workshop's `index.md` is not translated, so no page would show this";
                let hint = "translate `index.md` first";
                diagnostics.push(Diagnostic::new(file, 0..0, message).with_hint(hint));
            }
            if let Some(mut workshop) = workshop {
                // The lists of this language name only workshops with a page in it.
                workshop.topics.clear();
                self.content.programme.workshops.insert(slug.clone(), workshop);
            }
            return;
        };
        let Some(mut workshop) = workshop else {
            self.unread_workshop(slug, index, sessions, outcomes, diagnostics);
            return;
        };
        self.index(&mut workshop, index, diagnostics);
        self.sessions(&mut workshop, sessions, diagnostics);
        let first_day = workshop.sessions.iter().map(|session| session.announced.date).min();
        let translation = outcomes.and_then(|file| outcomes::outcomes(file, first_day, diagnostics));
        if let Some((outcomes, (translation, origin))) = workshop.outcomes.as_mut().zip(translation) {
            outcomes.text = translation.text;
            self.translated(TextKey::Outcomes(slug.clone()), origin);
        }
        self.content.programme.workshops.insert(slug.clone(), workshop);
    }

    /// Checks the files of a workshop that is unreadable in the site's own language, which was reported.
    fn unread_workshop(
        &mut self,
        slug: &Slug,
        index: &Arc<SourceFile>,
        sessions: Option<&Arc<SourceFile>>,
        outcomes: Option<&Arc<SourceFile>>,
        diagnostics: &mut Diagnostics,
    ) {
        let typography = self.typography;
        let mut unread = |key: TextKey, text: String, origin: Origin| {
            self.content.unshown.insert(key.clone(), text);
            self.translated(key, origin);
        };
        let read = read_document(index, diagnostics, |reader, fields| texts(reader, fields, typography));
        if let Some(Document { text, origin, .. }) = read {
            unread(TextKey::Workshop(slug.clone()), text, origin);
        }
        if let Some(file) = sessions {
            session::texts(file, None, typography, diagnostics);
            for (index, (text, origin)) in super::session::descriptions(file).into_iter().enumerate() {
                unread(TextKey::Session(slug.clone(), index), text, origin);
            }
        }
        if let Some((outcomes, origin)) =
            outcomes.and_then(|file| outcomes::outcomes(file, None, diagnostics))
        {
            unread(TextKey::Outcomes(slug.clone()), outcomes.text, origin);
        }
    }

    fn index(&mut self, workshop: &mut Workshop, file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) {
        let typography = self.typography;
        // Fees keep their names in the site's own language until a translation is read.
        for fee in workshop.offer.iter_mut().flat_map(|offer| &mut offer.fees) {
            fee.language = Some(self.untranslated.language.clone());
        }
        let is_incomplete = self.content.incomplete.contains(&workshop.slug);
        let read = read_document(file, diagnostics, |reader, fields| {
            head(reader, fields, workshop, is_incomplete, typography)
        });
        let key = TextKey::Workshop(workshop.slug.clone());
        let Some(document) = read else { return };
        let description = document.text.clone();
        let Some((translated, all_fees)) = self.keep(key, document) else { return };
        let name = |topic: &String| self.topics.iter().find(|translated| translated.original.value == *topic);
        let topics = workshop.topics.iter().filter_map(name).map(|topic| topic.name.value.clone());
        *workshop = Workshop { description, topics: topics.collect(), ..translated };
        if !all_fees {
            self.untranslated.fees.insert(workshop.slug.clone());
        }
    }

    fn sessions(
        &mut self,
        workshop: &mut Workshop,
        file: Option<&Arc<SourceFile>>,
        diagnostics: &mut Diagnostics,
    ) {
        let texts = file
            .and_then(|file| session::texts(file, Some(&workshop.sessions), self.typography, diagnostics))
            .unwrap_or_default();
        for (index, session) in workshop.sessions.iter_mut().enumerate() {
            let text = texts.get(&index);
            let mut fall_back = |text: SessionText| {
                self.untranslated.sessions.insert((workshop.slug.clone(), index, text));
            };
            match text.map(|text| text.title.clone()) {
                Some(title) => session.title = title,
                None => fall_back(SessionText::Title),
            }
            match text.and_then(|text| text.attendance_note.clone()) {
                Some(note) => session.attendance_note = Some(note),
                None => fall_back(SessionText::AttendanceNote),
            }
            if let Some((description, origin)) = text.and_then(|text| text.description.clone()) {
                session.description = description;
                self.translated(TextKey::Session(workshop.slug.clone(), index), origin);
            }
        }
    }
}
