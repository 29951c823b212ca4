//! `Browser`: the Chromium of this machine with one page of a site, used by keyboard alone, with scripts or without.
//!
//! Everything that goes in is a key (`Input.dispatchKeyEvent`) or pasted (`Input.insertText`). Expressions are evaluated by the debugger, which works
//! without scripts too, and only to read.
//!
//! ```no_run
//! # async fn test() {
//! use tests::browser::{Browser, Key, Scripts};
//!
//! let Some(mut browser) = Browser::start("http://127.0.0.1:8000", Scripts::Off).await else { return };
//! browser.open("/ateliers/proximite/inscription/").await;
//! browser.fill("given-name", "Claire").await;
//! browser.follow("Envoyer l’inscription").await;
//! assert!(browser.title().await.starts_with("Erreur"));
//! assert!(browser.complaints().await.is_empty());
//! browser.stop().await;
//! # }
//! ```

use std::env;
use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::emulation::{
    SetFocusEmulationEnabledParams, SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::page::{NavigateParams, PrintToPdfParams};
use chromiumoxide::cdp::js_protocol::runtime::EvaluateParams;
use chromiumoxide::{Browser as Chromium, BrowserConfig, Page};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use self::keyboard::FOCUS;
pub use self::keyboard::{Focus, Key};
use self::watch::Watch;

mod keyboard;
mod watch;

/// Set where the absence of Chromium is to fail the tests.
const REQUIRED: &str = "ATELIERS_REQUIRE_CHROMIUM";

/// Longest wait for a page. Far more than it takes, so that only a bug reaches it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks at a page.
const POLL: Duration = Duration::from_millis(10);

/// More presses than there are stops on a page, and more arrows than options.
const MOST_PRESSES: usize = 150;

/// Whether the pages may run scripts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scripts {
    /// As browsers do.
    On,
    /// As for visitors who switched them off, or whose network lost them.
    Off,
}

/// A browser with one page. Its process ends with it.
pub struct Browser {
    chromium: Chromium,
    page: Page,
    origin: String,
    watch: Watch,
    handler: JoinHandle<()>,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser with an empty page and a profile of its own, for the site at this origin. Returns nothing
    /// on a machine without Chromium, and says so.
    pub async fn start(origin: &str, scripts: Scripts) -> Option<Browser> {
        let profile = TempDir::new().expect("there is room for a folder");
        let config = match configuration(&profile) {
            Ok(config) => config,
            Err(reason) => {
                assert!(env::var_os(REQUIRED).is_none(), "{REQUIRED} is set, but: {reason}");
                report_skipped();
                return None;
            }
        };
        let (chromium, mut events) = Chromium::launch(config).await.expect("Chromium starts");
        let handler = tokio::spawn(async move { while events.next().await.is_some() {} });
        let page = chromium.new_page("about:blank").await.expect("a browser opens a page");
        let watch = Watch::of(&page).await;
        let disabled = SetScriptExecutionDisabledParams::new(scripts == Scripts::Off);
        page.execute(disabled).await.expect("scripts can be switched off");
        // A window of a machine without a screen is never the active one, and its fields would not get the focus.
        page.execute(SetFocusEmulationEnabledParams::new(true)).await.expect("the window can be active");
        Some(Browser { chromium, page, origin: origin.to_owned(), watch, handler, _profile: profile })
    }

    /// Ends the browser.
    pub async fn stop(mut self) {
        self.chromium.close().await.expect("a browser can be closed");
        self.chromium.wait().await.expect("its process ends");
        self.handler.abort();
    }

    /// Opens a page of the site, given its path.
    pub async fn open(&self, path: &str) {
        let before = self.document().await;
        let address = format!("{}{path}", self.origin);
        let answer = self.page.execute(NavigateParams::new(&address)).await.expect("an address can be typed");
        assert_eq!(answer.result.error_text, None, "{address}");
        self.wait_for_another_document(&before).await;
    }

    /// Presses a key and releases it.
    pub async fn press(&self, key: Key) {
        for event in key.events() {
            self.page.execute(event).await.expect("keys can be pressed");
        }
    }

    /// Goes forward to the control with this name, `id`, address or text.
    pub async fn tab_to(&self, wanted: &str) -> Focus {
        self.walk_to(wanted, Key::Tab).await
    }

    /// Goes back to the control with this name, `id`, address or text.
    pub async fn back_to(&self, wanted: &str) -> Focus {
        self.walk_to(wanted, Key::ShiftTab).await
    }

    async fn walk_to(&self, wanted: &str, key: Key) -> Focus {
        let mut passed = Vec::new();
        for _ in 0..MOST_PRESSES {
            self.press(key).await;
            let focus = self.focus().await;
            if focus.is(wanted) {
                return focus;
            }
            passed.push(if focus.name.is_empty() { focus.text } else { focus.name });
        }
        panic!("no key leads to {wanted:?}, but to {passed:?}");
    }

    /// Writes where the focus is.
    pub async fn write(&self, text: &str) {
        for letter in text.chars() {
            self.press(Key::Letter(letter)).await;
        }
    }

