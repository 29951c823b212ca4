//! `Browser`: the machine's Chromium with one page of a site, used by keyboard, with or without scripts.
//!
//! Everything that goes in is a key (`Input.dispatchKeyEvent`), pasted (`Input.insertText`) or, in the preview's panel, a
//! click. Expressions are evaluated
//! by the debugger, which works without scripts too, and only to read.
//!
//! ```no_run
//! # async fn test() {
//! use tests::browser::{Browser, Key, Scripts};
//!
//! let mut browser = Browser::start("http://127.0.0.1:8000", Scripts::Off).await;
//! browser.open("/ateliers/proximite/inscription/").await;
//! browser.fill("given-name", "Claire").await;
//! browser.follow("Envoyer l’inscription").await;
//! assert!(browser.title().await.starts_with("Erreur"));
//! assert!(browser.complaints().await.is_empty());
//! browser.stop().await;
//! # }
//! ```

use std::cell::RefCell;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use self::devtools::{Connection, Process};
use self::keyboard::FOCUS;
pub use self::keyboard::{Focus, Key};
pub use self::visit::{Visit, spaced};
use self::watch::Watch;

mod devtools;
mod keyboard;
mod visit;
mod watch;

/// The path of the executable, if `build.rs` found one.
const CHROMIUM: Option<&str> = option_env!("CHROMIUM");

/// Maximum wait for a page. Far longer than needed, so that only a bug reaches it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Interval between polls of a page.
const POLL: Duration = Duration::from_millis(10);

/// Maximum number of key presses: more than any page has focus stops or options.
const MOST_PRESSES: usize = 150;

/// Whether pages may run scripts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scripts {
    /// Scripts run, as in most browsers.
    On,
    /// Scripts do not run: the visitor disabled them or they failed to load.
    Off,
}

/// A browser with one page. Dropping it ends its process.
pub struct Browser {
    chromium: Process,
    page: Connection,
    origin: String,
    watch: Watch,
}

impl Browser {
    /// Starts a browser with an empty page and a fresh profile, for the site at this origin.
    ///
    /// # Panics
    ///
    /// If the machine has no Chromium: tests that call this are ignored there, by `cfg(chromium)`.
    pub async fn start(origin: &str, scripts: Scripts) -> Browser {
        let executable = CHROMIUM.expect("`build.rs` found Chromium");
        let (chromium, page) = devtools::start(executable.as_ref()).await;
        let watch = Watch::start(&page).await;
        let disabled = json!({ "value": scripts == Scripts::Off });
        page.execute("Emulation.setScriptExecutionDisabled", disabled)
            .await
            .expect("scripts can be switched off");
        // A headless window is never active, so its fields would not receive the focus.
        let active = page.execute("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
        active.await.expect("the window can be active");
        Browser { chromium, page, origin: origin.to_owned(), watch }
    }

    /// Ends the browser.
    pub async fn stop(self) {
        self.page.execute("Browser.close", json!({})).await.expect("a browser can be closed");
        self.chromium.wait().await;
    }

    /// Opens a page of the site by its path.
    pub async fn open(&self, path: &str) {
        let before = self.document().await;
        let address = format!("{}{path}", self.origin);
        let answer = self.page.execute("Page.navigate", json!({ "url": address })).await;
        let answer = answer.expect("an address can be typed");
        assert_eq!(answer["errorText"], Value::Null, "{address}");
        self.wait_for_another_document(&before).await;
    }

    /// Presses a key and releases it.
    pub async fn press(&self, key: Key) {
        for event in key.events() {
            self.page.execute("Input.dispatchKeyEvent", event).await.expect("keys can be pressed");
        }
    }

    /// Moves the focus forward to the control with this name, `id`, address or text.
    pub async fn tab_to(&self, wanted: &str) -> Focus {
        self.walk_to(wanted, Key::Tab).await
    }

    /// Moves the focus back to the control with this name, `id`, address or text.
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
        panic!("the Tab key reaches {passed:?} but not {wanted:?}");
    }

    /// Types into the focused element.
    pub async fn write(&self, text: &str) {
        for letter in text.chars() {
            self.press(Key::Letter(letter)).await;
        }
    }

