//! `Page`: a page of the static site, ready to be rendered.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;
use view::find::FindView;
use view::questionnaire::QuestionnaireView;
use view::registration::RegistrationFormView;
use view::site::{HeadView, PageLanguageView};

use crate::pages::{
    ArchiveView, HomeView, NotFoundView, PlainPageView, SearchView, SpeakerView, TopicView, TopicsView,
    WorkshopView, YearView,
};

/// A page that is ready to be rendered.
#[derive(Debug)]
pub struct Page {
    /// The path below `dist/site`.
    pub output: String,
    /// The template of the page.
    pub template: Cow<'static, str>,
    /// The data of its `head` element.
    pub head: HeadView,
    /// The variable `page` of the template.
    pub view: View,
    /// The languages in which the page exists, the site's own first; empty if there is only one.
    pub languages: Arc<[PageLanguageView]>,
}

/// The view of a page, by kind of page.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum View {
    /// The home page.
    Home(HomeView),
    /// A workshop.
    Workshop(Box<WorkshopView>),
    /// The registration form of a workshop.
    Registration(RegistrationFormView),
    /// A questionnaire of a workshop.
    Questionnaire(QuestionnaireView),
    /// The page that finds registrations.
    Find(FindView),
    /// A speaker.
    Speaker(SpeakerView),
    /// A plain page.
    Plain(PlainPageView),
    /// The list of topics.
    Topics(TopicsView),
    /// The workshops on a topic.
    Topic(TopicView),
    /// The list of years.
    Archive(ArchiveView),
    /// The workshops that began in a year.
    Year(YearView),
    /// The page for addresses that do not exist.
    NotFound(NotFoundView),
    /// The page that searches the site.
    Search(SearchView),
}
