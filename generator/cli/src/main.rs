//! The program: runs the command, prints what it found and sets the exit status. Only `requests` uses the network.

mod diff;
mod init;
mod progress;
mod requests;
mod schemas;

use std::fmt::Display;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use generator::{Arguments, Command, DiffFormat, ReportLanguage, SiteArgs};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use site::{Against, BuildError, BuildOptions, BuildReport, Diagnostics, day_of_site};

use self::diff::{Diff, Written};
use self::init::Init;
use self::progress::Progress;
use self::requests::Answers;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit status for problems in the content or the theme.
const EXIT_CONTENT: u8 = 1;
/// Exit status for a file or folder that cannot be read or written. Clap uses the same one for invalid arguments.
const EXIT_USAGE: u8 = 2;

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    // A check never writes anything.
    let after_problems = if matches!(command, Command::Check { .. }) { "" } else { "; nothing was written" };
    let result = match command {
        Command::Build { site, dist, against, no_against, drafts, no_cache, deny_warnings, timings } => {
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
                deny_warnings,
            };
            let built = build(&options);
            let stages = progress.finish();
            let summary = built.map(|(summary, warnings)| {
                print_problems(&warnings);
                summary
            });
            if timings {
                print_notes(&stages);
            }
            summary
        }
        Command::Check { site, against, deny_warnings, external, timeout } => {
            let against = against.map_or(Against::Nothing, Against::File);
            check(&site, &against, deny_warnings, external.then(|| Duration::from_secs(timeout)))
        }
        Command::Schema { root, out, lang } => {
            schemas::write(&root, out.as_deref(), lang.as_deref()).map_err(BuildError::Other)
        }
        Command::Init { folder, lang, ci, today } => {
            let today = today.unwrap_or_else(|| TimeZone::UTC.to_datetime(Timestamp::now()).date());
            let init = Init { folder: &folder, language: lang, automation: ci, today };
            init::init(&init).map_err(BuildError::from)
        }
        Command::Diff { base, site, lang, format } => diff(base.as_deref(), &site, lang, format),
    };
    match result {
        Ok(summary) => {
            print(&summary);
            ExitCode::SUCCESS
        }
        Err(error) => fail(error, after_problems),
    }
}

/// Builds the site and returns the summary, and the warnings to print before it.
fn build(options: &BuildOptions) -> Result<(String, Diagnostics), BuildError> {
    let began = Instant::now();
    let BuildReport { pages, written, removed, unchanged, warnings, .. } = site::build(options)?;
    let folder = options.dist.join("site");
    let summary = format!(
        "{pages} pages in {}: {written} files written, {unchanged} unchanged, {removed} removed, in {:.1} s{}",
        folder.display(),
        began.elapsed().as_secs_f64(),
        warnings_in_summary(&warnings)
    );
    Ok((summary, warnings))
}

/// Checks the site and, if `external` gives a timeout, its external links.
fn check(
    site: &SiteArgs,
    against: &Against,
    deny_warnings: bool,
    external: Option<Duration>,
) -> Result<String, BuildError> {
    let report = site::check_against(&site.root, today(site), against)?;
    let mut summary = format!("{} pages, no problems{}", report.pages, warnings_in_summary(&report.warnings));
    let mut problems = Diagnostics::default();
    match deny_warnings {
        true => problems.append(report.warnings),
        false => print_problems(&report.warnings),
    }
    for question in &report.untranslated_questions {
        summary.push_str(&format!("\nnot translated: {question}"));
    }
    if let Some(timeout) = external {
        let Answers { asked, broken, unclear } =
            requests::ask(&report.external_links, &report.base_url, timeout)?;
        problems.append(broken);
        summary.push_str(&format!("\n{asked} external addresses requested"));
        for unclear in unclear {
            summary.push_str(&format!("\nnot verified: {unclear}"));
        }
    }
    if !problems.is_empty() {
        return Err(BuildError::Content(problems.sorted()));
    }
    Ok(summary)
}

/// Compares the site with an earlier state and returns the report.
fn diff(
    base: Option<&str>,
    site: &SiteArgs,
    language: Option<ReportLanguage>,
    format: DiffFormat,
) -> Result<String, BuildError> {
    // With `--today`, everything published at any time of that day is compared.
    let now = site.today.is_none().then(Timestamp::now);
    let diff = Diff { base, root: &site.root, today: today(site), now, language, format };
    let Written { report, note } = diff::diff(&diff)?;
    print_notes(note.as_slice());
    Ok(report)
}

/// Returns the end of a summary, such as ", 2 warnings"; empty without warnings.
fn warnings_in_summary(warnings: &Diagnostics) -> String {
    if warnings.is_empty() { String::new() } else { format!(", {}", warnings.count()) }
}

/// Returns the day as of which the site is built.
fn today(site: &SiteArgs) -> Date {
    site.today.unwrap_or_else(|| day_of_site(&site.root, Timestamp::now()))
}

#[expect(clippy::print_stdout, reason = "results go to standard output")]
fn print(summary: &str) {
    println!("{summary}");
}

#[expect(clippy::print_stderr, reason = "problems and warnings go to standard error")]
fn print_problems(problems: &Diagnostics) {
    for problem in problems.shown() {
        eprintln!("{:?}", miette::Report::new(problem));
    }
}

#[expect(clippy::print_stderr, reason = "times go to standard error")]
fn print_notes(notes: &[impl Display]) {
    for note in notes {
        eprintln!("{note}");
    }
}

#[expect(clippy::print_stderr, reason = "errors go to standard error")]
fn fail(error: BuildError, after_problems: &str) -> ExitCode {
    match error {
        BuildError::Content(diagnostics) => {
            print_problems(&diagnostics);
            eprintln!("{}{after_problems}", diagnostics.count());
            ExitCode::from(EXIT_CONTENT)
        }
        BuildError::Other(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(EXIT_USAGE)
        }
    }
}
