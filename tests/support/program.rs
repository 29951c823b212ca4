//! Runs the programs as separate processes, including a preview, and raw connections to any server.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::binary::build;

/// Maximum wait for a program, far longer than needed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Builds a binary of the workspace, once.
pub fn binary(name: &'static str) -> PathBuf {
    static BUILT: OnceLock<Mutex<BTreeMap<&'static str, PathBuf>>> = OnceLock::new();
    let mut built = BUILT.get_or_init(Mutex::default).lock().expect("the lock is not poisoned");
    built.entry(name).or_insert_with(|| build(name)).clone()
}

/// Runs a binary to its end.
pub fn run(name: &'static str, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary(name));
    command
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .expect("the binary can be started")
}

/// Waits for a process that is expected to exit.
pub fn ended(mut child: Child) -> Output {
    let started = Instant::now();
    while child.try_wait().expect("the process can be waited for").is_none() {
        if started.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("the process does not exit");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.wait_with_output().expect("the process has exited")
}

/// A preview in a separate process, which is killed on drop.
pub struct PreviewProcess {
    child: Child,
    /// The address without the scheme, such as `127.0.0.1:49152`.
    pub address: String,
}

/// A raw HTTP response.
#[derive(Debug)]
pub struct RawAnswer {
    /// The status.
    pub status: u16,
    /// The lines of the head.
    pub head: String,
    /// The body.
    pub body: String,
}

impl PreviewProcess {
    /// Starts a preview of a site on any free port, as of 15 November 2022 unless `--today` is given, and waits until
    /// it answers.
    pub fn start(root: &Path, more: &[&str]) -> PreviewProcess {
        let mut child = preview(root, more).spawn().expect("the binary can be started");
        let output = child.stdout.take().expect("stdout is piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            let (_, address) = line.split_once("The site           http://")?;
            Some(address.trim_end_matches('/').to_owned())
        });
        // Discard later output, so that the pipe never fills up.
        std::thread::spawn(move || lines.for_each(drop));
        match address {
            Some(address) => PreviewProcess { child, address },
            None => panic!("it ended: {:?}", child.wait()),
        }
    }

    /// Starts a preview that is expected to exit, and waits for it.
    pub fn fail(root: &Path, more: &[&str]) -> Output {
        ended(preview(root, more).stderr(Stdio::piped()).spawn().expect("the binary can be started"))
    }

    /// Returns the process identifier.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills the process, so that it cannot clean up.
    pub fn kill(mut self) {
        self.child.kill().expect("the process runs");
        self.child.wait().expect("the process exits");
    }

    /// Gets the page at a path.
    pub fn get(&self, path: &str) -> String {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        raw(&self.address, &head).body
    }

    /// Posts a form as a page of the site does.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> RawAnswer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let address = &self.address;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        raw(address, &head)
    }

    /// Polls a page until it satisfies a condition.
    pub fn poll(&self, path: &str, what: &str, is_right: impl Fn(&str) -> bool) {
        until(what, || is_right(&self.get(path)));
    }
}

impl Drop for PreviewProcess {
    fn drop(&mut self) {
        // The preview may have exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn preview(root: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(binary("preview"));
    command.arg("--root").arg(root).args(["--port", "0"]).args(more);
    if !more.contains(&"--today") {
        command.args(["--today", "2022-11-15"]);
    }
    command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Sends these bytes and reads until the connection closes.
pub fn raw(address: &str, request: &str) -> RawAnswer {
    let mut stream = TcpStream::connect(address).expect("a server is listening");
    stream.set_read_timeout(Some(PATIENCE)).expect("the timeout is not zero");
    stream.write_all(request.as_bytes()).expect("the server accepts the request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server responds");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    RawAnswer { status, head: head.to_lowercase(), body: body.to_owned() }
}

/// Waits until a condition holds.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
