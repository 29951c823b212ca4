//! `content/site.yaml`: what the site is called, where it stands, in which language and time zone it speaks.

mod abbreviations;
mod limits;
mod origin;
mod privacy;
mod removed;
mod translation;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use addresses::{Pattern, Permalink};
use diagnostics::{Diagnostic, Diagnostics, SourceFile};
use jiff::tz::TimeZone;
use markdown::Glossary;
use model::limits::Limits;
use view::site::OrganiserView;
use yaml::{Fields, Node, Reader, Spanned};

pub use self::privacy::QuestionnairePrivacy;
use self::privacy::{Privacy, no_privacy, privacy};
pub use self::removed::Removed;
pub use self::translation::{TranslatedTopic, Translation};
use crate::load::Sources;

/// The path of the file below the site's root.
pub const PATH: &str = "content/site.yaml";

/// The file as it is understood. What could not be read was told, and is replaced by something harmless so that
/// the other files can be checked all the same; nothing is built then.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file, to tell problems with what it refers to.
    pub file: Arc<SourceFile>,
    /// The name of the site.
    pub title: String,
    /// One line below the name of the site.
    pub tagline: String,
    /// The origin of the site, as browsers write it.
    pub base_url: String,
    /// A language tag.
    pub language: Spanned<String>,
    /// The zone that all dates and times of the content are in.
    pub time_zone: TimeZone,
    /// The name of the folder in `themes/`.
    pub theme: Spanned<String>,
    /// Who holds the workshops, and how to write to them.
    pub organiser: OrganiserView,
    /// The addresses of pages, by kind of page.
    pub permalinks: Permalinks,
    /// The links at the top of each page.
    pub navigation: Vec<ConfiguredLink>,
    /// The links at the bottom of each page.
    pub footer: Vec<ConfiguredLink>,
    /// What the privacy notice beside each form says.
    pub privacy: Privacy,
    /// How much the handler takes from one place, and how much mail one mailbox gets.
    pub limits: Limits,
    /// What short forms stand for, in every text of this language.
    pub abbreviations: Glossary,
    /// The same of texts of the site's own language that pages of a further one show.
    pub original_abbreviations: Glossary,
    /// Workshops and sessions that are gone on purpose.
    pub removed: Vec<Spanned<Removed>>,
    /// What topics are called, in a further language.
    pub topics: Vec<TranslatedTopic>,
    /// Further languages.
    pub translations: Vec<Translation>,
    /// Their tags, with those of languages that cannot be read; `None` when nobody knows which there are.
    languages: Option<BTreeSet<String>>,
}

/// How permalinks are made.
#[derive(Clone, Debug)]
pub struct Permalinks {
    /// Pages of workshops.
    pub workshop: Pattern,
    /// Pages with a registration form.
    pub registration: Pattern,
    /// Pages with a questionnaire.
    pub questionnaire: Pattern,
    /// Pages of speakers.
    pub speaker: Pattern,
    /// Plain pages.
    pub page: Pattern,
    /// The page that searches the site; `None` where it has none.
    pub search: Option<Permalink>,
    /// The page that finds registrations; `None` where the site has none.
    pub find: Option<Permalink>,
    /// Pages that list the workshops about a topic.
    pub topic: Pattern,
    /// Its slugs are years.
    pub archive: Pattern,
}

/// A link of the navigation or the footer.
#[derive(Clone, Debug)]
pub struct ConfiguredLink {
    /// The words of the link.
    pub label: String,
    /// A path below `content/`, an absolute path or a whole address.
    pub to: Spanned<String>,
}

/// Reads the configuration.
pub fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Config {
    let Some(file) = &sources.site else {
        if !sources.unreadable.contains(PATH) {
            let hint = "it says what the site is called, where it stands, in which language and time zone";
            diagnostics.push(Diagnostic::of_file(PATH, "this file is missing").with_hint(hint));
        }
        let file = SourceFile::without_text(PATH);
        return config(&mut Reader::new(&file, &mut Diagnostics::default()), &nothing());
    };
    match yaml::parse(file, 0..file.text.len(), diagnostics) {
        Some(node) => config(&mut Reader::new(file, diagnostics), &node),
        None => {
            let config = config(&mut Reader::new(file, &mut Diagnostics::default()), &nothing());
            Config { languages: None, ..config }
        }
    }
}

fn nothing() -> Node {
    Node { span: 0..0, value: yaml::Value::Null, cut: None }
}

