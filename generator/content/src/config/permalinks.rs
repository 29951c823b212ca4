//! `permalinks` in `site.yaml`: the addresses of pages.

use addresses::{Pattern, Permalink};
use diagnostics::{message, phrase};
use yaml::shape::TextKind;
use yaml::{Form, Node, Reader};

/// The form of the permalink of a single page.
const PERMALINK: Form = Form { name: "permalink", pattern: "/([a-z0-9-]+/)+" };

/// The form of a pattern for permalinks.
const PATTERN: Form = Form { name: "permalinks", pattern: "/([a-z0-9-]+/)*:slug/([a-z0-9-]+/)*" };

/// Permalinks, or patterns for permalinks, by kind of page.
#[derive(Clone, Debug)]
pub struct Permalinks {
    /// The home page.
    pub home: Permalink,
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
    /// The page that searches the site; `None` if there is none.
    pub search: Option<Permalink>,
    /// The page where registrants find their registrations; `None` if there is none.
    pub find: Option<Permalink>,
    /// Pages that list the workshops on a topic.
    pub topic: Pattern,
    /// Pages that list the workshops of a year; the slugs are years.
    pub archive: Pattern,
}

/// Reads `permalinks`.
pub(super) fn permalinks(reader: &mut Reader<'_>, node: &Node) -> Option<Permalinks> {
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
        home: default.home,
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

pub(super) fn permalink(reader: &mut Reader<'_>, node: &Node) -> Option<Permalink> {
    let text = yaml::text_as(reader, node, TextKind::Form(&PERMALINK))?;
    let permalink = Permalink::parse(&text);
    if permalink.is_none() {
        let message = message! {
            InvalidPermalink,
            en: "`{text}` is not a permalink of a single page",
            fr: "`{text}` n’est pas l’adresse d’une page unique"
        };
        let hint = phrase! { en: "write it like `/recherche/`", fr: "écrivez-la comme `/recherche/`" };
        reader.refuse(&node.span, message, hint);
    }
    permalink
}

pub(super) fn pattern(reader: &mut Reader<'_>, node: &Node) -> Option<Pattern> {
    let text = yaml::text_as(reader, node, TextKind::Form(&PATTERN))?;
    match Pattern::parse(&text) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            let message = message! {
                InvalidPermalink,
                en: "`{text}` is not a permalink: {reason}",
                fr: "`{text}` n’est pas un modèle d’adresse : {reason}";
                reason
            };
            let hint = phrase! {
                en: "write it like `/ateliers/:slug/`",
                fr: "écrivez-le comme `/ateliers/:slug/`"
            };
            reader.refuse(&node.span, message, hint);
            None
        }
    }
}

/// Returns permalinks that cannot collide, for when those of the file are unreadable.
pub(super) fn default_permalinks() -> Permalinks {
    let pattern = |text| Pattern::parse(text).expect("the default permalinks are valid");
    Permalinks {
        home: Permalink::home(),
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
