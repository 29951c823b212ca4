//! The program: reads its arguments, prints what happens, and stops at Ctrl-C.

#![expect(clippy::print_stdout, reason = "this is the program that speaks to the user")]
#![expect(clippy::print_stderr, reason = "this is the program that speaks to the user")]

use std::env;
use std::net::SocketAddr;
use std::path::{self, Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use jiff::Timestamp;
use jiff::civil::Date;
use preview::{Arguments, Event, OUTBOX_PATH, Options, Port, REGISTRATIONS_PATH, placed_warnings};
use registry::explained;
use site::{BuildError, Diagnostics, ToolLanguage};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// The preferred port.
const DEFAULT_PORT: u16 = 4000;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The SDK's log messages do not help an editor.
            eprintln!("error: {}", explained(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let root = match arguments.root {
        Some(root) => root,
        None => nearest_site()?,
    };
    // Links that open files in an editor need a full path.
    let root = path::absolute(&root).with_context(|| format!("cannot find `{}`", root.display()))?;
    let database = arguments.database.unwrap_or_else(|| root.join(".preview/registrations.sqlite"));
    let options = Options {
        root,
        database: database.clone(),
        port: arguments.port.map_or(Port::Preferably(DEFAULT_PORT), Port::Exactly),
        today: arguments.today,
        follows: !arguments.no_follow,
        language: ToolLanguage::of_environment(|name| env::var(name).ok()),
        clock: Arc::new(Timestamp::now),
    };
    show_log_of_handler();
    let preview = preview::start(options, print_event).await?;
    greet(preview.address(), &database, arguments.today);
    stopped().await?;
    preview.stop().await;
    Ok(())
}

/// Waits for Ctrl-C or SIGTERM.
async fn stopped() -> anyhow::Result<()> {
    let ctrl_c = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
        tokio::select! {
            result = ctrl_c => result.context("cannot wait for Ctrl-C"),
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    ctrl_c.await.context("cannot wait for Ctrl-C")
}

/// Finds the site's folder from the current one.
fn nearest_site() -> anyhow::Result<PathBuf> {
    let here = env::current_dir().context("cannot determine the current folder")?;
    let is_site = |folder: &&Path| folder.join("content/site.yaml").is_file();
    Ok(here.ancestors().find(is_site).unwrap_or(&here).to_owned())
}

/// Logs the functions as on AWS, without the messages of the embedded DynamoDB.
fn show_log_of_handler() {
    let handler = ["handler", "registry", "notifier"]
        .map(|of| (of, LevelFilter::INFO))
        .into_iter()
        .collect::<Targets>();
    let lines = tracing_subscriber::fmt::layer().compact().with_target(false);
    tracing_subscriber::registry().with(lines.with_filter(handler)).init();
}

fn greet(address: SocketAddr, database: &Path, today: Option<Date>) {
    println!();
    println!("  The site           http://{address}/");
    println!("  Its registrations  http://{address}{REGISTRATIONS_PATH}");
    println!("  kept in            {}", database.display());
    println!("  Mails about them   http://{address}{OUTBOX_PATH}");
    if let Some(today) = today {
        println!("  as of              {today}");
    }
    println!();
    println!("Edit `content/` or `themes/` and the browser reloads. Ctrl-C stops.");
}

fn print_event(event: Event) {
    match event {
        Event::Building => println!("Building …"),
        Event::Built(report, duration) => {
            let warnings = placed_warnings(&report);
            print_problems(&warnings);
            let counted =
                if warnings.is_empty() { String::new() } else { format!(", {}", warnings.count().english()) };
            println!(
                "Built {} pages in {} ms: {} files written, {} removed, {} unchanged{counted}",
                report.pages,
                duration.as_millis(),
                report.written,
                report.removed,
                report.unchanged
            );
        }
        Event::Broken(BuildError::Content(diagnostics)) => {
            print_problems(&diagnostics);
            eprintln!(
                "{}. Not built: the last good build is still shown. Save a fix to rebuild.",
                diagnostics.count().english()
            );
        }
        Event::Broken(BuildError::Other(error)) => eprintln!("Not built: {error:#}"),
    }
}

fn print_problems(problems: &Diagnostics) {
    let language = ToolLanguage::of_environment(|name| env::var(name).ok());
    problems.for_terminal(language).for_each(|problem| eprintln!("{problem}"));
}
