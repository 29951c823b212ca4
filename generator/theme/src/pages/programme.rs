//! The views of lists of workshops (topics, archive by year, calendar) and of outcomes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use view::repeated::Repeated;

use super::WorkshopCardView;

/// A topic with a link to its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicLinkView {
    /// Its name, in a word or two.
    pub name: String,
    /// The path of its page.
    pub path: String,
    /// How many workshops are about it.
    pub workshops: usize,
}

/// The page that lists the topics. Template `topics.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopicsView {
    /// The topics, sorted by name; at least one.
    pub topics: Vec<TopicLinkView>,
}

/// A topic's page. Template `topic.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopicView {
    /// Its name.
    pub name: String,
    /// The path of the page that lists the topics.
    pub topics_path: String,
    /// Its upcoming and ongoing workshops, soonest first.
    pub upcoming: Vec<Repeated<WorkshopCardView>>,
    /// Its past workshops, latest first.
    pub past: Vec<Repeated<WorkshopCardView>>,
}

/// A year of the archive with a link to its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearLinkView {
    /// The year.
    pub year: i16,
    /// The path of its page.
    pub path: String,
    /// How many workshops it lists.
    pub workshops: usize,
}

/// The page that lists the years of past workshops. Template `archive.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArchiveView {
    /// The years, latest first; at least one.
    pub years: Vec<YearLinkView>,
}

/// A year's page. Template `archive-year.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearView {
    /// The year.
    pub year: i16,
    /// The path of the page that lists the years.
    pub archive_path: String,
    /// The past workshops that began in it, latest first.
    pub workshops: Vec<Repeated<WorkshopCardView>>,
    /// The previous year with workshops.
    pub earlier: Option<YearLinkView>,
    /// The next year with workshops.
    pub later: Option<YearLinkView>,
}

/// The calendar of the whole programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeCalendarView {
    /// The path of its file.
    pub path: String,
    /// The address that calendars subscribe to: the same with the scheme `webcal`.
    pub subscription: String,
}

/// The outcomes of a workshop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutcomesView {
    /// The `id` of its heading.
    pub id: String,
    /// The language of its texts, if that is not the language of the page.
    pub language: Option<String>,
    /// The day of publication, if the file states it.
    pub published: Option<Date>,
    /// The text, as HTML; its headings start at level 3.
    pub body: String,
}
