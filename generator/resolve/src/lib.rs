//! Content files → the model: typed values, defaults, references to speakers and venues, contradictions.
//!
//! Pure: takes the files as `content` read them. It must never know which pages the site has, how texts become HTML,
//! or the theme: forms get its words later.

mod alias;
mod document;
mod limits;
mod listing;
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

use content::config::{Config, Permalinks, QuestionnairePrivacy};
use content::load::Sources;
use diagnostics::{Diagnostics, SourceFile};
use jiff::tz::TimeZone;
use markdown::Typography;
use model::form::Field;
use model::programme::Programme;
use model::questionnaire::QuestionnaireParts;
use model::slug::Slug;
use rayon::prelude::*;
use view::site::RetentionView;
use yaml::Origin;

pub use self::alias::{Alias, Aliases};
use self::document::{Document, Texts, prose, read_document};
pub use self::listing::{Listings, Topic};
pub use self::page::PlainPage;
pub use self::registration::form_sessions;
pub use self::speaker::Portrait;
use self::speaker::ReadSpeaker;
use self::translation::Untranslated;
pub use self::translation::{SessionText, translate};
use self::venue::Venues;
use self::workshop::ResolvedWorkshop;

/// Everything that the content says.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Workshops, speakers and venues.
    pub programme: Programme,
    /// The home page's introduction.
    pub home: PlainPage,
    /// Plain pages by slug.
    pub pages: BTreeMap<Slug, PlainPage>,
    /// Portraits by speaker.
    pub portraits: BTreeMap<Slug, Portrait>,
    /// Former names and addresses, by page.
    pub aliases: BTreeMap<TextKey, Aliases>,
    /// Workshops whose front matter says whether they have a table of contents.
    pub tocs: BTreeMap<Slug, bool>,
    /// What the forms of each workshop ask. In a further language of the site, of those workshops alone whose forms have
    /// words of their own in it.
    pub form_terms: BTreeMap<Slug, FormTerms>,
    /// Where each Markdown text stands.
    pub origins: BTreeMap<TextKey, Origin>,
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
pub enum TextKey {
    /// The introduction of the home page.
    Home,
    /// A plain page.
    Page(Slug),
    /// The biography of a speaker.
    Speaker(Slug),
    /// The description of a workshop.
    Workshop(Slug),
    /// A session of a workshop by its place in time, from 0.
    Session(Slug, usize),
    /// What came out of a workshop.
    Outcomes(Slug),
}

/// What the forms of a workshop ask. A theme adds its words to make forms of it; until then, the forms of the programme hold
/// the keys of the words in their place.
#[derive(Clone, Debug, Default)]
pub struct FormTerms {
    /// The workshop's own questions of the registration form, if there is one. A message that the theme words is empty.
    pub registration: Option<Vec<Field>>,
    /// The parts of the questionnaire, if there is one, with questions of the same kind.
    pub questionnaire: Option<QuestionnaireParts>,
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
}

/// Reads all content files.
pub fn resolve(sources: &Sources, config: &Config, diagnostics: &mut Diagnostics) -> Content {
    let typography = Typography::of_language(&config.language.value);
    let (mut texts, mut content) = (Texts::default(), Content::default());
    let home = page::home(sources, typography, diagnostics);
    content.home = home.and_then(|page| texts.keep(TextKey::Home, page)).unwrap_or_default();
    for (slug, file, page) in page::pages(sources, config, &mut texts, diagnostics) {
        let aliases = Aliases { file: Arc::clone(file), list: page.aliases.clone() };
        content.aliases.insert(TextKey::Page(slug.clone()), aliases);
        content.pages.insert(slug.clone(), page);
    }
    for (slug, file, read) in speaker::speakers(sources, typography, &mut texts, diagnostics) {
        let ReadSpeaker { speaker, portrait, aliases: list } = read;
        content.aliases.insert(TextKey::Speaker(slug.clone()), Aliases { file: Arc::clone(file), list });
        content.portraits.extend(portrait.map(|portrait| (slug.clone(), portrait)));
        content.programme.speakers.insert(slug.clone(), speaker);
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
    };
    let mut topics = Vec::new();
    for (slug, (resolved, problems)) in sources.workshops.keys().zip(workshops(sources, &context)) {
        let (resolved, of_workshop) = resolved;
        if !problems.is_empty() || resolved.is_none() {
            content.doubtful.insert(slug.clone());
        }
        diagnostics.append(problems);
        texts.append(of_workshop);
        if let Some(ResolvedWorkshop { workshop, toc, topics: named, aliases, forms }) = resolved {
            content.form_terms.insert(slug.clone(), forms);
            content.aliases.insert(TextKey::Workshop(slug.clone()), aliases);
            content.tocs.extend(toc.map(|toc| (workshop.slug.clone(), toc)));
            topics.push(named);
            content.programme.workshops.insert(workshop.slug.clone(), workshop);
        }
    }
    topic::check(&topics, diagnostics);
    content.venues_are_doubtful = venues.are_doubtful();
    content.programme.venues = venues.venues;
    Content { origins: texts.origins, loose: texts.loose, ..content }
}

/// What was read from a file of that name.
type Named<'a, T> = (&'a Slug, &'a Arc<SourceFile>, T);

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

impl Content {
    /// The same content without texts that nothing shows, which are looked through once.
    fn without_loose_texts(&self) -> Content {
        let mut content = Content { loose: BTreeMap::new(), ..self.clone() };
        content.origins.retain(|key, _| !self.loose.contains_key(key));
        content
    }

    /// The Markdown of a key, empty for a key that names no text.
    pub fn text(&self, key: &TextKey) -> &str {
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
