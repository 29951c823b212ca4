//! A workshop with its sessions and its offer.

use std::collections::BTreeMap;
use std::sync::Arc;

use content::load::{Sources, WorkshopSources, missing_file};
use content::publication::{self, Publication};
use diagnostics::{Diagnostics, SourceFile, phrase};
use jiff::tz::TimeZone;
use model::offer::Offer;
use model::outcomes::Outcomes;
use model::programme::Workshop;
use model::shared::Shared;
use model::slug::Slug;
use yaml::shape::Shape;
use yaml::{Fields, Reader, Spanned};

use super::alias::{Alias, Aliases, alias};
use super::places::{self, ShortText, WorkshopPlaces};
use super::session::Sessions;
use super::topic::NamedTopics;
use super::{
    Context, Document, TextKey, Texts, describe_document, document, outcomes, prose, questionnaire,
    read_document, registration, scheduled_mail, session,
};

/// A workshop that was read without problems.
pub(super) struct ResolvedWorkshop {
    pub(super) workshop: Workshop,
    /// Whether its description has a table of contents; `None` if that depends on its length.
    pub(super) toc: Option<bool>,
    pub(super) topics: NamedTopics,
    pub(super) aliases: Aliases,
    pub(super) places: WorkshopPlaces,
}

impl ResolvedWorkshop {
    /// Adds the sessions with their places, and records their texts.
    fn add_sessions(&mut self, sessions: Sessions, texts: &mut Texts) {
        for (index, places) in sessions.places.into_iter().enumerate() {
            let key = TextKey::Session(self.workshop.slug.clone(), index);
            texts.insert(key, places.description);
            self.places.add_session(places.facts);
        }
        self.workshop.sessions = sessions.list;
    }
}

/// The parsed front matter of `index.md`.
struct Index {
    workshop: Workshop,
    topics: Vec<Spanned<String>>,
    toc: Option<bool>,
    aliases: Vec<Spanned<Alias>>,
    publication: Publication,
    texts: Vec<ShortText>,
}

/// Reads the files of a workshop. Returns the workshop, or `None` if one of its files is missing or unreadable, which
/// is reported, and its texts.
pub(super) fn workshop(
    slug: &Slug,
    files: &WorkshopSources,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> (Option<ResolvedWorkshop>, Texts) {
    let mut texts = Texts::default();
    let index = present(files.index.as_ref(), slug, "index.md", context, diagnostics)
        .and_then(|file| Some((Arc::clone(file), index(slug, file, context, diagnostics)?)))
        .and_then(|(file, index)| {
            Some((file, document::keep(&mut texts, TextKey::Workshop(slug.clone()), index)?))
        });
    let sessions = present(files.sessions.as_ref(), slug, "sessions.yaml", context, diagnostics)
        .and_then(|file| session::sessions(file, context, diagnostics));
    let known = sessions.as_ref();
    let offer =
        files.registration.as_ref().and_then(|file| registration::offer(file, known, context, diagnostics));
    let (offer, offer_places) = offer.map(|read| (read.offer, read.places)).unzip();
    if let Some((file, index)) = &index {
        let mut reader = Reader::new(file, diagnostics);
        check_publication(&mut reader, index, offer.as_ref(), known, context.time_zone);
    }
    let questionnaire = files
        .questionnaire
        .as_ref()
        .and_then(|file| questionnaire::questionnaire(file, slug, known, context, diagnostics));
    check_private(files, known, diagnostics);
    let mails = scheduled_mail::of_workshop(files, known, context, diagnostics);
    let (questionnaire, questions) = questionnaire.unzip();
    let outcomes = outcomes_of(slug, files, known, &mut texts, diagnostics);
    let resolved =
        index.zip(sessions.filter(|sessions| sessions.are_sound)).map(|((file, index), sessions)| {
            let Index { mut workshop, topics, toc, aliases, texts: of_index, .. } = index;
            workshop.offer = offer.map(Shared::from);
            workshop.forms = questionnaire.into_iter().map(|(name, it)| (name, it.into())).collect();
            workshop.mails = mails.into();
            workshop.outcomes = outcomes;
            let aliases = Aliases { file: Arc::clone(&file), list: aliases };
            let questionnaire = questions.unwrap_or_default();
            let places = WorkshopPlaces {
                offer: offer_places,
                texts: of_index,
                questionnaire,
                ..WorkshopPlaces::default()
            };
            let topics = (file, topics);
            let mut resolved = ResolvedWorkshop { workshop, toc, topics, aliases, places };
            resolved.add_sessions(sessions, &mut texts);
            resolved
        });
    if resolved.is_none() {
        mark_unshown(slug, files, &mut texts);
    }
    (resolved, texts)
}

/// Checks the private information of the sessions against the other files of the workshop.
fn check_private(files: &WorkshopSources, sessions: Option<&Sessions>, diagnostics: &mut Diagnostics) {
    let Some((file, sessions)) = files.sessions.as_ref().zip(sessions) else { return };
    session::documents::check(file, sessions, &files.private, diagnostics);
    if files.registration.is_none() {
        session::private::refuse_without_registration(file, sessions, diagnostics);
    }
}

/// Reads the outcomes of a workshop, and records their text.
fn outcomes_of(
    slug: &Slug,
    files: &WorkshopSources,
    sessions: Option<&Sessions>,
    texts: &mut Texts,
    diagnostics: &mut Diagnostics,
) -> Option<Outcomes> {
    let first_day = sessions.and_then(Sessions::first_day);
    let (outcomes, text) = outcomes::outcomes(files.outcomes.as_ref()?, first_day, diagnostics)?;
    texts.insert(TextKey::Outcomes(slug.clone()), text);
    Some(outcomes)
}

/// Reports a workshop that is published after an event that its page announces.
fn check_publication(
    reader: &mut Reader<'_>,
    index: &Index,
    offer: Option<&Offer>,
    sessions: Option<&Sessions>,
    zone: &TimeZone,
) {
    if let Some(offer) = offer {
        let event = phrase! { en: "the opening of registration", fr: "l’ouverture des inscriptions" };
        index.publication.check_before(reader, &event, offer.opens, zone);
    }
    let first = sessions.and_then(Sessions::first_start);
    if let Some(first) = first.and_then(|first| zone.to_timestamp(first).ok()) {
        let event =
            phrase! { en: "the beginning of the first session", fr: "le début de la première séance" };
        index.publication.check_before(reader, &event, first, zone);
    }
}

/// Records the texts of a workshop that is unreadable, so that they are checked although no page will show them.
fn mark_unshown(slug: &Slug, files: &WorkshopSources, texts: &mut Texts) {
    texts.values_mut().for_each(|text| text.can_be_shown = false);
    let descriptions = files.sessions.as_ref().map(session::descriptions).unwrap_or_default();
    for (index, text) in descriptions.into_iter().enumerate() {
        texts.insert(TextKey::Session(slug.clone(), index), text.unshown());
    }
}

fn present<'f>(
    file: Option<&'f Arc<SourceFile>>,
    slug: &Slug,
    name: &str,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<&'f Arc<SourceFile>> {
    let path = Sources::workshop_path(slug, name);
    if file.is_none() && !context.unreadable.contains(&path) {
        let hint = phrase! {
            en: "a workshop has `index.md` and `sessions.yaml`; write it, or remove the folder",
            fr: "un atelier a `index.md` et `sessions.yaml` ; écrivez-le, ou supprimez le dossier"
        };
        diagnostics.push(missing_file(path).with_hint(hint));
    }
    file
}

