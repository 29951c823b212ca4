//! `Frame`: a page without its texts, to be kept.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use theme::pages::{HomeView, PlainPageView, SearchView, SpeakerView, WorkshopView};
use theme::{Page, View};
use view::site::{HeadView, PageLanguageView};

/// A page without its texts.
#[derive(Debug, Deserialize)]
pub(crate) struct Frame {
    output: String,
    template: Cow<'static, str>,
    head: HeadView,
    view: FrameView,
    languages: Vec<PageLanguageView>,
}

#[derive(Debug, Deserialize)]
enum FrameView {
    Home(HomeView),
    Workshop(Box<WorkshopView>),
    Speaker(SpeakerView),
    Plain(PlainPageView),
    Search(SearchView),
}

/// The same, borrowed.
#[derive(Serialize)]
pub(super) struct FrameOf<'a> {
    output: &'a str,
    template: &'a str,
    head: &'a HeadView,
    view: FrameViewOf<'a>,
    languages: &'a [PageLanguageView],
}

#[derive(Serialize)]
enum FrameViewOf<'a> {
    Home(&'a HomeView),
    Workshop(&'a WorkshopView),
    Speaker(&'a SpeakerView),
    Plain(&'a PlainPageView),
    Search(&'a SearchView),
}

impl<'a> FrameOf<'a> {
    /// Returns what is kept of a page; `None` if an edit of a text cannot change it.
    pub(super) fn page(page: &'a Page) -> Option<FrameOf<'a>> {
        let Page { output, template, head, view, languages } = page;
        let view = match view {
            View::Home(view) => FrameViewOf::Home(view),
            View::Workshop(view) => FrameViewOf::Workshop(view),
            View::Speaker(view) => FrameViewOf::Speaker(view),
            View::Plain(view) => FrameViewOf::Plain(view),
            View::Search(view) => FrameViewOf::Search(view),
            View::Registration(_)
            | View::Questionnaire(_)
            | View::Find(_)
            | View::Topics(_)
            | View::Topic(_)
            | View::Archive(_)
            | View::Year(_)
            | View::NotFound(_) => return None,
        };
        Some(FrameOf { output, template, head, view, languages })
    }
}

impl Frame {
    /// Returns the page.
    pub(crate) fn into_page(self) -> Page {
        let Frame { output, template, head, view, languages } = self;
        let view = match view {
            FrameView::Home(view) => View::Home(view),
            FrameView::Workshop(view) => View::Workshop(view),
            FrameView::Speaker(view) => View::Speaker(view),
            FrameView::Plain(view) => View::Plain(view),
            FrameView::Search(view) => View::Search(view),
        };
        Page { output, template, head, view, languages }
    }
}
