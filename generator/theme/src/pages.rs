//! What the templates of static pages see as `page`: with `view`'s own structs, the contract with theme authors.
//!
//! Theme authors read the doc comments in `themes/README.md`, which a test writes from them
//! (`tests/suite/theme_reference.rs`).

mod session;
mod speaker;

use jiff::civil::Date;
use serde::Serialize;
use view::questionnaire::QuestionnaireSummaryView;
use view::registration::OfferView;
use view::site::{LinkView, UnpublishedView};

mod programme;

pub use self::programme::{
    ArchiveView, OutcomesView, ProgrammeCalendarView, TopicLinkView, TopicView, TopicsView, YearLinkView,
    YearView,
};

pub use self::session::{PreviousView, SessionView, VenueView};
pub use self::speaker::{PortraitView, SpeakerCardView};

/// The home page. Template `index.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HomeView {
    /// The introduction, as HTML; empty where `content/index.md` has no text.
    pub body: String,
    /// Workshops that are not over, the soonest first.
    pub upcoming: Vec<WorkshopCardView>,
    /// The latest workshops that are over, at most six, the latest first.
    pub past: Vec<WorkshopCardView>,
    /// The path of the page that lists all of them by year; `None` where none is over.
    pub archive_path: Option<String>,
    /// The topics in the order of their names.
    pub topics: Vec<TopicLinkView>,
    /// The path of the page that lists the topics; `None` where there are none.
    pub topics_path: Option<String>,
    /// The calendar of the programme, to subscribe to; `None` where there is nothing in it.
    pub calendar: Option<ProgrammeCalendarView>,
    /// The site and its publisher as search engines read them: JSON-LD, as in [`WorkshopView::structured_data`].
    pub structured_data: String,
}

/// A workshop in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkshopCardView {
    /// Its title.
    pub title: String,
    /// The language of its texts, where that is not the language of the page.
    pub language: Option<String>,
    /// A second line to the title.
    pub subtitle: Option<String>,
    /// The path of its page.
    pub path: String,
    /// The series that it belongs to.
    pub programme: Option<String>,
    /// Its place in the series.
    pub edition: Option<String>,
    /// One or two sentences.
    pub summary: String,
    /// What it is about, in a word or two each.
    pub topics: Vec<TopicLinkView>,
    /// Whether it is an example that is not really offered.
    pub example: bool,
    /// Why it is not published yet, in a build with drafts; `None` in any other build.
    pub unpublished: Option<UnpublishedView>,
    /// Whether all of it is cancelled.
    pub cancelled: bool,
    /// What is not as first announced, the gravest first: `session_cancelled`, `postponed` or `session_postponed`, then
    /// the keys of [`SessionView::changes`]. Empty where all of it is cancelled.
    pub news: Vec<&'static str>,
    /// `upcoming`, `ongoing` or `past`.
    pub phase: &'static str,
    /// The days of its sessions, in order, each once.
    pub days: Vec<DayView>,
    /// The cities of its sessions, each once.
    pub cities: Vec<String>,
    /// How one registers; `None` where there is nothing to register for. Its fees are named in the site's own language
    /// where the workshop does not name them in the page's.
    pub offer: Option<OfferView>,
    /// The path of what came out of it, on its page; `None` where nothing is shown yet.
    pub outcomes_path: Option<String>,
}

/// A day of a workshop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayView {
    /// The day.
    pub date: Date,
    /// `scheduled` where a session takes place then, else `postponed` or `cancelled`.
    pub status: &'static str,
}

