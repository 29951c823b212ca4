//! News for open pages: a script in each page learns of new builds from a stream of events, and reloads the page or opens
//! the page that is being edited.

use std::convert::Infallible;

use axum::Router;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use serde::Serialize;
use tokio::sync::watch;

/// The path of the stream of events.
pub(crate) const EVENTS_PATH: &str = "/preview/events";
/// The path of the script.
pub(crate) const SCRIPT_PATH: &str = "/preview/news.js";
/// The path of the styles of the panel.
pub(crate) const STYLES_PATH: &str = "/preview/panel.css";

/// Sends news to open pages.
#[derive(Clone, Debug)]
pub(crate) struct News(watch::Sender<Latest>);

/// The latest news.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Latest {
    /// Identifies the build. A page that was served with another one is outdated.
    pub(crate) build: String,
    /// The path of the page that is being edited, if there is one.
    page: Option<String>,
    #[serde(skip)]
    number: u64,
}

impl Latest {
    /// Returns news that no page of an earlier preview at the same address has.
    fn numbered(number: u64, page: Option<String>) -> Latest {
        Latest { build: format!("{}-{number}", std::process::id()), page, number }
    }
}

impl News {
    /// Starts without news.
    pub(crate) fn start() -> News {
        News(watch::Sender::new(Latest::numbered(0, None)))
    }

    /// Announces a new build, and the page that is being edited.
    pub(crate) fn announce(&self, page: Option<String>) {
        self.0.send_modify(|latest| *latest = Latest::numbered(latest.number + 1, page));
    }

    /// Returns the identifier of the current build, for a page that is served now.
    pub(crate) fn build(&self) -> String {
        self.0.borrow().build.clone()
    }

    /// Returns the routes of the stream, the script and the styles.
    pub(crate) fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let news = self.clone();
        let script = || async { file("text/javascript; charset=utf-8", include_str!("pages/news.js")) };
        let styles = || async { file("text/css; charset=utf-8", include_str!("pages/panel.css")) };
        Router::new()
            .route(EVENTS_PATH, get(move || async move { news.events() }))
            .route(SCRIPT_PATH, get(script))
            .route(STYLES_PATH, get(styles))
    }

    /// Returns the stream, which starts with the latest news so that a page that missed them learns of them.
    fn events(&self) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let mut receiver = self.0.subscribe();
        receiver.mark_changed();
        let stream = stream::unfold(receiver, |mut receiver| async {
            receiver.changed().await.ok()?;
            let latest = receiver.borrow_and_update().clone();
            let event = Event::default().event("build").json_data(&latest).ok()?;
            Some((Ok(event), receiver))
        });
        Sse::new(stream).keep_alive(KeepAlive::default())
    }
}

fn file(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response()
}