    /// Goes forward to a field and writes into it. What stands there is replaced: browsers select it on arrival.
    pub async fn fill(&self, name: &str, text: &str) {
        self.tab_to(name).await;
        self.write(text).await;
    }

    /// Goes forward to a box and ticks it.
    pub async fn tick(&self, name: &str) {
        self.tab_to(name).await;
        self.press(Key::Space).await;
    }

    /// Goes forward to a group of radio buttons and chooses the one with this value.
    pub async fn choose(&self, name: &str, value: &str) {
        let mut focus = self.tab_to(name).await;
        for _ in 0..MOST_PRESSES {
            if (focus.name.as_str(), focus.value.as_str()) == (name, value) {
                return self.press(Key::Space).await;
            }
            self.press(Key::Down).await;
            focus = self.focus().await;
        }
        panic!("{name:?} has no option {value:?}");
    }

    /// Goes forward to a link or button, presses Enter and waits for the page that comes.
    pub async fn follow(&self, wanted: &str) {
        self.tab_to(wanted).await;
        let before = self.document().await;
        self.press(Key::Enter).await;
        self.wait_for_another_document(&before).await;
    }

    /// Waits until the control with this name, `id`, address or text has the focus.
    pub async fn wait_for_focus(&self, wanted: &str) -> Focus {
        let waited = timeout(PATIENCE, async {
            loop {
                let focus = self.focus().await;
                if focus.is(wanted) {
                    return focus;
                }
                sleep(POLL).await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("{wanted:?} gets the focus"))
    }

    /// Waits until an expression, which must change nothing, is true.
    pub async fn wait_for(&self, expression: &str) {
        let waited = timeout(PATIENCE, async {
            while !self.read::<bool>(expression).await {
                sleep(POLL).await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("{expression} becomes true"));
    }

    /// What has the focus.
    pub async fn focus(&self) -> Focus {
        self.read(FOCUS).await
    }

    /// The title of the page.
    pub async fn title(&self) -> String {
        self.read("document.title").await
    }

    /// The address of the page below the origin.
    pub async fn path(&self) -> String {
        self.read("location.pathname").await
    }

    /// The HTTP status with which the page came.
    pub async fn status(&self) -> u16 {
        self.read("performance.getEntriesByType('navigation')[0].responseStatus").await
    }

    /// The words of the page's main part, as they are seen: with what is not shown left out.
    pub async fn text(&self) -> String {
        self.read("document.querySelector('main').innerText").await
    }

    /// How many sheets the page takes on paper, in the size that its style sheet asks for.
    pub async fn sheets(&self) -> usize {
        let paper = PrintToPdfParams { prefer_css_page_size: Some(true), ..Default::default() };
        let document = self.page.pdf(paper).await.expect("a page can be printed");
        // Chromium compresses what stands on a page, not the objects that stand for pages.
        let document = String::from_utf8_lossy(&document);
        document.match_indices("/Type /Page\n").count()
    }

    /// The value of an expression, which must change nothing.
    pub async fn read<T: DeserializeOwned>(&self, expression: &str) -> T {
        let value = self.evaluate(expression).await;
        let value = value.unwrap_or_else(|error| panic!("{expression}: {error}"));
        serde_json::from_value(value).unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// What went wrong since the start or the last question: errors and warnings on the console, and requests to other origins.
    pub async fn complaints(&mut self) -> Vec<String> {
        // What the browser told before this answer has then arrived.
        self.document().await;
        self.watch.complaints(&self.origin)
    }

    async fn evaluate(&self, expression: &str) -> Result<Value, String> {
        let mut parameters = EvaluateParams::new(expression);
        parameters.return_by_value = Some(true);
        let answer = self.page.execute(parameters).await.map_err(|error| error.to_string())?.result;
        match answer.exception_details {
            Some(exception) => Err(exception.to_string()),
            None => Ok(answer.result.value.unwrap_or_default()),
        }
    }

    /// What no other document has: when it came to be.
    async fn document(&self) -> Value {
        self.evaluate("performance.timeOrigin").await.expect("the page answers")
    }

    async fn wait_for_another_document(&self, before: &Value) {
        let waited = timeout(PATIENCE, async {
            loop {
                // Between two documents there is none to ask.
                let now = self.evaluate("document.readyState == 'complete' && performance.timeOrigin").await;
                if now.is_ok_and(|now| now.is_number() && now != *before) {
                    break;
                }
                sleep(POLL).await;
            }
        });
        waited.await.expect("another page comes");
    }
}

fn configuration(profile: &TempDir) -> Result<BrowserConfig, String> {
    // In containers tests run as root, for whom there is no sandbox.
    BrowserConfig::builder()
        .no_sandbox()
        .user_data_dir(profile.path())
        .launch_timeout(PATIENCE)
        .request_timeout(PATIENCE)
        .args(["disable-gpu", "disable-quic", "disable-component-update"])
        .build()
}

#[expect(clippy::print_stderr, reason = "whoever runs the tests is to know which did not run")]
fn report_skipped() {
    eprintln!("skipped: no Chromium");
}