/// A workshop's page. Template `workshop.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkshopView {
    /// Its identifier.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// A second line to the title.
    pub subtitle: Option<String>,
    /// The series that it belongs to.
    pub programme: Option<String>,
    /// Its place in the series.
    pub edition: Option<String>,
    /// One or two sentences.
    pub summary: String,
    /// For whom it is.
    pub audience: Option<String>,
    /// What it is about, in a word or two each.
    pub topics: Vec<TopicLinkView>,
    /// Whether it is an example that is not really offered.
    pub example: bool,
    /// Whether all of it is cancelled.
    pub cancelled: bool,
    /// What is not as first announced, the gravest first: `session_cancelled`, `postponed` or `session_postponed`, then
    /// the keys of [`SessionView::changes`]. Empty where all of it is cancelled.
    pub news: Vec<&'static str>,
    /// `upcoming`, `ongoing` or `past`.
    pub phase: &'static str,
    /// The description, as HTML; its headings start at level 3.
    pub body: String,
    /// The headings of the description, where it is long: links to parts of this page.
    pub contents: Vec<LinkView>,
    /// Its sessions in the order of time.
    pub sessions: Vec<SessionView>,
    /// The speakers of all sessions, each once.
    pub speakers: Vec<SpeakerCardView>,
    /// How to register; `None` where there is nothing to register for.
    pub offer: Option<OfferView>,
    /// The language of the names of fees, where that is not the language of the page.
    pub fee_language: Option<String>,
    /// The path of its registration page; `None` where there is nothing to register for.
    pub registration_path: Option<String>,
    /// The questionnaire that one can fill in, and how long; `None` where there is none that is open.
    pub questionnaire: Option<QuestionnaireSummaryView>,
    /// The language of the questionnaire, where that is not the language of the page.
    pub questionnaire_language: Option<String>,
    /// What came out of it; `None` where nothing is shown yet.
    pub outcomes: Option<OutcomesView>,
    /// The path of the file that adds its sessions to a calendar.
    pub calendar_path: String,
    /// The workshop as search engines read it: JSON-LD, to stand in a `script` element of the type
    /// `application/ld+json`; `None` for an example.
    pub structured_data: Option<String>,
}

/// A speaker's page. Template `speaker.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeakerView {
    /// The speaker.
    pub speaker: SpeakerCardView,
    /// Addresses of pages about them.
    pub links: Vec<LinkView>,
    /// The biography, as HTML; its headings start at level 2.
    pub body: String,
    /// The sessions at which they speak, the latest first.
    pub sessions: Vec<SpeakerSessionView>,
    /// The speaker as search engines read them: JSON-LD, as in [`WorkshopView::structured_data`].
    pub structured_data: String,
}

/// A session in its speaker's page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeakerSessionView {
    /// The session's title.
    pub title: String,
    /// The language of the title, where that is not the language of the page.
    pub title_language: Option<String>,
    /// The day.
    pub date: Date,
    /// The workshop's title.
    pub workshop: String,
    /// The language of that title, where it is not the language of the page.
    pub workshop_language: Option<String>,
    /// The address of the session in the workshop's page.
    pub path: String,
}

/// A plain page, such as the legal notice. Template `page.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlainPageView {
    /// Its title.
    pub title: String,
    /// Its text, as HTML; its headings start at level 2.
    pub body: String,
    /// Its headings, where it is long: links to parts of this page.
    pub contents: Vec<LinkView>,
}

/// The picture that other sites show with a link; there is none in a theme without its template. Template
/// `open-graph.svg`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenGraphView {
    /// The width of the picture in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The workshop that it is about; `None` in that of all other pages.
    pub workshop: Option<WorkshopPictureView>,
}

/// A workshop in its picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkshopPictureView {
    /// Its title.
    pub title: String,
    /// A second line to the title.
    pub subtitle: Option<String>,
    /// The series that it belongs to.
    pub programme: Option<String>,
    /// Its place in the series.
    pub edition: Option<String>,
    /// Whether it is an example that is not really offered.
    pub example: bool,
    /// The days of its sessions, in order, each once.
    pub days: Vec<Date>,
    /// The cities of its sessions, each once.
    pub cities: Vec<String>,
    /// `in-person`, `online` or `hybrid`, each once.
    pub attendances: Vec<&'static str>,
}

/// The page that searches the site; needed where `permalinks` of the site has `search`. Template `search.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchView {
    /// The path of the index, which `search.js` reads once somebody searches.
    pub index_path: String,
    /// All workshops, the latest first.
    pub workshops: Vec<WorkshopCardView>,
    /// All speakers by name.
    pub speakers: Vec<SpeakerCardView>,
    /// All other pages.
    pub pages: Vec<LinkView>,
}

/// The page for addresses that lead nowhere. Template `404.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NotFoundView {
    /// Workshops that are not over, the soonest first.
    pub upcoming: Vec<WorkshopCardView>,
    /// The path of the page that lists the workshops that are over; `None` where none is.
    pub archive_path: Option<String>,
    /// The topics in the order of their names.
    pub topics: Vec<TopicLinkView>,
    /// The path of the page that lists the topics; `None` where there are none.
    pub topics_path: Option<String>,
}
