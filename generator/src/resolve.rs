//! Content files → the model: typed values, defaults, references to speakers and venues, contradictions.

mod outcomes;
mod page;
mod questionnaire;
mod questions;
mod registration;
mod session;
mod speaker;
mod topic;
mod translation;
mod venue;
mod workshop;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use model::programme::Programme;
use model::slug::Slug;
use rayon::prelude::*;
use view::renderer::Renderer;
use view::site::RetentionView;

pub(crate) use self::page::PlainPage;
pub(crate) use self::speaker::Portrait;
use self::translation::Untranslated;
pub(crate) use self::translation::{SessionText, translate, translate_forms};
use self::venue::Venues;
use self::workshop::ResolvedWorkshop;
use crate::config::{Config, Permalinks, QuestionnairePrivacy};
use crate::diagnostic::{Diagnostics, SourceFile};
use crate::front_matter;
use crate::load::Sources;
use crate::typography::Typography;
use crate::yaml::{self, Fields, Origin, Reader};

/// Everything that the content says.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// Workshops, speakers and venues.
    pub(crate) programme: Programme,
    /// The home page's introduction.
    pub(crate) home: PlainPage,
    /// Plain pages by slug.
    pub(crate) pages: BTreeMap<Slug, PlainPage>,
    /// Portraits by speaker.
    pub(crate) portraits: BTreeMap<Slug, Portrait>,
    /// Workshops whose front matter says whether they have a table of contents.
    pub(crate) tocs: BTreeMap<Slug, bool>,
    /// Where each Markdown text stands.
    pub(crate) origins: BTreeMap<TextKey, Origin>,
    /// Workshops of which something may be missing here after a problem, which was told. What refers to it is given the
    /// benefit of the doubt.
    doubtful: BTreeSet<Slug>,
    /// Whether the same is true of venues.
    venues_are_doubtful: bool,
    /// In a further language of the site: what is not translated into it.
    untranslated: Option<Untranslated>,
}

/// Names a Markdown text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextKey {
    Home,
    Page(Slug),
    Speaker(Slug),
    Workshop(Slug),
    /// A session of a workshop by its place in time, from 0.
    Session(Slug, usize),
    /// What came out of a workshop.
    Outcomes(Slug),
}

/// What every file of a workshop may refer to.
struct Context<'a> {
    unreadable: &'a BTreeSet<String>,
    speakers: &'a BTreeMap<Slug, Arc<SourceFile>>,
    venues: &'a Venues,
    time_zone: &'a TimeZone,
    retention: RetentionView,
    /// `None` where `site.yaml` does not say what answers to questionnaires are for.
    questionnaires: Option<&'a QuestionnairePrivacy>,
    permalinks: &'a Permalinks,
    typography: Typography,
    /// `None` after a problem with the theme. Then workshops have no offers and nothing is built.
    renderer: Option<&'a Renderer>,
}

