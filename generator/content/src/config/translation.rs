//! `translations` in `site.yaml`: the site's further languages, and the site-wide texts in each of them.

use std::collections::BTreeSet;

use addresses::{Permalink, language_folder};
use diagnostics::{message, phrase};
use markdown::Glossary;
use markdown::Typography;
use yaml::shape::TextKind;
use yaml::{Fields, Form, KeyValue, Node, Reader, Spanned};

use super::permalinks::{Permalinks, pattern, permalink};
use super::privacy::PrivacyTexts;
use super::{Config, ConfiguredLink, abbreviations, link};

/// The form of a language tag, as in names of files.
const LANGUAGE: Form = Form { name: "language", pattern: "[a-z]{2,3}(-[A-Z]{2})?" };

/// A further language of the site.
#[derive(Clone, Debug)]
pub struct Translation {
    /// The language tag.
    pub language: Spanned<String>,
    title: String,
    tagline: String,
    /// The organiser's name, if it differs.
    organiser: Option<String>,
    navigation: Vec<ConfiguredLink>,
    footer: Vec<ConfiguredLink>,
    permalinks: Permalinks,
    /// The sentences of the privacy notice.
    privacy: Option<PrivacyTexts>,
    abbreviations: Glossary,
    topics: Vec<TranslatedTopic>,
}

/// A topic's name in a further language.
#[derive(Clone, Debug)]
pub struct TranslatedTopic {
    /// The name in the site's own language.
    pub original: Spanned<String>,
    /// The name in the further language.
    pub name: Spanned<String>,
}

impl Config {
    /// Returns the configuration of the site in each of its languages, its own first.
    pub fn in_all_languages(self) -> Vec<Config> {
        let further: Vec<_> = self.translations.iter().map(|it| self.in_language(it)).collect();
        std::iter::once(self).chain(further).collect()
    }

    fn in_language(&self, translation: &Translation) -> Config {
        let translation = translation.clone();
        let mut config = Config {
            folder: language_folder(&translation.language.value),
            language: translation.language,
            title: translation.title,
            tagline: translation.tagline,
            navigation: translation.navigation,
            footer: translation.footer,
            permalinks: translation.permalinks,
            // Not inherited: the long form would be in another language than the text that it explains.
            abbreviations: translation.abbreviations,
            original_abbreviations: self.abbreviations.clone(),
            topics: translation.topics,
            privacy: self.privacy.in_words_of(translation.privacy, &self.language.value),
            ..self.clone()
        };
        let organiser = translation.organiser;
        config.organiser.name = organiser.unwrap_or(config.organiser.name);
        config
    }

    /// Returns whether this is the configuration in the site's own language.
    pub fn is_main(&self) -> bool {
        self.folder.is_empty()
    }

    /// Returns the tag of this language; `None` for the site's own.
    pub fn further_language(&self) -> Option<&str> {
        Some(self.language.value.as_str()).filter(|_| !self.is_main())
    }

    /// Returns whether the site may have a further language. Returns true if the list of languages is unreadable, which
    /// was reported, so that files in these languages are not reported as well.
    pub fn may_have_language(&self, tag: &str) -> bool {
        self.languages.as_ref().is_none_or(|tags| tags.contains(tag))
    }
}

/// Reads `translations` and returns `main` with the further languages.
pub(super) fn read(reader: &mut Reader<'_>, fields: &mut Fields<'_>, main: Config) -> Config {
    let has_none = !fields.has("translations");
    let read = fields.optional(reader, "translations", |reader, node| {
        let mut tags = BTreeSet::new();
        let translations = reader.entries(node, TextKind::Form(&LANGUAGE), |reader, pair| {
            tags.insert(pair.key.clone());
            translation(reader, pair, &main)
        })?;
        Some((translations, tags))
    });
    let (translations, languages) = read.unzip();
    let languages = languages.or_else(|| has_none.then(BTreeSet::new));
    Config { translations: translations.unwrap_or_default(), languages, ..main }
}

