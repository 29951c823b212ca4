//! The preview: how long after an edit the page is served with it, and how much memory it takes.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use crate::results::{Edits, Measurement, Results, median};
use crate::whole::Whole;

/// The page that is edited, by its path on the site.
const PAGE: &str = "/ateliers/exemple-renovation-energetique/";

/// The pause between two requests, which is part of the time that is measured.
const BETWEEN: Duration = Duration::from_millis(1);

/// The pause after each build, in which the preview finishes what it does after the page is served.
const REST: Duration = Duration::from_millis(1500);

/// The longest wait for an edit.
const PATIENCE: Duration = Duration::from_secs(60);

/// The memory of a process now, and the most that it had at once, as Linux names them in `/proc`.
const NOW: &str = "VmRSS:";
const AT_MOST: &str = "VmHWM:";

/// An edit of the workshop with the page.
#[derive(Clone, Copy)]
enum Edit {
    /// A sentence more in its text.
    Text,
    /// Another title, which lists and other pages show, too.
    Title,
}

/// The number of edits of each kind in a preview; the median counts.
const EDITS: usize = 11;

/// Starts previews of the club's site with many workshops, one after the other, and edits a workshop in each of the ways.
///
/// # Errors
///
/// Returns an error if a preview cannot be started, or does not show an edit.
pub(crate) fn measure(
    program: &Path,
    workshops: usize,
    rounds: usize,
    results: &mut Results,
) -> anyhow::Result<()> {
    for _ in 0..rounds {
        let whole = Whole::new(workshops);
        let preview = Preview::start(program, whole.root())?;
        sleep(REST);
        let memory_at_first = preview.memory(NOW);
        let text = preview.median_of(Edit::Text, &whole.text())?;
        let memory_after_texts = preview.memory(NOW);
        let title = preview.median_of(Edit::Title, &whole.text())?;
        let memory_after_titles = preview.memory(NOW);
        let peak = preview.memory(AT_MOST);
        results.add(Measurement::Preview(Edits {
            workshops,
            memory_at_first,
            text,
            memory_after_texts,
            title,
            memory_after_titles,
            peak,
        }))?;
    }
    Ok(())
}

/// A running preview.
struct Preview {
    process: Child,
    address: String,
}

impl Preview {
    fn start(program: &Path, root: &Path) -> anyhow::Result<Preview> {
        let mut command = Command::new(program);
        command.arg("--root").arg(root).args(["--port", "0", "--today", "2026-11-20"]).stdout(Stdio::piped());
        let mut process = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let output = BufReader::new(process.stdout.take().context("the output is piped")?);
        let mut lines = output.lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("http://")?.1.to_owned()));
        let address =
            address.context("the preview does not print its address")?.trim_end_matches('/').to_owned();
        // It would wait if no one read on.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Preview { process, address })
    }

    /// Edits a workshop again and again, rests, and returns the median of the seconds until its page is served with an edit.
    fn median_of(&self, edit: Edit, file: &Path) -> anyhow::Result<f64> {
        let times: Vec<_> =
            (0..EDITS).map(|number| self.time(edit, number, file)).collect::<Result<_, _>>()?;
        sleep(REST);
        median(times.iter().map(Duration::as_secs_f64)).context("there were edits")
    }

    /// Edits a workshop, and returns the time until its page is served with the edit.
    fn time(&self, edit: Edit, number: usize, file: &Path) -> anyhow::Result<Duration> {
        sleep(REST);
        let text = fs::read_to_string(file)?;
        let (new, mark) = match edit {
            Edit::Text => {
                (format!("{text}\nPhrase numéro {number}.\n"), format!("Phrase numéro\u{a0}{number}"))
            }
            Edit::Title => {
                let (before, rest) = text.split_once("title: ").context("the workshop has a title")?;
                let (_, after) = rest.split_once('\n').context("more follows")?;
                (format!("{before}title: Atelier {number} bis\n{after}"), format!("Atelier {number} bis"))
            }
        };
        ensure!(!self.page()?.contains(&mark), "the page has the edit already");
        let beside = file.with_extension("new");
        fs::write(&beside, new)?;
        let saved = Instant::now();
        fs::rename(&beside, file)?;
        while saved.elapsed() < PATIENCE {
            // Spaces are replaced by typography.
            if self.page()?.replace('\u{a0}', " ").contains(&mark.replace('\u{a0}', " ")) {
                return Ok(saved.elapsed());
            }
            sleep(BETWEEN);
        }
        bail!("the preview does not show the edit `{mark}`")
    }

    fn page(&self) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(stream, "GET {PAGE} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Returns the memory of the preview in bytes, now or at most; `None` if the system does not report it.
    fn memory(&self, which: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(which))?;
        let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kibibytes * 1024)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // Nothing depends on how it ends.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