/// Reads all content files.
pub(crate) fn resolve(
    sources: &Sources,
    config: &Config,
    renderer: Option<&Renderer>,
    diagnostics: &mut Diagnostics,
) -> Content {
    let typography = Typography::of_language(&config.language.value);
    let mut origins = BTreeMap::new();
    let (home, origin) = page::home(sources, typography, diagnostics);
    origins.extend(origin.map(|origin| (TextKey::Home, origin)));
    let mut pages = BTreeMap::new();
    for (slug, file) in &sources.pages {
        if let Some((page, origin)) = page::page(file, typography, diagnostics) {
            pages.insert(slug.clone(), page);
            origins.insert(TextKey::Page(slug.clone()), origin);
        }
    }
    let mut programme = Programme::default();
    let (mut portraits, mut tocs) = (BTreeMap::new(), BTreeMap::new());
    for (slug, file) in &sources.speakers {
        if let Some((speaker, portrait, origin)) = speaker::speaker(slug, file, typography, diagnostics) {
            portraits.extend(portrait.map(|portrait| (slug.clone(), portrait)));
            programme.speakers.insert(slug.clone(), speaker);
            origins.insert(TextKey::Speaker(slug.clone()), origin);
        }
    }
    let venues = venue::venues(sources, typography, diagnostics);
    let context = Context {
        unreadable: &sources.unreadable,
        speakers: &sources.speakers,
        venues: &venues,
        time_zone: &config.time_zone,
        retention: config.privacy.retention,
        questionnaires: config.privacy.questionnaires.as_ref(),
        permalinks: &config.permalinks,
        typography,
        renderer,
    };
    let (mut topics, mut doubtful) = (Vec::new(), BTreeSet::new());
    for (slug, (resolved, problems)) in sources.workshops.keys().zip(workshops(sources, &context)) {
        if !problems.is_empty() || !resolved.as_ref().is_some_and(|resolved| resolved.is_whole) {
            doubtful.insert(slug.clone());
        }
        diagnostics.append(problems);
        if let Some(ResolvedWorkshop { workshop, texts, toc, topics: named, .. }) = resolved {
            tocs.extend(toc.map(|toc| (workshop.slug.clone(), toc)));
            origins.extend(texts);
            topics.push(named);
            programme.workshops.insert(workshop.slug.clone(), workshop);
        }
    }
    topic::check(&topics, diagnostics);
    let venues_are_doubtful = venues.are_doubtful();
    programme.venues = venues.venues;
    Content {
        programme,
        home,
        pages,
        portraits,
        tocs,
        origins,
        doubtful,
        venues_are_doubtful,
        untranslated: None,
    }
}

fn workshops(sources: &Sources, context: &Context<'_>) -> Vec<(Option<ResolvedWorkshop>, Diagnostics)> {
    let workshops: Vec<_> = sources.workshops.iter().collect();
    let resolve = |(slug, files): &(&Slug, &_)| {
        let mut diagnostics = Diagnostics::default();
        let workshop = workshop::workshop(slug, files, context, &mut diagnostics);
        (workshop, diagnostics)
    };
    workshops.par_iter().map(resolve).collect()
}

/// Reads the keys of a file's front matter with `read`; the text below it with its origin.
fn read_document<T>(
    file: &Arc<SourceFile>,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(&mut Reader<'_>, &mut Fields<'_>) -> Option<T>,
) -> Option<(T, String, Origin)> {
    let parts = front_matter::split(file, diagnostics)?;
    let node = yaml::parse(file, parts.front_matter, diagnostics)?;
    let mut reader = Reader::new(file, diagnostics);
    let mut fields = reader.fields(&node)?;
    let value = read(&mut reader, &mut fields);
    fields.finish(&mut reader);
    let text = file.text[parts.body..].to_owned();
    Some((value?, text, Origin::rest_of_file(file, parts.body)))
}

/// A text for readers, with the typography of the site's language.
fn prose(typography: Typography) -> impl Fn(&mut Reader<'_>, &yaml::Node) -> Option<String> + Copy {
    move |reader, node| yaml::text(reader, node).map(|text| typography.text(&text))
}

impl Content {
    /// The Markdown of a key, empty for a key that names no text.
    pub(crate) fn text(&self, key: &TextKey) -> &str {
        let workshop = |slug| self.programme.workshops.get(slug);
        match key {
            TextKey::Home => Some(&self.home.text),
            TextKey::Page(slug) => self.pages.get(slug).map(|page| &page.text),
            TextKey::Speaker(slug) => self.programme.speakers.get(slug).map(|speaker| &speaker.biography),
            TextKey::Workshop(slug) => workshop(slug).map(|workshop| &workshop.description),
            TextKey::Outcomes(slug) => {
                workshop(slug).and_then(|workshop| workshop.outcomes.as_ref()).map(|outcomes| &outcomes.text)
            }
            TextKey::Session(slug, index) => workshop(slug)
                .and_then(|workshop| workshop.sessions.get(*index))
                .map(|session| &session.description),
        }
        .map_or("", String::as_str)
    }
}
