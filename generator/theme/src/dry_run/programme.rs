//! The pages that list workshops, which a site without topics or past workshops does not have yet.

use jiff::Timestamp;
use jiff::civil::date;
use view::registration::OfferView;
use view::renderer::{RenderError, Renderer};
use view::repeated::Repeated;
use view::site::UnpublishedView;

use super::{ANY, failure};
use crate::pages::{
    ArchiveView, DayView, NotFoundView, TopicLinkView, TopicView, TopicsView, WorkshopCardView, YearLinkView,
    YearView,
};

pub(super) fn render(offer: &OfferView, renderer: &Renderer) -> Option<RenderError> {
    let cards = || cards(offer);
    let topics = TopicsView { topics: vec![topic()] };
    let full = |path: Option<String>| NotFoundView {
        upcoming: cards(),
        archive_path: path.clone(),
        topics: vec![topic()],
        topics_path: path,
    };
    let topic_page =
        |upcoming, past| TopicView { name: ANY.to_owned(), topics_path: "/a/".to_owned(), upcoming, past };
    let topic_pages = [topic_page(cards(), Vec::new()), topic_page(Vec::new(), cards())];
    let archive = ArchiveView { years: vec![year()] };
    let year_page = |beside: Option<YearLinkView>| YearView {
        year: 2027,
        archive_path: "/a/".to_owned(),
        workshops: cards(),
        earlier: beside.clone(),
        later: beside,
    };
    failure("topics.html", &[topics], renderer)
        .or_else(|| failure("topic.html", &topic_pages, renderer))
        .or_else(|| failure("archive.html", &[archive], renderer))
        .or_else(|| failure("archive-year.html", &[year_page(None), year_page(Some(year()))], renderer))
        .or_else(|| failure("404.html", &[full(None), full(Some("/a/".to_owned()))], renderer))
}

fn topic() -> TopicLinkView {
    TopicLinkView { name: ANY.to_owned(), path: "/a/b/".to_owned(), workshops: 1 }
}

fn year() -> YearLinkView {
    YearLinkView { year: 2027, path: "/a/2027/".to_owned(), workshops: 2 }
}

/// Returns a workshop with all optional values, and one without any.
fn cards(offer: &OfferView) -> Vec<Repeated<WorkshopCardView>> {
    let any = || Some(ANY.to_owned());
    let brief = WorkshopCardView {
        title: ANY.to_owned(),
        language: None,
        subtitle: None,
        path: "/a/".to_owned(),
        programme: None,
        ordinal: None,
        summary: ANY.to_owned(),
        topics: Vec::new(),
        example: false,
        unpublished: None,
        cancelled: true,
        news: Vec::new(),
        phase: "upcoming".into(),
        days: vec![DayView { date: date(2027, 9, 14), status: "scheduled".into() }],
        cities: Vec::new(),
        offer: None,
        outcomes_path: None,
    };
    let full = WorkshopCardView {
        unpublished: Some(UnpublishedView { draft: false, from: Some(Timestamp::UNIX_EPOCH) }),
        language: Some("fr".to_owned()),
        subtitle: any(),
        programme: any(),
        ordinal: any(),
        topics: vec![topic().into()],
        example: true,
        cancelled: false,
        news: vec![
            "session_cancelled".into(),
            "session_postponed".into(),
            "postponed".into(),
            "date".into(),
            "hours".into(),
            "online".into(),
            "attendance".into(),
            "venue".into(),
        ],
        phase: "past".into(),
        days: vec![
            DayView { date: date(2027, 9, 14), status: "postponed".into() },
            DayView { date: date(2028, 1, 18), status: "cancelled".into() },
        ],
        cities: vec![ANY.to_owned()],
        offer: Some(offer.clone()),
        outcomes_path: any(),
        ..brief.clone()
    };
    vec![full.into(), brief.into()]
}
