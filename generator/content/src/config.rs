//! `content/site.yaml`: the site's title, address, languages, time zone and other settings.

mod abbreviations;
mod editor;
mod limits;
mod origin;
mod permalinks;
mod places;
mod privacy;
mod removed;
mod translation;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostics, SourceFile, message, phrase};
use jiff::tz::TimeZone;
use markdown::Glossary;
use model::limits::Limits;
use view::site::OrganiserView;
use yaml::shape::{Shape, TextKind};
use yaml::{Fields, Form, Node, Reader, Spanned};

pub use self::editor::{Editor, Host, SignIn};
pub use self::permalinks::Permalinks;
use self::permalinks::{default_permalinks, permalinks};
pub use self::privacy::{Privacy, QuestionnairePrivacy};
use self::privacy::{no_privacy, privacy};
pub use self::removed::Removed;
pub use self::translation::{TranslatedTopic, Translation};
use crate::load::{Sources, missing_file};

/// The path of the file below the site's root.
pub const PATH: &str = "content/site.yaml";

/// The form of a time zone's name. Which zones exist is not part of it.
const TIME_ZONE: Form = Form { name: "time-zone", pattern: "[A-Za-z][A-Za-z0-9_+/-]*" };

/// The parsed file. Values that could not be read are reported and replaced by harmless defaults, so that the other
/// files can still be checked; nothing is built in that case.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file, for reporting problems with the files and pages that it names.
    pub file: Arc<SourceFile>,
    /// The name of the site.
    pub title: String,
    /// One line below the name of the site.
    pub tagline: String,
    /// The origin of the site, as browsers write it.
    pub base_url: String,
    /// The tag of this language.
    pub language: Spanned<String>,
    /// The first part of all paths in this language, without a slash at the end; empty for the site's own.
    pub folder: String,
    /// The zone of all dates and times in the content.
    pub time_zone: TimeZone,
    /// The name of the theme's folder in `themes/`.
    pub theme: Spanned<String>,
    /// The organiser of the workshops and how to contact them.
    pub organiser: OrganiserView,
    /// The URL patterns of the pages, by kind of page.
    pub permalinks: Permalinks,
    /// The links at the top of each page.
    pub navigation: Vec<ConfiguredLink>,
    /// The links at the bottom of each page.
    pub footer: Vec<ConfiguredLink>,
    /// The text of the privacy notice below each form.
    pub privacy: Privacy,
    /// The limits on requests from one place and on mails to one mailbox.
    pub limits: Limits,
    /// The long forms of abbreviations in all texts of this language.
    pub abbreviations: Glossary,
    /// Abbreviations of the site's own language, for untranslated texts on pages in another language.
    pub original_abbreviations: Glossary,
    /// The web editor, if the site has one.
    pub editor: Option<Editor>,
    /// Workshops and sessions that were removed on purpose.
    pub removed: Vec<Spanned<Removed>>,
    /// The names of topics; only for a further language.
    pub topics: Vec<TranslatedTopic>,
    /// The site's further languages.
    pub translations: Vec<Translation>,
    /// The tags of the further languages, including unreadable ones; `None` if the list itself is unreadable.
    languages: Option<BTreeSet<String>>,
}

/// A link of the navigation or the footer.
#[derive(Clone, Debug)]
pub struct ConfiguredLink {
    /// The text of the link.
    pub label: String,
    /// A path below `content/`, an absolute path or a full address.
    pub to: Spanned<String>,
}

/// Reads the configuration.
pub fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Config {
    let Some(file) = &sources.site else {
        if !sources.unreadable.contains(PATH) {
            let hint = phrase! {
                en: "create it with the site's title, address, language and time zone",
                fr: "créez-le, avec le titre, l’adresse, la langue et le fuseau horaire du site"
            };
            diagnostics.push(missing_file(PATH).with_hint(hint));
        }
        let file = SourceFile::without_text(PATH);
        return config(&mut Reader::new(&file, &mut Diagnostics::default()), &Node::nothing());
    };
    match yaml::parse_file(file, diagnostics) {
        Some(node) => config(&mut Reader::new(file, diagnostics), &node),
        None => {
            let config = config(&mut Reader::new(file, &mut Diagnostics::default()), &Node::nothing());
            Config { languages: None, ..config }
        }
    }
}

/// Describes the file.
pub fn shape() -> Shape {
    yaml::describe(|reader, node| Some(config(reader, node)))
}

fn config(reader: &mut Reader<'_>, node: &Node) -> Config {
    let empty = Node::nothing();
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
        folder: String::new(),
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
        editor: fields.optional(reader, "editor", editor::read),
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
    let name = yaml::text_as(reader, node, TextKind::Form(&TIME_ZONE))?;
    let zone = TimeZone::get(&name).ok().filter(|zone| zone.iana_name().is_some());
    if zone.is_none() {
        let message = message! {
            InvalidTimeZone,
            en: "`{name}` is not a time zone",
            fr: "`{name}` n’est pas un fuseau horaire"
        };
        let hint = phrase! {
            en: "write region and city, such as `Europe/Paris`",
            fr: "écrivez la région et la ville, par exemple `Europe/Paris`"
        };
        reader.refuse(&node.span, message, hint);
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

fn link(reader: &mut Reader<'_>, node: &Node) -> Option<ConfiguredLink> {
    let mut fields = reader.fields(node)?;
    let label = fields.required(reader, "label", yaml::text);
    let to = fields.required(reader, "to", yaml::spanned(path));
    fields.finish(reader);
    Some(ConfiguredLink { label: label?, to: to? })
}

/// Reads the path of a page or of a folder.
fn path(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    yaml::text_as(reader, node, TextKind::Path)
}

fn spanned_default(span: Range<usize>) -> Spanned<String> {
    Spanned { value: String::new(), span }
}

fn no_organiser() -> OrganiserView {
    OrganiserView { name: String::new(), email: String::new(), telephone: None }
}
