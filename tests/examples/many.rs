//! Measures how long a site with many workshops takes to build: from scratch, with cached pictures, without changes,
//! and after edits to a text and to the theme's style sheet.
//!
//! ```console
//! cargo run --release -p tests --example many -- 1000
//! ```
//!
//! The site is the real one with copies of its workshops, on a day when half of them take registrations. Each build
//! does the work of the command, but in one process; the fastest of three runs counts. Only ratios are meaningful: to
//! the first build, and before and after a change on the same machine.

#![expect(clippy::print_stdout, reason = "this is a program that speaks to its user")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::civil::date;
use site::{BuildError, BuildReport};
use tests::project::SiteCopy;

const WORKSHOPS: [&str; 2] = ["exemple-renovation-energetique", "proximite"];

/// Number of runs per build.
const TIMES: usize = 3;

fn main() -> anyhow::Result<()> {
    let count = std::env::args().nth(1).context("how many workshops?")?.parse()?;
    let site = SiteCopy::new();
    for number in 0..count {
        copy_workshop(&site, WORKSHOPS[number % WORKSHOPS.len()], number)?;
    }
    let text = site.path(&format!("content/workshops/{}-0/index.md", WORKSHOPS[0]));
    let style = site.path("themes/default/static/style.css");
    let measured = [
        ("first build", measure(&site, || remove(&site, &["dist", ".cache"]))?),
        ("pictures cached", measure(&site, || remove(&site, &["dist"]))?),
        ("nothing changed", measure(&site, || Ok(()))?),
        ("a text changed", measure(&site, || append(&text, |number| format!("Et voilà {number}.\n")))?),
        (
            "the style changed",
            measure(&site, || append(&style, |number| format!(".rule-{number} {{ margin: 0; }}\n")))?,
        ),
    ];
    let (_, (first, _)) = measured[0];
    for (name, (time, report)) in measured {
        let ratio = time.as_secs_f64() / first.as_secs_f64();
        let BuildReport { pages, rendered, written, .. } = report;
        println!(
            "{name:18} {:7.1} ms  × {ratio:.3}  {pages} pages, {rendered} rendered, {written} files written",
            millis(time)
        );
    }
    Ok(())
}

/// Copies a workshop under a new name.
fn copy_workshop(site: &SiteCopy, workshop: &str, number: usize) -> anyhow::Result<()> {
    let copy = site.path(&format!("content/workshops/{workshop}-{number}"));
    fs::create_dir_all(&copy)?;
    for entry in fs::read_dir(site.path(&format!("content/workshops/{workshop}")))? {
        let entry = entry?;
        fs::copy(entry.path(), copy.join(entry.file_name()))?;
    }
    Ok(())
}

/// Returns the fastest of several builds, each after `prepare`, and its report.
fn measure(
    site: &SiteCopy,
    prepare: impl Fn() -> anyhow::Result<()>,
) -> anyhow::Result<(Duration, BuildReport)> {
    let mut runs = Vec::new();
    for _ in 0..TIMES {
        prepare()?;
        let began = Instant::now();
        let report = site.build(date(2026, 12, 1)).map_err(|error| match error {
            BuildError::Content(diagnostics) => anyhow::anyhow!(diagnostics.to_plain_text()),
            BuildError::Other(error) => error,
        })?;
        runs.push((began.elapsed(), report));
    }
    runs.into_iter().min_by_key(|(time, _)| *time).context("there was a build")
}

fn remove(site: &SiteCopy, folders: &[&str]) -> anyhow::Result<()> {
    for folder in folders.iter().map(|folder| site.path(folder)).filter(|folder| folder.exists()) {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// Appends a text that differs on every call.
fn append(path: &Path, text: impl Fn(usize) -> String) -> anyhow::Result<()> {
    let before = fs::read_to_string(path)?;
    let more = text(before.len());
    Ok(fs::write(path, before + &more)?)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
