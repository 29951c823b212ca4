//! `Visit`: a visit to the preview of a site in a browser.

use preview::Preview;

use super::{Browser, Scripts};
use crate::project::SiteCopy;

/// The preview of a site and a browser.
pub struct Visit {
    /// The browser, with the preview as its origin.
    pub browser: Browser,
    preview: Preview,
    _site: SiteCopy,
}

impl Visit {
    /// Starts the preview of a site, and a browser with an empty page.
    pub async fn start(site: SiteCopy, scripts: Scripts) -> Visit {
        let preview = preview::start(site.preview(), |_| ()).await.expect("the preview starts");
        let browser = Browser::start(&format!("http://{}", preview.address()), scripts).await;
        Visit { browser, preview, _site: site }
    }

    /// Asserts that the page has this status and contains all these texts; returns its text.
    pub async fn expect(&self, status: u16, phrases: &[&str]) -> String {
        assert_eq!(self.browser.status().await, status);
        let text = spaced(&self.browser.text().await);
        for phrase in phrases {
            assert!(text.contains(phrase), "{phrase} in {text}");
        }
        text
    }

    /// Asserts that the browser reported no problem since the start or the last call.
    pub async fn expect_no_complaint(&mut self) {
        assert_eq!(self.browser.complaints().await, Vec::<String>::new());
    }

    /// Ends the browser and the preview.
    pub async fn stop(self) {
        self.browser.stop().await;
        self.preview.stop().await;
    }
}

/// Returns a text with ordinary spaces in place of no-break spaces.
pub fn spaced(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}
