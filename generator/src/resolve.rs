//! Content files → the model: typed values, defaults, references to speakers and venues, contradictions.

mod alias;
mod names;
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

pub(crate) use self::alias::{Alias, Aliases};
pub(crate) use self::page::PlainPage;
pub(crate) use self::speaker::Portrait;
use self::speaker::ReadSpeaker;
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
    /// Former names and addresses, by page.
    pub(crate) aliases: BTreeMap<TextKey, Aliases>,
    /// Workshops whose front matter says whether they have a table of contents.
    pub(crate) tocs: BTreeMap<Slug, bool>,
    /// Where each Markdown text stands.
    pub(crate) origins: BTreeMap<TextKey, Origin>,
    /// Texts beside which something cannot be read, which was reported: nothing shows them, but their own problems are
    /// reported in the same run.
    loose: BTreeMap<TextKey, String>,
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
    let (mut texts, mut aliases) = (Texts::default(), BTreeMap::new());
    let home = page::home(sources, typography, diagnostics);
    let home = home.and_then(|page| texts.keep(TextKey::Home, page)).unwrap_or_default();
    let mut pages = BTreeMap::new();
    for (slug, file) in &sources.pages {
        let Some(page) = page::page(file, typography, Facts::Own(&config.time_zone), diagnostics) else {
            continue;
        };
        let key = TextKey::Page(slug.clone());
        let Some(page) = texts.keep(key.clone(), page) else { continue };
        aliases.insert(key, Aliases { file: Arc::clone(file), list: page.aliases.clone() });
        pages.insert(slug.clone(), page);
    }
    let mut programme = Programme::default();
    let (mut portraits, mut tocs) = (BTreeMap::new(), BTreeMap::new());
    for (slug, file) in &sources.speakers {
        let Some(speaker) = speaker::speaker(slug, file, typography, diagnostics) else { continue };
        let key = TextKey::Speaker(slug.clone());
        if let Some(ReadSpeaker { speaker, portrait, aliases: list }) = texts.keep(key.clone(), speaker) {
            aliases.insert(key, Aliases { file: Arc::clone(file), list });
            portraits.extend(portrait.map(|portrait| (slug.clone(), portrait)));
            programme.speakers.insert(slug.clone(), speaker);
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
        let (resolved, of_workshop) = resolved;
        if !problems.is_empty() || !resolved.as_ref().is_some_and(|resolved| resolved.is_whole) {
            doubtful.insert(slug.clone());
        }
        diagnostics.append(problems);
        texts.append(of_workshop);
        if let Some(ResolvedWorkshop { workshop, toc, topics: named, aliases: of_workshop, .. }) = resolved {
            aliases.insert(TextKey::Workshop(slug.clone()), of_workshop);
            tocs.extend(toc.map(|toc| (workshop.slug.clone(), toc)));
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
        aliases,
        tocs,
        origins: texts.origins,
        loose: texts.loose,
        doubtful,
        venues_are_doubtful,
        untranslated: None,
    }
}

/// Each workshop with its texts, and what is wrong with it.
fn workshops(
    sources: &Sources,
    context: &Context<'_>,
) -> Vec<((Option<ResolvedWorkshop>, Texts), Diagnostics)> {
    let workshops: Vec<_> = sources.workshops.iter().collect();
    let resolve = |(slug, files): &(&Slug, &_)| {
        let mut diagnostics = Diagnostics::default();
        let workshop = workshop::workshop(slug, files, context, &mut diagnostics);
        (workshop, diagnostics)
    };
    workshops.par_iter().map(resolve).collect()
}

/// Whether a file may say what is the same in every language, or translates one that does.
#[derive(Clone, Copy)]
enum Facts<'a> {
    /// With times in this zone.
    Own(&'a TimeZone),
    /// There are none, or they are another file's.
    None,
}

/// A file with front matter: what its keys say, and the text below.
struct Document<T> {
    /// `None`, which is reported, after a problem with the keys.
    head: Option<T>,
    text: String,
    origin: Origin,
}

/// Markdown texts: where each stands, and those that nothing will show.
#[derive(Default)]
struct Texts {
    origins: BTreeMap<TextKey, Origin>,
    loose: BTreeMap<TextKey, String>,
}

impl Texts {
    /// Notes the text of a document; what its keys say.
    fn keep<T>(&mut self, key: TextKey, Document { head, text, origin }: Document<T>) -> Option<T> {
        self.origins.insert(key.clone(), origin);
        if head.is_none() {
            self.loose.insert(key, text);
        }
        head
    }

    fn append(&mut self, other: Texts) {
        self.origins.extend(other.origins);
        self.loose.extend(other.loose);
    }
}

/// Reads the keys of a file's front matter with `read`. The text below it is there also after a problem with them.
fn read_document<T>(
    file: &Arc<SourceFile>,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(&mut Reader<'_>, &mut Fields<'_>) -> Option<T>,
) -> Option<Document<T>> {
    let Some(parts) = front_matter::split(file, diagnostics) else {
        // Where a line `---` is missing, nobody knows where the text begins; where both are, it is all text.
        let is_all_text = !file.text.lines().any(|line| line.trim_end() == "---");
        let text = file.text.clone();
        return is_all_text.then(|| Document { head: None, text, origin: Origin::rest_of_file(file, 0) });
    };
    let head = yaml::parse(file, parts.front_matter, diagnostics).and_then(|node| {
        let mut reader = Reader::new(file, diagnostics);
        let mut fields = reader.fields(&node)?;
        let head = read(&mut reader, &mut fields);
        fields.finish(&mut reader);
        head
    });
    let text = file.text[parts.body..].to_owned();
    Some(Document { head, text, origin: Origin::rest_of_file(file, parts.body) })
}

impl<T> Document<T> {
    /// The same document where its keys say something else.
    fn map<U>(self, map: impl FnOnce(T, &str) -> U) -> Document<U> {
        let Document { head, text, origin } = self;
        Document { head: head.map(|head| map(head, &text)), text, origin }
    }
}

/// A text for readers, with the typography of the site's language.
fn prose(typography: Typography) -> impl Fn(&mut Reader<'_>, &yaml::Node) -> Option<String> + Copy {
    move |reader, node| yaml::text(reader, node).map(|text| typography.text(&text))
}

impl Content {
    /// The same content without texts that nothing shows, which are looked through once.
    fn without_loose_texts(&self) -> Content {
        let mut content = Content { loose: BTreeMap::new(), ..self.clone() };
        content.origins.retain(|key, _| !self.loose.contains_key(key));
        content
    }

    /// The Markdown of a key, empty for a key that names no text.
    pub(crate) fn text(&self, key: &TextKey) -> &str {
        if let Some(loose) = self.loose.get(key) {
            return loose;
        }
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