/// Reads `index.md`: the workshop without sessions and offer.
fn index(
    slug: &Slug,
    file: &Arc<SourceFile>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Document<Index>> {
    read_document(file, diagnostics, |reader, fields| front_matter(slug, reader, fields, context))
}

/// Reads the front matter of `index.md`.
fn front_matter(
    slug: &Slug,
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    context: &Context<'_>,
) -> Option<Index> {
    let head = head(slug, reader, fields, context);
    let toc = fields.optional(reader, "toc", yaml::boolean);
    let aliases = fields.optional(reader, "aliases", yaml::list(alias)).unwrap_or_default();
    let publication = publication::read(reader, fields, context.time_zone);
    let texts = places::of_front_matter(reader, fields);
    head.map(|(workshop, topics)| Index { workshop, topics, toc, aliases, publication, texts })
}

/// Describes the front matter of `index.md`.
pub(super) fn shape(slug: &Slug, context: &Context<'_>) -> Shape {
    describe_document(|reader, fields| front_matter(slug, reader, fields, context))
}

fn head(
    slug: &Slug,
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    context: &Context<'_>,
) -> Option<(Workshop, Vec<Spanned<String>>)> {
    let prose = prose(context.typography);
    let title = fields.required(reader, "title", prose);
    let subtitle = fields.optional(reader, "subtitle", prose);
    let programme = fields.optional(reader, "programme", prose);
    let ordinal = fields.optional(reader, "ordinal", prose);
    let summary = fields.required(reader, "summary", prose);
    let audience = fields.optional(reader, "audience", prose);
    let topics = fields.optional(reader, "topics", yaml::list(yaml::spanned(prose)));
    let topics = topics.unwrap_or_default();
    let example = fields.optional(reader, "example", yaml::boolean);
    let workshop = Workshop {
        slug: slug.clone(),
        title: title?,
        subtitle,
        programme,
        ordinal,
        summary: summary?,
        audience,
        topics: topics.iter().map(|topic| topic.value.clone()).collect(),
        example: example.unwrap_or(false),
        sessions: Vec::new(),
        offer: None,
        forms: BTreeMap::new(),
        mails: Shared::default(),
        outcomes: None,
    };
    Some((workshop, topics))
}