    /// Moves forward to a field and replaces its text, which browsers select on arrival.
    pub async fn fill(&self, name: &str, text: &str) {
        self.tab_to(name).await;
        self.write(text).await;
    }

    /// Moves forward to a checkbox and ticks it.
    pub async fn tick(&self, name: &str) {
        self.tab_to(name).await;
        self.press(Key::Space).await;
    }

    /// Moves forward to a group of radio buttons and chooses the one with this value.
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

    /// Moves forward to a link or button, presses Enter and waits for the next page.
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

    /// Clicks in the middle of the element that an expression returns.
    pub async fn click(&self, element: &str) {
        let [x, y]: [f64; 2] = self
            .read(&format!(
                "(({{ x, y, width, height }}) => [x + width / 2, y + height / 2])({element}.getBoundingClientRect())"
            ))
            .await;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.page.execute("Input.dispatchMouseEvent", event).await.expect("the mouse can be used");
        }
    }

    /// Waits until an expression without side effects is true. Until then it may fail, as between two pages.
    pub async fn wait_for(&self, expression: &str) {
        let last = RefCell::new(Ok(Value::Null));
        let waited = timeout(PATIENCE, async {
            loop {
                let value = self.evaluate(expression).await;
                if value == Ok(Value::Bool(true)) {
                    return;
                }
                *last.borrow_mut() = value;
                sleep(POLL).await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("{expression} becomes true; it is {:?}", last.borrow()));
    }

    /// Returns the focused element.
    pub async fn focus(&self) -> Focus {
        self.read(FOCUS).await
    }

    /// Returns the title of the page.
    pub async fn title(&self) -> String {
        self.read("document.title").await
    }

    /// Returns the page's address relative to the origin.
    pub async fn path(&self) -> String {
        self.read("location.pathname").await
    }

    /// Returns the HTTP status of the page.
    pub async fn status(&self) -> u16 {
        self.read("performance.getEntriesByType('navigation')[0].responseStatus").await
    }

    /// Returns the visible text of the page's main part.
    pub async fn text(&self) -> String {
        self.read("document.querySelector('main').innerText").await
    }

    /// Returns the number of printed sheets, in the paper size of the style sheet.
    pub async fn sheets(&self) -> usize {
        let paper = json!({ "preferCSSPageSize": true });
        let document = self.page.execute("Page.printToPDF", paper).await.expect("a page can be printed");
        let document = document["data"].as_str().expect("Chromium sends the document");
        let document = BASE64_STANDARD.decode(document).expect("the document is in Base64");
        // Chromium compresses the content of PDF pages, but not the page objects that are counted here.
        let document = String::from_utf8_lossy(&document);
        document.match_indices("/Type /Page\n").count()
    }

    /// Returns the value of an expression without side effects.
    pub async fn read<T: DeserializeOwned>(&self, expression: &str) -> T {
        let value = self.evaluate(expression).await;
        let value = value.unwrap_or_else(|error| panic!("{expression}: {error}"));
        serde_json::from_value(value).unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// Returns the problems since the start or the last call: errors and warnings on the console, and requests to other
    /// origins.
    pub async fn complaints(&mut self) -> Vec<String> {
        // By now the events that Chromium sent before this answer have arrived.
        self.document().await;
        self.watch.complaints(&self.origin, &self.page.events().await)
    }

    async fn evaluate(&self, expression: &str) -> Result<Value, String> {
        let parameters = json!({ "expression": expression, "returnByValue": true });
        let mut answer = self.page.execute("Runtime.evaluate", parameters).await?;
        match answer.get("exceptionDetails") {
            Some(exception) => Err(exception.to_string()),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// Returns a value that differs for every document: its time of creation.
    async fn document(&self) -> Value {
        self.evaluate("performance.timeOrigin").await.expect("the page answers")
    }

    async fn wait_for_another_document(&self, before: &Value) {
        let waited = timeout(PATIENCE, async {
            loop {
                // Between two documents there is no context to evaluate in.
                let now = self.evaluate("document.readyState == 'complete' && performance.timeOrigin").await;
                if now.is_ok_and(|now| now.is_number() && now != *before) {
                    break;
                }
                sleep(POLL).await;
            }
        });
        waited.await.expect("the next page loads");
    }
}
