//! The command line of the generator: which commands and options there are.
//!
//! It is apart from the program so that tests can compare the documentation with it. It must never know AWS, the handler
//! or what a command does; `main.rs` passes that to `site`, and alone uses the network.

mod new_args;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use diagnostics::{Format, ToolLanguage};
use jiff::civil::Date;

pub use self::new_args::{NewArgs, NewKind};

/// Build the static site of a club's workshops from Markdown and YAML
#[derive(Parser)]
#[command(version = version::VERSION, about)]
pub struct Arguments {
    /// Language of problems, warnings and summaries [default: that of `LC_ALL`, `LC_MESSAGES` or `LANG`, or English]
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = usage::languages())]
    pub lang: Option<ToolLanguage>,
    #[command(subcommand)]
    /// The command to run.
    pub command: Command,
}

/// A command of the generator.
#[derive(Subcommand)]
pub enum Command {
    /// Build the site into `DIST/site` and the handler's data into `DIST/handler`
    Build(BuildArgs),
    /// Explain the code of a problem or a warning, with an example and its fix
    Explain {
        /// The code, such as `E006`
        code: String,
    },
    /// Report every problem of the content and the theme without writing anything
    Check {
        /// The site to check.
        #[command(flatten)]
        site: SiteArgs,
        /// The `dist/deployment/published.json` of an earlier build: no workshop with a form in it may be missing
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
        /// Exit with status 1 if there are warnings, as for problems
        #[arg(long)]
        deny_warnings: bool,
        /// How to print problems and warnings
        #[command(flatten)]
        report: ReportArgs,
        /// Also request every external link and report the broken ones
        #[arg(long)]
        external: bool,
        /// Time to wait for each external link
        #[arg(long, value_name = "SECONDS", default_value_t = 20, requires = "external")]
        timeout: u64,
    },
    /// Write a new workshop, session, speaker or page with comments; missing answers are asked for on a terminal
    ///
    /// Questions, comments and errors are in the language of `--lang`, by default the site's, or else that of the environment.
    New {
        /// What to create.
        #[command(flatten)]
        new: Box<NewArgs>,
    },
    /// Write JSON Schemas of the files in `content` and of `theme.yaml`, for editors such as VS Code
    ///
    /// Descriptions are in the language of `--lang`, by default the site's, or else that of the environment.
    Schema {
        /// Folder that contains `content`
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
        /// Folder to write to [default: ROOT/content/.schemas]
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
    /// Create a repository for the content of a site, with what checks and publishes it
    ///
    /// No existing file is changed. If the folder has `content`, nothing is added to that. The first content and its comments
    /// are in the language of `--lang`, by default French.
    Init {
        /// The folder of the repository
        #[arg(value_name = "FOLDER", default_value = ".")]
        folder: PathBuf,
        /// What checks each change and publishes the site
        #[arg(long, value_name = "SERVICE", default_value = "github")]
        ci: Automation,
        /// Day from which the dates of the first workshop are counted [default: today]
        #[arg(long, value_name = "DATE")]
        today: Option<Date>,
    },
    /// Print what changes for visitors since an earlier state of the content
    ///
    /// The exit status is 0 whether or not something changes, 1 if the content has problems, and 2 if BASE cannot be read. The
    /// report is in the language of `--lang`, by default French for a French site, otherwise English.
    Diff {
        /// A revision of git such as `main` or `HEAD~2`, or a folder with `content` in it [default: the commit at which the
        /// branch left the main one]
        base: Option<String>,
        /// The later state.
        #[command(flatten)]
        site: SiteArgs,
        /// How to write it: for a terminal, for a comment on a change, or for a program
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: DiffFormat,
    },
    /// Print the record of processing (Article 30 of the GDPR) as Markdown, derived from the forms of the site
    ///
    /// The record is in the language of `--lang`, by default the site's, or else that of the environment.
    ProcessingRecord {
        /// The site with the forms.
        #[command(flatten)]
        site: SiteArgs,
    },
}

/// What checks each change of the content and publishes the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Automation {
    /// Workflows of GitHub.
    Github,
    /// A pipeline of GitLab.
    Gitlab,
    /// Nothing.
    None,
}

/// How differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// Lines for a terminal.
    Text,
    /// Markdown, for the comment on a pull request.
    Markdown,
    /// JSON: each difference with its values and its sentence.
    Json,
}

/// What to build, and where to.
#[derive(Args)]
pub struct BuildArgs {
    /// The site to build.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Folder to write to [default: ROOT/dist]
    #[arg(long, value_name = "DIR")]
    pub dist: Option<PathBuf>,
    /// The `dist/deployment/published.json` of an earlier build: no workshop with a form in it may be missing
    /// [default: that of the last build into DIST]
    #[arg(long, value_name = "FILE", conflicts_with = "no_against")]
    pub against: Option<PathBuf>,
    /// Do not compare the site with the last build
    #[arg(long)]
    pub no_against: bool,
    /// Include drafts and pages with a future `publish_at`; do not deploy such a site
    #[arg(long)]
    pub drafts: bool,
    /// Build everything anew, including pictures, without results of earlier builds; the site is the same
    #[arg(long)]
    pub no_cache: bool,
    /// Write nothing if there are warnings, and exit with status 1, as for problems
    #[arg(long)]
    pub deny_warnings: bool,
    /// How to print problems and warnings
    #[command(flatten)]
    pub report: ReportArgs,
    /// Print how long each stage of the build took
    #[arg(long)]
    pub timings: bool,
}

/// The site that a command works on.
#[derive(Args)]
pub struct SiteArgs {
    /// Folder that contains `content`, and `themes` if the site has its own
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Build the site as of this day, such as 2022-11-15 [default: today in the site's time zone]
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,
}

/// How problems and warnings are printed.
#[derive(Args)]
pub struct ReportArgs {
    /// Print problems and warnings for people, or to standard output as JSON, as commands for a GitHub workflow, as a Code
    /// Quality report of GitLab, or as SARIF 2.1.0; the summary then goes to standard error
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = formats())]
    pub format: Format,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let named = |name: String| Format::ALL.into_iter().find(|format| format.name() == name);
    PossibleValuesParser::new(Format::ALL.map(Format::name)).map(move |name| named(name).unwrap_or_default())
}
