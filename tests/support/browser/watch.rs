//! Console messages and network requests of a page.

use serde_json::{Value, json};

use super::devtools::{Connection, Event};

/// The domains of the protocol whose events are watched.
const DOMAINS: [&str; 4] = ["Network.enable", "Log.enable", "Runtime.enable", "Page.enable"];

/// The watch over one page.
#[derive(Default)]
pub(super) struct Watch {
    /// The addresses of the pages themselves.
    pages: Vec<String>,
}

impl Watch {
    pub(super) async fn start(page: &Connection) -> Watch {
        for domain in DOMAINS {
            page.execute(domain, json!({})).await.expect("a page can be watched");
        }
        Watch::default()
    }

    /// Returns the problems among these events.
    pub(super) fn complaints(&mut self, origin: &str, events: &[Event]) -> Vec<String> {
        let at = |method: &'static str| events.iter().filter(move |event| event.method == method);
        let requests = || at("Network.requestWillBeSent").map(|event| &event.params);
        self.pages.extend(requests().filter(|request| request["type"] == "Document").map(address));
        // Without this check, silence could mean that the driver no longer understands Chromium.
        assert!(!self.pages.is_empty(), "Chromium reported no requests");

        let at_home = format!("{origin}/");
        let elsewhere = requests().map(address).filter(|address| !address.starts_with(&at_home));
        let mut complaints: Vec<String> = elsewhere.map(|address| format!("request to {address}")).collect();
        for entry in at("Log.entryAdded").map(|event| &event.params["entry"]) {
            // Ignore the page's own error status, such as that of a rejected form.
            let url = entry["url"].as_str();
            let is_status = entry["source"] == "network"
                && url.is_some_and(|url| self.pages.iter().any(|page| page == url));
            if is_complaint(&entry["level"]) && !is_status {
                complaints.push(format!("{} ({})", entry["text"], url.unwrap_or("no address")));
            }
        }
        let calls = at("Runtime.consoleAPICalled").filter(|event| is_complaint(&event.params["type"]));
        complaints.extend(calls.map(|call| format!("on the console: {}", call.params["args"])));
        let exceptions = at("Runtime.exceptionThrown");
        complaints.extend(exceptions.map(|event| format!("exception: {}", event.params["exceptionDetails"])));
        complaints
    }
}

fn address(request: &Value) -> String {
    request["request"]["url"].as_str().expect("a request has an address").to_owned()
}

fn is_complaint(level: &Value) -> bool {
    level == "error" || level == "warning"
}
