//! Measures builds, the function, the preview and the organiser's commands, and compares builds with those of other generators on the
//! same programme.
//!
//! ```console
//! cargo run --release -p bench -- run --workshops 1000
//! ```
//!
//! `docs/benchmarks.md` describes what is measured and has results.

#![expect(clippy::print_stdout, reason = "this is a program that speaks to its user")]

mod build;
mod check;
mod commands;
mod corpus;
mod floor;
mod function;
mod lean;
mod machine;
mod pages;
mod plot;
mod preview;
mod process;
mod report;
mod results;
mod source;
mod tool;
mod whole;

use std::fs;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tests::project::root;

use self::function::Subject;
use self::results::{Kind, Results};
use self::tool::{Installed, Tool};
use self::whole::Whole;

/// Measure builds, beside other generators, the function, the preview and the organiser's commands
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure, and print the results as tables
    Run(Box<RunArguments>),
    /// Fail if builds got slower in relation to others, whatever the machine
    Check {
        /// The program to check [default: that of this repository, which is built]
        #[arg(long, value_name = "FILE")]
        generator: Option<PathBuf>,
    },
    /// Read files and copy others, as the least that a build has to do
    #[command(hide = true)]
    Floor {
        /// Folders to read.
        sources: Vec<PathBuf>,
        /// The folder to copy.
        #[arg(long)]
        copy: PathBuf,
        /// The new folder.
        #[arg(long)]
        to: PathBuf,
    },
}

#[derive(Args)]
struct RunArguments {
    /// Number of workshops of the lean site, which every generator builds; several with commas
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "1000")]
    workshops: Vec<usize>,
    /// Number of workshops of the club's site, which only ours builds; several with commas. The function and the preview have the
    /// first of them
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "1000")]
    whole: Vec<usize>,
    /// Number of registrations on which the organiser's commands work; several with commas
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "10000,50000")]
    registrations: Vec<u32>,
    /// Number of times that each is measured; the median counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// What to measure; several with commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "lean,whole,function,preview,commands")]
    only: Vec<Part>,
    /// The generators to compare with ours, if they are found; several with commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "hugo,zola,eleventy")]
    with: Vec<Tool>,
    /// Our program [default: that of this repository, which is built]
    #[arg(long, value_name = "FILE")]
    generator: Option<PathBuf>,
    /// Our program of the preview [default: that of this repository, which is built]
    #[arg(long, value_name = "FILE")]
    preview: Option<PathBuf>,
    /// Our program of the organiser [default: that of this repository, which is built]
    #[arg(long, value_name = "FILE")]
    desk: Option<PathBuf>,
    /// Our program of the function [default: that of this repository, which is built as for Lambda]
    #[arg(long, value_name = "FILE")]
    handler: Option<PathBuf>,
    /// The program of Hugo [default: the one in PATH]
    #[arg(long, value_name = "FILE")]
    hugo: Option<PathBuf>,
    /// The program of Zola [default: the one in PATH]
    #[arg(long, value_name = "FILE")]
    zola: Option<PathBuf>,
    /// The program of Eleventy [default: the one in PATH]
    #[arg(long, value_name = "FILE")]
    eleventy: Option<PathBuf>,
    /// File with earlier results, to which these are added
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Write the results into the documentation
    #[arg(long)]
    docs: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Lean,
    Whole,
    Function,
    Preview,
    Commands,
}

impl RunArguments {
    fn measures(&self, part: Part) -> bool {
        self.rounds > 0 && self.only.contains(&part)
    }

    fn measures_builds(&self) -> bool {
        [Part::Lean, Part::Whole, Part::Function].into_iter().any(|part| self.measures(part))
    }
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Run(arguments) => measure(&arguments),
        Command::Check { generator } => {
            println!("{}", check::run(&ours(generator)?)?);
            Ok(())
        }
        Command::Floor { sources, copy, to } => floor::run(&sources, &copy, &to),
    }
}

