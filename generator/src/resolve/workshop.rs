//! A workshop with its sessions and its offer.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::programme::{Session, Workshop};
use model::slug::Slug;

use super::topic::NamedTopics;
use super::{Context, TextKey, outcomes, prose, questionnaire, read_document, registration, session};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::load::{Sources, WorkshopSources};
use crate::yaml::{self, Fields, Origin, Reader, Spanned};

/// A workshop and where its texts stand.
pub(super) struct ResolvedWorkshop {
    pub(super) workshop: Workshop,
    pub(super) texts: Vec<(TextKey, Origin)>,
    /// Whether its description has a table of contents; `None` where its length decides.
    pub(super) toc: Option<bool>,
    pub(super) topics: NamedTopics,
    /// Whether it has an offer if it has the file for one: after a problem with the theme, none has.
    pub(super) is_whole: bool,
}

/// What `index.md` says.
struct Index {
    workshop: Workshop,
    topics: Vec<Spanned<String>>,
    toc: Option<bool>,
    origin: Origin,
}

/// Reads the files of a workshop. `None`, which is told, when one of them is missing or cannot be read.
pub(super) fn workshop(
    slug: &Slug,
    files: &WorkshopSources,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<ResolvedWorkshop> {
    let index = present(files.index.as_ref(), slug, "index.md", context, diagnostics)
        .and_then(|file| index(slug, file, context, diagnostics));
    let sessions = present(files.sessions.as_ref(), slug, "sessions.yaml", context, diagnostics)
        .and_then(|file| session::sessions(file, context, diagnostics));
    let (sessions, origins): (Option<Vec<Session>>, Vec<Origin>) = match sessions {
        Some(sessions) => {
            let (sessions, origins) = sessions.into_iter().unzip();
            (Some(sessions), origins)
        }
        None => (None, Vec::new()),
    };
    let offer = files
        .registration
        .as_ref()
        .and_then(|file| registration::offer(file, sessions.as_deref(), context, diagnostics));
    let questionnaire = files
        .questionnaire
        .as_ref()
        .and_then(|file| questionnaire::questionnaire(file, slug, sessions.as_deref(), context, diagnostics));
    let outcomes =
        files.outcomes.as_ref().and_then(|file| outcomes::outcomes(file, sessions.as_deref(), diagnostics));
    let Index { mut workshop, topics, toc, origin } = index?;
    workshop.sessions = sessions?;
    let is_whole = offer.is_some() == files.registration.is_some();
    workshop.offer = offer;
    workshop.forms = questionnaire.into_iter().collect();
    let of_session = |(index, origin)| (TextKey::Session(slug.clone(), index), origin);
    let topics = (Arc::clone(origin.file()), topics);
    let mut texts: Vec<_> = std::iter::once((TextKey::Workshop(slug.clone()), origin))
        .chain(origins.into_iter().enumerate().map(of_session))
        .collect();
    if let Some((outcomes, origin)) = outcomes {
        workshop.outcomes = Some(outcomes);
        texts.push((TextKey::Outcomes(slug.clone()), origin));
    }
    Some(ResolvedWorkshop { workshop, texts, toc, topics, is_whole })
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
        let problem = Diagnostic::of_file(path, "this file is missing");
        diagnostics.push(
            problem
                .with_hint("a workshop has `index.md` and `sessions.yaml`; write it, or remove the folder"),
        );
    }
    file
}

/// Reads `index.md`: the workshop without sessions and offer.
fn index(
    slug: &Slug,
    file: &Arc<SourceFile>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Index> {
    let ((workshop, topics, toc), description, origin) =
        read_document(file, diagnostics, |reader, fields| {
            let head = head(slug, reader, fields, context);
            let toc = fields.optional(reader, "toc", yaml::boolean);
            head.map(|(workshop, topics)| (workshop, topics, toc))
        })?;
    Some(Index { workshop: Workshop { description, ..workshop }, topics, toc, origin })
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
    let edition = fields.optional(reader, "edition", prose);
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
        edition,
        summary: summary?,
        audience,
        topics: topics.iter().map(|topic| topic.value.clone()).collect(),
        example: example.unwrap_or(false),
        description: String::new(),
        sessions: Vec::new(),
        offer: None,
        forms: BTreeMap::new(),
        outcomes: None,
    };
    Some((workshop, topics))
}