fn config(reader: &mut Reader<'_>, node: &Node) -> Config {
    let empty = nothing();
    let (node, mut fields) = match reader.fields(node) {
        Some(fields) => (node, fields),
        None => (&empty, Fields::none()),
    };
    let here = || spanned_default(node.span.clone());
    let text = |fields: &mut Fields<'_>, reader: &mut Reader<'_>, key| {
        fields.required(reader, key, yaml::text).unwrap_or_default()
    };
    let config = Config {
        file: Arc::clone(reader.file),
        title: text(&mut fields, reader, "title"),
        tagline: text(&mut fields, reader, "tagline"),
        base_url: fields.required(reader, "base_url", origin::read).unwrap_or_default(),
        language: fields.required(reader, "language", yaml::spanned(yaml::text)).unwrap_or_else(here),
        time_zone: fields.required(reader, "time_zone", time_zone).unwrap_or(TimeZone::UTC),
        theme: fields.required(reader, "theme", yaml::spanned(yaml::text)).unwrap_or_else(here),
        organiser: fields.required(reader, "organiser", organiser).unwrap_or_else(no_organiser),
        permalinks: fields.required(reader, "permalinks", permalinks).unwrap_or_else(default_permalinks),
        navigation: fields.required(reader, "navigation", yaml::list(link)).unwrap_or_default(),
        footer: fields.required(reader, "footer", yaml::list(link)).unwrap_or_default(),
        privacy: fields.required(reader, "privacy", privacy).unwrap_or_else(no_privacy),
        limits: fields.optional(reader, "limits", limits::read).unwrap_or_default(),
        abbreviations: fields.optional(reader, "abbreviations", abbreviations::read).unwrap_or_default(),
        original_abbreviations: Glossary::default(),
        removed: fields.optional(reader, "removed", yaml::list(removed::read)).unwrap_or_default(),
        topics: Vec::new(),
        translations: Vec::new(),
        languages: None,
    };
    let config = translation::read(reader, &mut fields, config);
    fields.finish(reader);
    config
}

fn time_zone(reader: &mut Reader<'_>, node: &Node) -> Option<TimeZone> {
    let name = yaml::text(reader, node)?;
    let zone = TimeZone::get(&name).ok().filter(|zone| zone.iana_name().is_some());
    if zone.is_none() {
        let message = format!("`{name}` is not a time zone");
        reader.refuse(&node.span, message, "write region and city, such as `Europe/Paris`");
    }
    zone
}

fn organiser(reader: &mut Reader<'_>, node: &Node) -> Option<OrganiserView> {
    let mut fields = reader.fields(node)?;
    let name = fields.required(reader, "name", yaml::text);
    let email = fields.required(reader, "email", yaml::email);
    let telephone = fields.optional(reader, "telephone", yaml::telephone);
    fields.finish(reader);
    Some(OrganiserView { name: name?, email: email?, telephone })
}

fn permalinks(reader: &mut Reader<'_>, node: &Node) -> Option<Permalinks> {
    let mut fields = reader.fields(node)?;
    let workshop = fields.required(reader, "workshop", pattern);
    let registration = fields.required(reader, "registration", pattern);
    let questionnaire = fields.optional(reader, "questionnaire", pattern);
    let speaker = fields.required(reader, "speaker", pattern);
    let page = fields.required(reader, "page", pattern);
    let search = fields.optional(reader, "search", permalink);
    let find = fields.optional(reader, "find", permalink);
    let topic = fields.optional(reader, "topic", pattern);
    let archive = fields.optional(reader, "archive", pattern);
    fields.finish(reader);
    let workshop = workshop?;
    let default = default_permalinks();
    Some(Permalinks {
        questionnaire: questionnaire.unwrap_or_else(|| workshop.below("questionnaire")),
        workshop,
        registration: registration?,
        speaker: speaker?,
        page: page?,
        search,
        find,
        topic: topic.unwrap_or(default.topic),
        archive: archive.unwrap_or(default.archive),
    })
}

fn permalink(reader: &mut Reader<'_>, node: &Node) -> Option<Permalink> {
    let text = yaml::text(reader, node)?;
    let permalink = Permalink::parse(&text);
    if permalink.is_none() {
        let message = format!("`{text}` is not a permalink of a single page");
        reader.refuse(&node.span, message, "write it like `/recherche/`");
    }
    permalink
}

fn pattern(reader: &mut Reader<'_>, node: &Node) -> Option<Pattern> {
    let text = yaml::text(reader, node)?;
    match Pattern::parse(&text) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            let message = format!("`{text}` is not a permalink: {reason}");
            reader.refuse(&node.span, message, "write it like `/ateliers/:slug/`");
            None
        }
    }
}

fn link(reader: &mut Reader<'_>, node: &Node) -> Option<ConfiguredLink> {
    let mut fields = reader.fields(node)?;
    let label = fields.required(reader, "label", yaml::text);
    let to = fields.required(reader, "to", yaml::spanned(yaml::text));
    fields.finish(reader);
    Some(ConfiguredLink { label: label?, to: to? })
}

fn spanned_default(span: Range<usize>) -> Spanned<String> {
    Spanned { value: String::new(), span }
}

fn no_organiser() -> OrganiserView {
    OrganiserView { name: String::new(), email: String::new(), telephone: None }
}

/// Permalinks that cannot collide, for when those of the file cannot be read.
fn default_permalinks() -> Permalinks {
    let pattern = |text| Pattern::parse(text).expect("the default permalinks are valid");
    Permalinks {
        workshop: pattern("/workshops/:slug/"),
        registration: pattern("/workshops/:slug/registration/"),
        questionnaire: pattern("/workshops/:slug/questionnaire/"),
        speaker: pattern("/speakers/:slug/"),
        page: pattern("/pages/:slug/"),
        search: None,
        find: None,
        topic: pattern("/topics/:slug/"),
        archive: pattern("/archive/:slug/"),
    }
}
