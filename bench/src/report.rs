//! The results as tables in Markdown, and the page of the documentation that holds them.

mod commands;
mod function;
mod numbers;
mod preview;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

pub(crate) use self::numbers::{grouped, ratio};
use self::numbers::{mebibytes, seconds};
use crate::results::{After, Build, Kind, Results, median};
use crate::tool::{Installed, Tool};

/// The lines of the page between which the results are.
const BEGIN: &str = "<!-- results: begin -->\n";
const END: &str = "<!-- results: end -->\n";

/// The middle of several builds of one kind.
pub(crate) struct Typical<'r> {
    /// One of them.
    pub(crate) build: &'r Build,
    /// Seconds from the start to the end.
    pub(crate) wall: f64,
    /// Seconds of all cores, with those in the kernel.
    processor: f64,
    /// The most memory in bytes.
    memory: f64,
}

/// Returns the results as Markdown: a section for each site and number of workshops, and one each for the function, the preview and
/// the organiser's commands.
pub(crate) fn markdown(results: &Results, tools: &[Installed], machine: &str, day: &str) -> String {
    let versions: Vec<_> = tools.iter().map(|it| format!("{} {}", it.tool.title(), it.version)).collect();
    let with = if versions.is_empty() { String::new() } else { format!(" with {}", versions.join(", ")) };
    let mut text = format!("Measured on {day}{with}.\nMachine: {machine}.\n");
    for workshops in numbers(results, Kind::Lean) {
        let rows = typical(results, Kind::Lean, workshops);
        let Some(Typical { build, .. }) = rows.first() else { continue };
        let (count, pages, size) = (grouped(workshops), grouped(build.pages), mebibytes(build.bytes as f64));
        let _ = write!(text, "\n### {count} workshops\n\n{pages} pages; ours are {size} in all.\n\n");
        table(&mut text, &rows, "floor");
    }
    for workshops in numbers(results, Kind::Whole) {
        let rows = typical(results, Kind::Whole, workshops);
        let Some(Typical { build, .. }) = rows.first() else { continue };
        let (count, pages, size) = (grouped(workshops), grouped(build.pages), mebibytes(build.bytes as f64));
        let _ = write!(
            text,
            "\n### The club's site with {count} workshops\n\n{pages} pages; {size} in all. Only ours can build it.\n\n"
        );
        table(&mut text, &rows, "floor");
    }
    function::write(&mut text, results);
    preview::write(&mut text, results);
    commands::write(&mut text, results);
    text
}

/// Replaces the results in the page of the documentation.
///
/// # Errors
///
/// Returns an error if the page cannot be read or written, or has no place for them.
pub(crate) fn update(page: &Path, results: &str) -> anyhow::Result<()> {
    let context = || format!("cannot update {}", page.display());
    let text = fs::read_to_string(page).with_context(context)?;
    let (before, rest) = text.split_once(BEGIN).with_context(context)?;
    let (_, after) = rest.split_once(END).with_context(context)?;
    fs::write(page, format!("{before}{BEGIN}{results}{END}{after}")).with_context(context)
}

/// Returns the numbers of workshops for which a site was measured.
pub(crate) fn numbers(results: &Results, site: Kind) -> Vec<usize> {
    let mut numbers: Vec<_> =
        results.builds().filter(|build| build.site == site).map(|build| build.workshops).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Returns what is typical for each generator, the floor first, and each preparation, in the order of measurement.
pub(crate) fn typical(results: &Results, site: Kind, workshops: usize) -> Vec<Typical<'_>> {
    let builds: Vec<_> =
        results.builds().filter(|build| build.site == site && build.workshops == workshops).collect();
    let mut kinds: Vec<(Option<Tool>, After)> = Vec::new();
    for build in &builds {
        if !kinds.contains(&(build.tool, build.after)) {
            kinds.push((build.tool, build.after));
        }
    }
    kinds.sort_by_key(|(tool, _)| *tool);
    let rows = kinds.into_iter().filter_map(|(tool, after)| {
        let same: Vec<_> = builds.iter().filter(|it| it.tool == tool && it.after == after).collect();
        let middle = |value: fn(&Build) -> f64| median(same.iter().map(|build| value(build)));
        Some(Typical {
            build: same.first()?,
            wall: middle(|build| build.usage.wall)?,
            processor: middle(|build| build.usage.user + build.usage.system)?,
            memory: middle(|build| build.usage.memory as f64)?,
        })
    });
    rows.collect()
}

/// Writes a table. Times are also given as multiples of the time of the first row.
fn table(text: &mut String, rows: &[Typical<'_>], first: &str) {
    let _ = writeln!(text, "| generator | build | time | × {first} | processor | memory |");
    text.push_str("| --- | --- | ---: | ---: | ---: | ---: |\n");
    let unit = rows.first().map_or(1.0, |row| row.wall);
    for row in rows {
        let name = row.build.tool.map_or("floor", Tool::title);
        let build = if row.build.tool.is_some() { row.build.after.title() } else { "read and copy" };
        let (wall, processor, memory) = (seconds(row.wall), seconds(row.processor), mebibytes(row.memory));
        let _ = writeln!(
            text,
            "| {name} | {build} | {wall} | {} | {processor} | {memory} |",
            ratio(row.wall / unit)
        );
    }
}
