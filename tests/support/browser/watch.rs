//! Console messages and network requests of a page.

use std::sync::Arc;

use chromiumoxide::Page;
use chromiumoxide::cdp::IntoEventKind;
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel, LogEntrySource};
use chromiumoxide::cdp::browser_protocol::network::{EventRequestWillBeSent, ResourceType};
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown,
};
use chromiumoxide::listeners::EventStream;
use futures_util::{FutureExt, StreamExt};

/// The events since the watch began.
pub(super) struct Watch {
    requests: EventStream<EventRequestWillBeSent>,
    entries: EventStream<EventEntryAdded>,
    calls: EventStream<EventConsoleApiCalled>,
    exceptions: EventStream<EventExceptionThrown>,
    /// The addresses of the pages themselves.
    pages: Vec<String>,
}

impl Watch {
    pub(super) async fn of(page: &Page) -> Watch {
        const LISTENS: &str = "a page can be listened to";
        let watch = Watch {
            requests: page.event_listener().await.expect(LISTENS),
            entries: page.event_listener().await.expect(LISTENS),
            calls: page.event_listener().await.expect(LISTENS),
            exceptions: page.event_listener().await.expect(LISTENS),
            pages: Vec::new(),
        };
        page.enable_log().await.expect(LISTENS);
        page.enable_runtime().await.expect(LISTENS);
        watch
    }

    /// Returns the new problems. Each is returned once.
    pub(super) fn complaints(&mut self, origin: &str) -> Vec<String> {
        let requests = arrived(&mut self.requests);
        let pages = requests.iter().filter(|request| request.r#type == Some(ResourceType::Document));
        self.pages.extend(pages.map(|request| request.request.url.clone()));
        // Without this check, silence could mean that the driver no longer understands Chromium.
        assert!(!self.pages.is_empty(), "Chromium reported no requests");

        let at_home = format!("{origin}/");
        let mut complaints = Vec::new();
        for request in requests.iter().filter(|request| !request.request.url.starts_with(&at_home)) {
            complaints.push(format!("request to {}", request.request.url));
        }
        for entry in arrived(&mut self.entries).iter().map(|event| &event.entry) {
            // Ignore the page's own error status, such as that of a rejected form.
            let is_status = entry.source == LogEntrySource::Network
                && entry.url.as_ref().is_some_and(|url| self.pages.contains(url));
            if matches!(entry.level, LogEntryLevel::Error | LogEntryLevel::Warning) && !is_status {
                complaints.push(format!("{} ({})", entry.text, entry.url.as_deref().unwrap_or("no address")));
            }
        }
        for call in arrived(&mut self.calls) {
            if matches!(call.r#type, ConsoleApiCalledType::Error | ConsoleApiCalledType::Warning) {
                complaints.push(format!("on the console: {:?}", call.args));
            }
        }
        for exception in arrived(&mut self.exceptions) {
            complaints.push(format!("exception: {}", exception.exception_details));
        }
        complaints
    }
}

/// Returns the events that have arrived, without waiting.
fn arrived<T: IntoEventKind + Unpin>(stream: &mut EventStream<T>) -> Vec<Arc<T>> {
    let mut events = Vec::new();
    while let Some(Some(event)) = stream.next().now_or_never() {
        events.push(event);
    }
    events
}
