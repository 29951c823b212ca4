//! The command line of the generator: `build` and `check`. Only this crate uses the network, in `requests`.

mod requests;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use site::{Against, BuildError, BuildOptions, BuildReport, Warning, day_of_site};

use self::requests::Answers;

/// Build the static site of a club's workshops from Markdown and YAML
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the site into `DIST/site` and the handler's data into `DIST/handler`
    Build {
        #[command(flatten)]
        site: SiteArgs,
        /// Folder to write to [default: ROOT/dist]
        #[arg(long, value_name = "DIR")]
        dist: Option<PathBuf>,
        /// Published catalogue to compare with: no workshop with a form may be missing from the new one [default: the
        /// catalogue of the last build into DIST]
        #[arg(long, value_name = "FILE", conflicts_with = "no_against")]
        against: Option<PathBuf>,
        /// Do not compare the site with the last build
        #[arg(long)]
        no_against: bool,
        /// Include drafts and pages with a future `publish_at`; do not deploy such a site
        #[arg(long)]
        drafts: bool,
    },
    /// Report every problem of the content and the theme without writing anything
    Check {
        #[command(flatten)]
        site: SiteArgs,
        /// Published catalogue (`dist/handler/catalogue.json`) to compare with: no workshop with a form may be
        /// missing
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
        /// Also request every external link and report the broken ones
        #[arg(long)]
        external: bool,
        /// Time to wait for each external link
        #[arg(long, value_name = "SECONDS", default_value_t = 20, requires = "external")]
        timeout: u64,
    },
}

#[derive(Args)]
struct SiteArgs {
    /// Folder that contains `content` and `themes`
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Build the site as of this day, such as 2022-11-15 [default: today in the site's time zone]
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

/// Exit status for problems in the content or the theme.
const EXIT_CONTENT: u8 = 1;
/// Exit status for a file or folder that cannot be read or written. Clap uses the same one for invalid arguments.
const EXIT_USAGE: u8 = 2;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Build { site, dist, against, no_against, drafts } => {
            let previous = if no_against { Against::Nothing } else { Against::Previous };
            build(site, dist, against.map_or(previous, Against::File), drafts)
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

fn build(
    site: SiteArgs,
    dist: Option<PathBuf>,
    against: Against,
    drafts: bool,
) -> Result<String, BuildError> {
    let options = BuildOptions {
        today: site.today(),
        dist: dist.unwrap_or_else(|| site.root.join("dist")),
        root: site.root,
        against,
        drafts,
        // With `--today`, everything published at any time of that day is shown.
        now: site.today.is_none().then(Timestamp::now),
    };
    let BuildReport { pages, written, removed, unchanged, warnings } = site::build(&options)?;
    warn(&warnings);
    let folder = options.dist.join("site");
    Ok(format!(
        "{pages} pages in {}: {written} files written, {unchanged} unchanged, {removed} removed",
        folder.display()
    ))
}

/// Checks the site and, if `external` gives a timeout, its external links.
fn check(site: &SiteArgs, against: &Against, external: Option<Duration>) -> Result<String, BuildError> {
    let report = site::check_against(&site.root, site.today(), against)?;
    warn(&report.warnings);
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

impl SiteArgs {
    fn today(&self) -> Date {
        self.today.unwrap_or_else(|| day_of_site(&self.root, Timestamp::now()))
    }
}

#[expect(clippy::print_stdout, reason = "results go to standard output")]
fn print(summary: &str) {
    println!("{summary}");
}

#[expect(clippy::print_stderr, reason = "warnings go to standard error")]
fn warn(warnings: &[Warning]) {
    for warning in warnings {
        eprintln!("{warning}");
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
