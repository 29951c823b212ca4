//! Resolves content files into the model: types, defaults, references to speakers and venues, consistency checks.
//!
//! Pure: takes the files that `content` has read. It must never know which pages the site has, how Markdown becomes
//! HTML, or the theme, whose texts are added to the forms later.

mod advice;
mod alias;
mod document;
mod join_link;
mod limits;
mod listing;
mod members;
mod names;
mod outcomes;
mod page;
mod part;
mod places;
mod published;
mod quantity;
mod questionnaire;
mod questions;
mod registration;
mod scheduled_mail;
mod session;
pub mod shapes;
mod speaker;
mod special_category;
mod topic;
mod translation;
mod venue;
mod workshop;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use content::config::{Config, Permalinks, QuestionnairePrivacy};
use content::load::Sources;
use diagnostics::{Diagnostics, Rest, SourceFile};
use jiff::tz::TimeZone;
use markdown::Typography;
use model::membership::Members;
use model::programme::Programme;
use model::slug::Slug;
use rayon::prelude::*;
use view::site::RetentionView;

pub use self::advice::advice;
pub use self::alias::{Alias, Aliases};
pub use self::document::SourceText;
use self::document::{Document, Texts, describe_document, prose, read_document};
pub use self::join_link::{check_join_links, places_of_join_link};
pub use self::listing::{Listings, Topic};
pub use self::members::check_members;
pub use self::page::PlainPage;
pub use self::places::{
    OfferPlaces, SessionPlaces, ShortText, ShortTextKind, SpecialQuestion, WorkshopPlaces,
};
use self::scheduled_mail::MailTerms;
pub use self::speaker::Portrait;
use self::speaker::ReadSpeaker;
use self::translation::Untranslated;
pub use self::translation::{SessionText, translate};
use self::venue::Venues;
use self::workshop::ResolvedWorkshop;

/// The resolved content.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Workshops, speakers and venues.
    pub programme: Programme,
    /// The introduction of the home page.
    pub home: PlainPage,
    /// Plain pages by slug.
    pub pages: BTreeMap<Slug, PlainPage>,
    /// Portraits by speaker.
    pub portraits: BTreeMap<Slug, Portrait>,
    /// Former names and addresses, by page.
    pub aliases: BTreeMap<TextKey, Aliases>,
    /// Workshops whose front matter sets whether they have a table of contents.
    pub tocs: BTreeMap<Slug, bool>,
    /// The Markdown texts.
    pub texts: BTreeMap<TextKey, SourceText>,
    /// Where the facts and the short texts of each workshop are written.
    pub places: BTreeMap<Slug, WorkshopPlaces>,
    /// Workshops that may lack something here because of a reported problem. References to them are not reported.
    incomplete: BTreeSet<Slug>,
    /// Whether the same is true of venues.
    venues_are_incomplete: bool,
    /// The identifiers of the scheduled mails of workshops that have none of their own.
    mails: Vec<Slug>,
    /// The members, which no page shows.
    pub members: Members,
    /// In a further language: the texts that are not translated into it.
    untranslated: Option<Untranslated>,
}

/// Identifies a Markdown text.
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
    /// A session of a workshop, by its chronological index, from 0.
    Session(Slug, usize),
    /// The outcomes of a workshop.
    Outcomes(Slug),
}

/// The data that every file of a workshop may refer to.
struct Context<'a> {
    unreadable: &'a BTreeSet<String>,
    speakers: &'a BTreeMap<Slug, Arc<SourceFile>>,
    venues: &'a Venues,
    time_zone: &'a TimeZone,
    retention: RetentionView,
    /// `None` if `site.yaml` does not state the purpose of questionnaires.
    questionnaires: Option<&'a QuestionnairePrivacy>,
    /// Whether `site.yaml` states everything that it is meant to. Otherwise that was reported.
    privacy_is_complete: bool,
    permalinks: &'a Permalinks,
    typography: Typography,
    /// The mails of workshops that have no mails of their own.
    mails: &'a [MailTerms],
}

/// Most workshops or pages that a thread takes at once, so that none has many left when the others have finished.
pub const MOST_AT_ONCE: usize = 16;