fn measure(arguments: &RunArguments) -> anyhow::Result<()> {
    let mut results = match &arguments.results {
        Some(file) => Results::in_file(file)?,
        None => Results::default(),
    };
    let tools = match arguments.measures_builds() || results.builds().next().is_some() {
        true => tools(arguments)?,
        false => Vec::new(),
    };
    if let Some(ours) = tools.first() {
        measure_builds(arguments, &tools, ours, &mut results)?;
    }
    if let (true, Some(workshops)) = (arguments.measures(Part::Preview), arguments.whole.first()) {
        let program = program(arguments.preview.as_ref(), "preview");
        preview::measure(&program, *workshops, arguments.rounds, &mut results)?;
    }
    if arguments.measures(Part::Commands) {
        let program = program(arguments.desk.as_ref(), "registrations");
        commands::measure(&program, &arguments.registrations, arguments.rounds, &mut results)?;
    }
    report(&results, &tools, arguments.docs)
}

/// Measures the parts for which ours builds a site.
fn measure_builds(
    arguments: &RunArguments,
    tools: &[Installed],
    ours: &Installed,
    results: &mut Results,
) -> anyhow::Result<()> {
    if arguments.measures(Part::Lean) {
        for workshops in &arguments.workshops {
            lean::measure(*workshops, tools, arguments.rounds, results)?;
        }
    }
    if arguments.measures(Part::Whole) {
        for workshops in &arguments.whole {
            Whole::new(*workshops).measure(ours, arguments.rounds, results)?;
        }
    }
    if arguments.measures(Part::Function) {
        let program =
            arguments.handler.clone().unwrap_or_else(|| tests::binary::build_function("handler", "handler"));
        for workshops in [2].into_iter().chain(arguments.whole.first().copied()) {
            let whole = Whole::new(workshops);
            let built = whole.for_function(ours)?;
            let subject = Subject { program: &program, built: built.as_ref() };
            subject.measure(arguments.rounds, results)?;
        }
    }
    Ok(())
}

/// Prints the results, and writes them into the documentation if that is wanted.
fn report(results: &Results, tools: &[Installed], docs: bool) -> anyhow::Result<()> {
    let day = TimeZone::UTC.to_datetime(Timestamp::now()).date().to_string();
    let mut text = report::markdown(results, tools, &machine::describe(), &day);
    if docs {
        let numbers = report::numbers(results, Kind::Lean);
        if let Some(workshops) = numbers.get(numbers.len().saturating_sub(1) / 2) {
            let rows = report::typical(results, Kind::Lean, *workshops);
            let title = format!(
                "Time of a build of {} workshops, as a multiple of the floor",
                report::grouped(*workshops)
            );
            let (picture, alternative) = plot::svg(&rows, &title);
            fs::write(root().join("docs/images/benchmark.svg"), picture)?;
            text += &format!("\n![{alternative}](images/benchmark.svg)\n");
        }
        report::update(&root().join("docs/benchmarks.md"), &text)?;
    }
    println!("{text}");
    Ok(())
}

/// Returns a program that was named, or the one of this repository, which is built with the profile of this program.
fn program(named: Option<&PathBuf>, binary: &str) -> PathBuf {
    named.cloned().unwrap_or_else(|| tests::binary::build(binary))
}

/// Returns our generator: the program that was named, or one that is built with the profile of this program.
fn ours(named: Option<PathBuf>) -> anyhow::Result<Installed> {
    Installed::new(Tool::Ateliers, program(named.as_ref(), "generator"))
}

/// Returns ours, which comes first, and the others that are found.
fn tools(arguments: &RunArguments) -> anyhow::Result<Vec<Installed>> {
    let mut tools = vec![ours(arguments.generator.clone())?];
    for tool in arguments.with.iter().filter(|tool| **tool != Tool::Ateliers) {
        let named = match tool {
            Tool::Hugo => &arguments.hugo,
            Tool::Zola => &arguments.zola,
            Tool::Eleventy => &arguments.eleventy,
            Tool::Ateliers => &None,
        };
        tools.extend(Installed::find(*tool, named.as_deref())?);
    }
    Ok(tools)
}