fn translation(reader: &mut Reader<'_>, pair: &KeyValue, main: &Config) -> Option<Translation> {
    let tag = &pair.key;
    if *tag == main.language.value {
        let message = message! {
            OwnLanguage,
            en: "`{tag}` is the site's own language",
            fr: "`{tag}` est la langue principale du site"
        };
        let hint = phrase! {
            en: "remove it here: its texts are in the other keys of this file",
            fr: "supprimez-la ici : ses textes sont sous les autres clés de ce fichier"
        };
        reader.refuse(&pair.key_span, message, hint);
        return None;
    }
    let mut fields = reader.fields(&pair.node)?;
    let title = fields.required(reader, "title", yaml::text);
    let tagline = fields.required(reader, "tagline", yaml::text);
    let organiser = fields.optional(reader, "organiser", yaml::text);
    let navigation = fields.required(reader, "navigation", yaml::list(link));
    let footer = fields.required(reader, "footer", yaml::list(link));
    let permalinks =
        fields.optional(reader, "permalinks", |reader, node| permalinks(reader, node, tag, main));
    let privacy =
        fields.optional(reader, "privacy", |reader, node| PrivacyTexts::read(reader, node, &main.privacy));
    let abbreviations = fields.optional(reader, "abbreviations", abbreviations::read);
    let topics = fields.optional(reader, "topics", |reader, node| topics(reader, node, tag, main));
    fields.finish(reader);
    Some(Translation {
        language: Spanned { value: tag.clone(), span: pair.key_span.clone() },
        title: title?,
        tagline: tagline?,
        organiser,
        navigation: navigation?,
        footer: footer?,
        permalinks: permalinks.unwrap_or_else(|| below_language(tag, main)),
        privacy,
        abbreviations: abbreviations.unwrap_or_default(),
        topics: topics.unwrap_or_default(),
    })
}

/// Reads the names of topics in the language `tag`, by their names in the site's own language.
fn topics(reader: &mut Reader<'_>, node: &Node, tag: &str, main: &Config) -> Option<Vec<TranslatedTopic>> {
    let (own, other) = (Typography::of_language(&main.language.value), Typography::of_language(tag));
    reader.entries(node, TextKind::Line, |reader, pair| {
        let name = yaml::text(reader, &pair.node)?;
        Some(TranslatedTopic {
            original: Spanned { value: own.text(&pair.key), span: pair.key_span.clone() },
            name: Spanned { value: other.text(&name), span: pair.node.span.clone() },
        })
    })
}

/// Reads the permalinks of a language. Those that are missing are the site's own ones in the language's folder.
fn permalinks(reader: &mut Reader<'_>, node: &Node, tag: &str, main: &Config) -> Option<Permalinks> {
    let mut fields = reader.fields(node)?;
    let mut permalinks = below_language(tag, main);
    let targets = [
        ("workshop", &mut permalinks.workshop),
        ("registration", &mut permalinks.registration),
        ("questionnaire", &mut permalinks.questionnaire),
        ("speaker", &mut permalinks.speaker),
        ("page", &mut permalinks.page),
        ("topic", &mut permalinks.topic),
        ("archive", &mut permalinks.archive),
    ];
    for (key, target) in targets {
        if let Some(written) = fields.optional(reader, key, pattern) {
            *target = written;
        }
    }
    if let Some(written) = fields.optional(reader, "find", permalink) {
        // A translation can only move the page; the site's own keys decide whether it exists.
        permalinks.find = permalinks.find.map(|_| written);
    }
    fields.finish(reader);
    Some(permalinks)
}

/// Returns the site's own permalinks in the folder of a language.
fn below_language(tag: &str, main: &Config) -> Permalinks {
    let folder = language_folder(tag);
    let Permalinks {
        home,
        workshop,
        registration,
        questionnaire,
        speaker,
        page,
        search,
        find,
        topic,
        archive,
    } = &main.permalinks;
    let in_folder = |page: &Permalink| page.in_folder(&folder);
    Permalinks {
        home: in_folder(home),
        workshop: workshop.in_folder(&folder),
        registration: registration.in_folder(&folder),
        questionnaire: questionnaire.in_folder(&folder),
        speaker: speaker.in_folder(&folder),
        page: page.in_folder(&folder),
        topic: topic.in_folder(&folder),
        archive: archive.in_folder(&folder),
        search: search.as_ref().map(in_folder),
        find: find.as_ref().map(in_folder),
    }
}
