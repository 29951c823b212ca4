//! The process of Chromium and a connection to one of its pages, by the
//! [DevTools Protocol](https://chromedevtools.github.io/devtools-protocol/).
//!
//! Only a few commands and events are used, so they are written as JSON: the crates with types for the whole protocol take
//! minutes to compile.

use std::path::Path;
use std::process::Stdio;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::PATIENCE;

/// No background requests, throttling or questions to the user.
const ARGUMENTS: [&str; 19] = [
    "--headless",
    // In containers tests run as root, which Chromium's sandbox does not support.
    "--no-sandbox",
    "--disable-setuid-sandbox",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-prompt-on-repost",
    "--disable-quic",
    "--disable-renderer-backgrounding",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--window-size=800,600",
    // Chromium chooses a free port and prints it.
    "--remote-debugging-port=0",
];

/// A running Chromium. Dropping it kills the process.
pub(super) struct Process {
    chromium: Child,
    _profile: TempDir,
}

/// The connection to one page.
pub(super) struct Connection {
    session: String,
    state: Mutex<State>,
}

struct State {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last_id: u64,
    /// Events that [`Connection::events`] has not returned yet.
    events: Vec<Event>,
}

/// Something that happened on the page.
pub(super) struct Event {
    /// Such as `Log.entryAdded`.
    pub(super) method: String,
    pub(super) params: Value,
}

/// Starts Chromium with an empty page and a fresh profile.
pub(super) async fn start(executable: &Path) -> (Process, Connection) {
    let profile = TempDir::new().expect("there is room for a folder");
    let mut chromium = Command::new(executable)
        .args(ARGUMENTS)
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("Chromium starts");
    let address = timeout(PATIENCE, address(&mut chromium)).await.expect("Chromium prints its address");
    let (socket, _) = connect_async(address).await.expect("Chromium accepts connections");
    let mut state = State { socket, last_id: 0, events: Vec::new() };
    let target = state.execute(None, "Target.createTarget", json!({ "url": "about:blank" })).await;
    let target = target.expect("Chromium opens a page")["targetId"].clone();
    let parameters = json!({ "targetId": target, "flatten": true });
    let session =
        state.execute(None, "Target.attachToTarget", parameters).await.expect("a page can be controlled");
    let session = session["sessionId"].as_str().expect("a session has an identifier").to_owned();
    (Process { chromium, _profile: profile }, Connection { session, state: Mutex::new(state) })
}

/// Returns the address of the WebSocket, which Chromium prints on its standard error.
async fn address(chromium: &mut Child) -> String {
    let mut lines = BufReader::new(chromium.stderr.take().expect("standard error is piped")).lines();
    let mut printed = Vec::new();
    while let Some(line) = lines.next_line().await.expect("Chromium writes UTF-8") {
        if let Some(address) = line.strip_prefix("DevTools listening on ") {
            let address = address.to_owned();
            // Keep reading, because Chromium would stop at a full pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return address;
        }
        printed.push(line);
    }
    panic!("Chromium ended: {printed:?}");
}

impl Process {
    /// Waits until Chromium has ended, after `Browser.close`.
    pub(super) async fn wait(mut self) {
        let ended = timeout(PATIENCE, self.chromium.wait()).await;
        ended.expect("Chromium ends").expect("Chromium's status can be read");
    }
}

impl Connection {
    /// Executes a command, such as `Page.navigate`, and returns its result.
    ///
    /// # Errors
    ///
    /// Returns the message if Chromium rejects the command.
    pub(super) async fn execute(&self, method: &str, params: Value) -> Result<Value, String> {
        let mut state = self.state.lock().await;
        let executed = timeout(PATIENCE, state.execute(Some(&self.session), method, params));
        executed.await.unwrap_or_else(|_| panic!("Chromium does not answer {method}"))
    }

    /// Returns the events that arrived before the last answer. Each is returned once.
    pub(super) async fn events(&self) -> Vec<Event> {
        std::mem::take(&mut self.state.lock().await.events)
    }
}

impl State {
    async fn execute(&mut self, session: Option<&str>, method: &str, params: Value) -> Result<Value, String> {
        self.last_id += 1;
        let mut command = json!({ "id": self.last_id, "method": method, "params": params });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        self.socket.send(Message::text(command.to_string())).await.expect("Chromium is connected");
        loop {
            let message =
                self.socket.next().await.expect("Chromium is connected").expect("Chromium is connected");
            let Message::Text(text) = message else { continue };
            let mut message: Value = serde_json::from_str(&text).expect("Chromium writes JSON");
            if let Some(event) = message["method"].as_str().map(str::to_owned) {
                self.events.push(Event { method: event, params: message["params"].take() });
            } else if message["id"] == self.last_id {
                return match message["error"]["message"].as_str() {
                    Some(error) => Err(error.to_owned()),
                    None => Ok(message["result"].take()),
                };
            }
        }
    }
}
