//! The program: runs the command, prints what it found and sets the exit status. Only `requests` uses the network.

mod progress;
mod requests;

use std::fmt::Display;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use generator::{Arguments, Command, SiteArgs};
use jiff::Timestamp;
use jiff::civil::Date;
use site::{Against, BuildError, BuildOptions, BuildReport, Warning, day_of_site};

use self::progress::Progress;
use self::requests::Answers;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit status for problems in the content or the theme.
const EXIT_CONTENT: u8 = 1;
/// Exit status for a file or folder that cannot be read or written. Clap uses the same one for invalid arguments.
const EXIT_USAGE: u8 = 2;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Build { site, dist, against, no_against, drafts, no_cache, timings } => {
            let previous = if no_against { Against::Nothing } else { Against::Previous };
            let progress = Progress::start();
            let options = BuildOptions {
                today: today(&site),
                dist: dist.unwrap_or_else(|| site.root.join("dist")),
                root: site.root,
                against: against.map_or(previous, Against::File),
                drafts,
                // With `--today`, everything published at any time of that day is shown.
                now: site.today.is_none().then(Timestamp::now),
                anew: no_cache,
            };
            let built = build(&options);
            let stages = progress.finish();
            let summary = built.map(|(summary, warnings)| {
                print_notes(&warnings);
                summary
            });
            if timings {
                print_notes(&stages);
            }
            summary
        }
        Command::Check { site, against, external, timeout } => {
            let against = against.map_or(Against::Nothing, Against::File);
            check(&site, &against, external.then(|| Duration::from_secs(timeout)))
        }
    };
    match result {
        Ok(summary) => {
            print(&summary);
            ExitCode::SUCCESS
        }
        Err(error) => fail(error),
    }
}

/// Builds the site and returns the summary, and the warnings to print before it.
fn build(options: &BuildOptions) -> Result<(String, Vec<Warning>), BuildError> {
    let began = Instant::now();
    let BuildReport { pages, written, removed, unchanged, warnings, .. } = site::build(options)?;
    let folder = options.dist.join("site");
    let summary = format!(
        "{pages} pages in {}: {written} files written, {unchanged} unchanged, {removed} removed, in {:.1} s",
        folder.display(),
        began.elapsed().as_secs_f64()
    );
    Ok((summary, warnings))
}

/// Checks the site and, if `external` gives a timeout, its external links.
fn check(site: &SiteArgs, against: &Against, external: Option<Duration>) -> Result<String, BuildError> {
    let report = site::check_against(&site.root, today(site), against)?;
    print_notes(&report.warnings);
    let mut summary = format!("{} pages, no problems", report.pages);
    for question in &report.untranslated_questions {
        summary.push_str(&format!("\nnot translated: {question}"));
    }
    let Some(timeout) = external else {
        return Ok(summary);
    };
    let Answers { asked, broken, unclear } =
        requests::ask(&report.external_links, &report.base_url, timeout)?;
    if !broken.is_empty() {
        return Err(BuildError::Content(broken.sorted()));
    }
    summary.push_str(&format!("\n{asked} external addresses requested"));
    for unclear in unclear {
        summary.push_str(&format!("\nnot verified: {unclear}"));
    }
    Ok(summary)
}

/// Returns the day as of which the site is built.
fn today(site: &SiteArgs) -> Date {
    site.today.unwrap_or_else(|| day_of_site(&site.root, Timestamp::now()))
}

#[expect(clippy::print_stdout, reason = "results go to standard output")]
fn print(summary: &str) {
    println!("{summary}");
}

#[expect(clippy::print_stderr, reason = "warnings and times go to standard error")]
fn print_notes(notes: &[impl Display]) {
    for note in notes {
        eprintln!("{note}");
    }
}

#[expect(clippy::print_stderr, reason = "errors go to standard error")]
fn fail(error: BuildError) -> ExitCode {
    match error {
        BuildError::Content(diagnostics) => {
            for problem in diagnostics.shown() {
                eprintln!("{:?}", miette::Report::new(problem));
            }
            eprintln!("{}; nothing was written", diagnostics.count());
            ExitCode::from(EXIT_CONTENT)
        }
        BuildError::Other(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(EXIT_USAGE)
        }
    }
}
