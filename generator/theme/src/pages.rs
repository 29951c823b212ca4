//! The variable `page` in the templates of static pages. Together with the structs of `view`, it is the contract with
//! theme authors.
//!
//! Theme authors read these doc comments in `themes/README.md`, which a test generates from them
//! (`tests/suite/theme_reference.rs`).

mod session;
mod speaker;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use view::questionnaire::QuestionnaireSummaryView;
use view::registration::OfferView;
use view::repeated::Repeated;
use view::site::{Key, LinkView, UnpublishedView};

mod programme;

pub use self::programme::{
    ArchiveView, OutcomesView, ProgrammeCalendarView, TopicLinkView, TopicView, TopicsView, YearLinkView,
    YearView,
};

pub use self::session::{PreviousView, SessionView, VenueView};
pub use self::speaker::{PortraitView, SpeakerCardView};

/// The home page. Template `index.html`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HomeView {
    /// The introduction, as HTML; empty if `content/index.md` has no text.
    pub body: String,
    /// Upcoming and ongoing workshops, soonest first.
    pub upcoming: Vec<Repeated<WorkshopCardView>>,
    /// The latest past workshops, at most six, latest first.
    pub past: Vec<Repeated<WorkshopCardView>>,
    /// The path of the page that lists past workshops by year; `None` if there are none.
    pub archive_path: Option<String>,
    /// The topics, sorted by name.
    pub topics: Vec<TopicLinkView>,
    /// The path of the page that lists the topics; `None` if there are none.
    pub topics_path: Option<String>,
    /// The calendar of the programme, to subscribe to; `None` if it would be empty.
    pub calendar: Option<ProgrammeCalendarView>,
    /// The site and its publisher for search engines: JSON-LD, as in [`WorkshopView::structured_data`].
    pub structured_data: String,
}

/// A workshop in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkshopCardView {
    /// Its title.
    pub title: String,
    /// The language of its texts and of its own page, if that is not the language of the page.
    pub language: Option<String>,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The path of its page.
    pub path: String,
    /// The series that it belongs to.
    pub programme: Option<String>,
    /// Its place in the series.
    pub ordinal: Option<String>,
    /// One or two sentences.
    pub summary: String,
    /// The topics, in a word or two each.
    pub topics: Vec<Repeated<TopicLinkView>>,
    /// Whether it is an example that is not actually offered.
    pub example: bool,
    /// Why it is not published yet, in a build with drafts; `None` in any other build.
    pub unpublished: Option<UnpublishedView>,
    /// Whether all of it is cancelled.
    pub cancelled: bool,
    /// Changes since the first announcement, most serious first: `session_cancelled`, `postponed` or
    /// `session_postponed`, then the keys of [`SessionView::changes`]. Empty if all of it is cancelled.
    pub news: Vec<Key>,
    /// `upcoming`, `ongoing` or `past`.
    pub phase: Key,
    /// The days of its sessions, in order, each once.
    pub days: Vec<DayView>,
    /// The cities of its sessions, each once.
    pub cities: Vec<String>,
    /// The offer; `None` if there is no registration. Fees without a translation are named in the site's own
    /// language.
    pub offer: Option<OfferView>,
    /// The path of the outcomes on its page; `None` if they are not shown yet.
    pub outcomes_path: Option<String>,
}

/// A day of a workshop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayView {
    /// The day.
    pub date: Date,
    /// `scheduled` if a session takes place on it, otherwise `postponed` or `cancelled`.
    pub status: Key,
}