/// Resolves all content files.
pub fn resolve(sources: &Sources, config: &Config, diagnostics: &mut Diagnostics) -> Content {
    let typography = Typography::of_language(&config.language.value);
    let (mut texts, mut content) = (Texts::default(), Content::default());
    let home = page::home(sources, typography, diagnostics);
    content.home = home.and_then(|page| document::keep(&mut texts, TextKey::Home, page)).unwrap_or_default();
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
    let mails = scheduled_mail::of_site(sources.messages.as_ref(), typography, diagnostics);
    let context = Context {
        unreadable: &sources.unreadable,
        speakers: &sources.speakers,
        venues: &venues,
        time_zone: &config.time_zone,
        retention: config.privacy.retention,
        questionnaires: config.privacy.questionnaires.as_ref(),
        privacy_is_complete: config.privacy.is_complete,
        permalinks: &config.permalinks,
        typography,
        mails: &mails,
    };
    let mut topics = Vec::new();
    for (slug, (resolved, problems)) in sources.workshops.keys().zip(workshops(sources, &context)) {
        let (resolved, of_workshop) = resolved;
        if !problems.is_empty() || resolved.is_none() {
            content.incomplete.insert(slug.clone());
        }
        diagnostics.append(problems);
        texts.extend(of_workshop);
        if let Some(ResolvedWorkshop { workshop, toc, topics: named, aliases, places }) = resolved {
            content.places.insert(slug.clone(), places);
            content.aliases.insert(TextKey::Workshop(slug.clone()), aliases);
            content.tocs.extend(toc.map(|toc| (workshop.slug.clone(), toc)));
            topics.push(named);
            content.programme.workshops.insert(workshop.slug.clone(), workshop);
        }
    }
    topic::check(&topics, diagnostics);
    (content.venues_are_incomplete, content.programme.venues) = (venues.are_incomplete(), venues.venues);
    content.mails = mails.iter().map(|mail| mail.id().clone()).collect();
    content.members = members::members(sources, diagnostics);
    Content { texts, ..content }.compact()
}

/// A value read from a file, with the file's name.
type Named<'a, T> = (&'a Slug, &'a Arc<SourceFile>, T);

/// Resolves each workshop, and returns it with its texts and problems.
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
    workshops.par_iter().with_max_len(MOST_AT_ONCE).map(resolve).collect()
}

/// Whether a file may set values that are the same in every language; translations may not.
#[derive(Clone, Copy)]
enum Facts<'a> {
    /// The file may, with times in this zone.
    Own(&'a TimeZone),
    /// The file has none, or translates a file that sets them.
    None,
}

impl Content {
    /// Returns the content without workshops, and without texts that no page shows, because these are checked only
    /// once.
    fn without_workshops(&self) -> Content {
        // Without `..`, so that a new field needs a decision here.
        let Content {
            programme: Programme { workshops: _, speakers, venues },
            home,
            pages,
            portraits,
            aliases,
            tocs,
            texts,
            places: _,
            incomplete,
            venues_are_incomplete,
            mails,
            members: _,
            untranslated,
        } = self;
        let shown = texts.iter().filter(|(_, text)| text.can_be_shown);
        Content {
            programme: Programme {
                workshops: BTreeMap::new(),
                speakers: speakers.clone(),
                venues: venues.clone(),
            },
            home: home.clone(),
            pages: pages.clone(),
            portraits: portraits.clone(),
            aliases: aliases.clone(),
            tocs: tocs.clone(),
            places: BTreeMap::new(),
            texts: shown.map(|(key, text)| (key.clone(), text.clone())).collect(),
            incomplete: incomplete.clone(),
            venues_are_incomplete: *venues_are_incomplete,
            mails: mails.clone(),
            members: Members::default(),
            untranslated: untranslated.clone(),
        }
    }

    /// Frees the places of facts and short texts, which only warnings about these need.
    pub fn free_places(&mut self) {
        self.places.values_mut().for_each(WorkshopPlaces::free);
    }

    /// Returns the same content. Maps that are made of everything at once take less memory than those that grew in the order of
    /// their keys.
    fn compact(mut self) -> Content {
        self.programme.workshops = self.programme.workshops.into_iter().collect();
        self.aliases = self.aliases.into_iter().collect();
        self.places = self.places.into_iter().collect();
        self.texts = self.texts.into_iter().collect();
        self
    }

    /// Returns whether all facts of a workshop and its venues are known, because none of their files has a problem.
    pub fn is_complete(&self, workshop: &Slug) -> bool {
        !self.venues_are_incomplete && !self.incomplete.contains(workshop)
    }

    /// Returns the Markdown of a key; empty if there is no such text.
    pub fn text(&self, key: &TextKey) -> Rest {
        self.texts.get(key).map(SourceText::markdown).unwrap_or_default()
    }
}
