//! `Frame`: a page without its texts, to be kept.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use theme::pages::{HomeView, PlainPageView, SearchView, SpeakerView, WorkshopView};
use theme::{Page, View};
use view::site::{HeadView, PageLanguageView};

/// A page without its texts: borrowed to be written, owned when it was read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Frame<'a> {
    output: Cow<'a, str>,
    template: Cow<'a, str>,
    head: Cow<'a, HeadView>,
    view: FrameView<'a>,
    languages: Cow<'a, [PageLanguageView]>,
}

#[derive(Debug, Serialize, Deserialize)]
enum FrameView<'a> {
    Home(Cow<'a, HomeView>),
    Workshop(Cow<'a, Box<WorkshopView>>),
    Speaker(Cow<'a, SpeakerView>),
    Plain(Cow<'a, PlainPageView>),
    Search(Cow<'a, SearchView>),
}

impl<'a> Frame<'a> {
    /// Returns what is kept of a page; `None` if an edit of a text cannot change it.
    pub(super) fn of(page: &'a Page) -> Option<Frame<'a>> {
        let Page { output, template, head, view, languages } = page;
        let view = match view {
            View::Home(view) => FrameView::Home(Cow::Borrowed(view)),
            View::Workshop(view) => FrameView::Workshop(Cow::Borrowed(view)),
            View::Speaker(view) => FrameView::Speaker(Cow::Borrowed(view)),
            View::Plain(view) => FrameView::Plain(Cow::Borrowed(view)),
            View::Search(view) => FrameView::Search(Cow::Borrowed(view)),
            View::Registration(_)
            | View::Questionnaire(_)
            | View::Find(_)
            | View::Topics(_)
            | View::Topic(_)
            | View::Archive(_)
            | View::Year(_)
            | View::NotFound(_) => return None,
        };
        let (head, languages) = (Cow::Borrowed(head), Cow::Borrowed(&**languages));
        Some(Frame { output: output.into(), template: Cow::Borrowed(template), head, view, languages })
    }

    /// Returns the page.
    pub(crate) fn into_page(self) -> Page {
        let Frame { output, template, head, view, languages } = self;
        let view = match view {
            FrameView::Home(view) => View::Home(view.into_owned()),
            FrameView::Workshop(view) => View::Workshop(view.into_owned()),
            FrameView::Speaker(view) => View::Speaker(view.into_owned()),
            FrameView::Plain(view) => View::Plain(view.into_owned()),
            FrameView::Search(view) => View::Search(view.into_owned()),
        };
        Page {
            output: output.into_owned(),
            template: template.into_owned().into(),
            head: head.into_owned(),
            view,
            languages: languages.into_owned().into(),
        }
    }
}