/// A workshop's page. Template `workshop.html`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkshopView {
    /// Its identifier.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The series that it belongs to.
    pub programme: Option<String>,
    /// Its place in the series.
    pub ordinal: Option<String>,
    /// One or two sentences.
    pub summary: String,
    /// The intended audience.
    pub audience: Option<String>,
    /// The topics, in a word or two each.
    pub topics: Vec<TopicLinkView>,
    /// Whether it is an example that is not actually offered.
    pub example: bool,
    /// Whether all of it is cancelled.
    pub cancelled: bool,
    /// Changes since the first announcement, most serious first: `session_cancelled`, `postponed` or
    /// `session_postponed`, then the keys of [`SessionView::changes`]. Empty if all of it is cancelled.
    pub news: Vec<Key>,
    /// `upcoming`, `ongoing` or `past`.
    pub phase: Key,
    /// The description, as HTML; its headings start at level 3.
    pub body: String,
    /// The headings of the description, if it is long: links to parts of this page.
    pub contents: Vec<LinkView>,
    /// Its sessions in chronological order.
    pub sessions: Vec<SessionView>,
    /// The speakers of all sessions, each once.
    pub speakers: Vec<SpeakerCardView>,
    /// The offer; `None` if there is no registration.
    pub offer: Option<OfferView>,
    /// The language of the names of fees, if that is not the language of the page.
    pub fee_language: Option<String>,
    /// The path of its registration page; `None` if there is no registration.
    pub registration_path: Option<String>,
    /// The open questionnaire and its closing time; `None` if none is open.
    pub questionnaire: Option<QuestionnaireSummaryView>,
    /// The language of the questionnaire and of its own page, if that is not the language of the page.
    pub questionnaire_language: Option<String>,
    /// The outcomes; `None` if they are not shown yet.
    pub outcomes: Option<OutcomesView>,
    /// The path of the file that adds its sessions to a calendar.
    pub calendar_path: String,
    /// The workshop for search engines: JSON-LD for a `script` element of the type `application/ld+json`; `None`
    /// for an example.
    pub structured_data: Option<String>,
}

/// A speaker's page. Template `speaker.html`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpeakerView {
    /// The speaker.
    pub speaker: SpeakerCardView,
    /// Links to pages about them.
    pub links: Vec<LinkView>,
    /// The biography, as HTML; its headings start at level 2.
    pub body: String,
    /// Their sessions, latest first.
    pub sessions: Vec<SpeakerSessionView>,
    /// The speaker for search engines: JSON-LD, as in [`WorkshopView::structured_data`].
    pub structured_data: String,
}

/// A session on a speaker's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpeakerSessionView {
    /// The session's title.
    pub title: String,
    /// The language of the title, if that is not the language of the page.
    pub title_language: Option<String>,
    /// The day.
    pub date: Date,
    /// The workshop's title.
    pub workshop: String,
    /// The language of that title and of the workshop's page, if it is not the language of the page.
    pub workshop_language: Option<String>,
    /// The address of the session on the workshop's page.
    pub path: String,
}

/// A plain page, such as the legal notice. Template `page.html`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlainPageView {
    /// Its title.
    pub title: String,
    /// Its text, as HTML; its headings start at level 2.
    pub body: String,
    /// Its headings, if it is long: links to parts of this page.
    pub contents: Vec<LinkView>,
}

/// The picture that other sites show with a link; themes without the template have none. Template `open-graph.svg`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenGraphView {
    /// The width of the picture in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The workshop that it is about; `None` in the picture of all other pages.
    pub workshop: Option<WorkshopPictureView>,
}

/// A workshop in its picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkshopPictureView {
    /// Its title.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The series that it belongs to.
    pub programme: Option<String>,
    /// Its place in the series.
    pub ordinal: Option<String>,
    /// Whether it is an example that is not actually offered.
    pub example: bool,
    /// The days of its sessions, in order, each once.
    pub days: Vec<Date>,
    /// The cities of its sessions, each once.
    pub cities: Vec<String>,
    /// `in-person`, `online` or `hybrid`, each once.
    pub attendances: Vec<&'static str>,
}

/// The page that searches the site; required if `permalinks` of the site has `search`. Template `search.html`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchView {
    /// The path of the index, which `search.js` reads at the first search.
    pub index_path: String,
    /// All workshops, latest first.
    pub workshops: Vec<Repeated<WorkshopCardView>>,
    /// All speakers, sorted by name.
    pub speakers: Vec<SpeakerCardView>,
    /// All other pages.
    pub pages: Vec<LinkView>,
}

/// The page for addresses that do not exist. Template `404.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NotFoundView {
    /// Upcoming and ongoing workshops, soonest first.
    pub upcoming: Vec<Repeated<WorkshopCardView>>,
    /// The path of the page that lists past workshops; `None` if there are none.
    pub archive_path: Option<String>,
    /// The topics, sorted by name.
    pub topics: Vec<TopicLinkView>,
    /// The path of the page that lists the topics; `None` if there are none.
    pub topics_path: Option<String>,
}
