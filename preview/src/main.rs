//! The program: reads its arguments, prints what happens, and stops at Ctrl-C.

#![expect(clippy::print_stdout, reason = "this is the program that speaks to the user")]
#![expect(clippy::print_stderr, reason = "this is the program that speaks to the user")]

use std::env;
use std::net::SocketAddr;
use std::path::{self, Path, PathBuf};
#[cfg(unix)]
use std::process::Command;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use preview::{Arguments, Event, OUTBOX_PATH, Options, Port, REGISTRATIONS_PATH, placed_warnings};
use site::failure::cannot_find;
use site::{BuildError, BuildReport, Diagnostics, Failure, OrFail as _, Phrase, ToolLanguage, phrase};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// The system's allocator keeps most of the memory that a build of everything took. See also `return_memory_at_once`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The preferred port.
const DEFAULT_PORT: u16 = 4000;

fn main() -> ExitCode {
    let arguments: Arguments = usage::parse(usage::language("--lang"));
    let language = arguments.lang.unwrap_or_else(usage::language_of_environment);
    match start(arguments, language) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.line().text(language));
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments, language: ToolLanguage) -> Result<(), Failure> {
    #[cfg(unix)]
    return_memory_at_once()?;
    run(arguments, language)
}

/// Starts the program again in this process with the option of mimalloc to return memory when it becomes free, unless the
/// option is set. By default, a thread returns it a second later, when it allocates again; those that have built rest
/// until the next edit. mimalloc reads its options when the process starts, and from nothing but the environment without
/// unsafe code. The programs that the preview starts inherit the variable, which does them no harm.
///
/// Fails if the system refuses. The process must then end, because its handling of signals has changed: a connection that
/// a browser closes could end it at any time (see [`exec`](std::os::unix::process::CommandExt::exec)).
#[cfg(unix)]
fn return_memory_at_once() -> Result<(), Failure> {
    use std::os::unix::process::CommandExt as _;
    const DELAY: &str = "MIMALLOC_PURGE_DELAY";
    if env::var_os(DELAY).is_some() {
        return Ok(());
    }
    let mut arguments = env::args_os();
    let (Ok(program), Some(name)) = (env::current_exe(), arguments.next()) else {
        // The program takes more memory.
        return Ok(());
    };
    let refusal = Command::new(program).arg0(name).args(arguments).env(DELAY, "0").exec();
    Err(refusal).or_fail(|| {
        phrase! {
            en: "cannot restart to save memory; set the environment variable {DELAY}=0 and try again",
            fr: "impossible de redémarrer pour économiser la mémoire ; définissez la variable d’environnement {DELAY}=0 et \
                 réessayez"
        }
    })
}

#[tokio::main]
async fn run(arguments: Arguments, language: ToolLanguage) -> Result<(), Failure> {
    let root = match arguments.root {
        Some(root) => root,
        None => nearest_site()?,
    };
    // Links that open files in an editor need a full path.
    let root = path::absolute(&root).or_fail(|| cannot_find(&root))?;
    let database = arguments.database.unwrap_or_else(|| root.join(".preview/registrations.sqlite"));
    let options = Options {
        root,
        database: database.clone(),
        port: arguments.port.map_or(Port::Preferably(DEFAULT_PORT), Port::Exactly),
        today: arguments.today,
        follows: !arguments.no_follow,
        language,
        clock: Arc::new(Timestamp::now),
    };
    show_log_of_handler();
    let preview = preview::start(options, move |event| print_event(event, language)).await?;
    let greeting = greeting(preview.address(), &database, arguments.today);
    println!("{}", greeting.text(language));
    stopped().await?;
    preview.stop().await;
    Ok(())
}

/// Waits for Ctrl-C or SIGTERM.
async fn stopped() -> Result<(), Failure> {
    let not_stoppable = || phrase! { en: "cannot wait for Ctrl-C", fr: "impossible d’attendre Ctrl-C" };
    let ctrl_c = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate()).or_fail(not_stoppable)?;
        tokio::select! {
            result = ctrl_c => result.or_fail(not_stoppable),
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    ctrl_c.await.or_fail(not_stoppable)
}

/// Finds the site's folder from the current one.
fn nearest_site() -> Result<PathBuf, Failure> {
    let here = env::current_dir().or_fail(|| {
        phrase! { en: "cannot determine the current folder", fr: "impossible de trouver le dossier courant" }
    })?;
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

/// Returns where the site is, and how to stop.
fn greeting(address: SocketAddr, database: &Path, today: Option<Date>) -> Phrase {
    let database = database.display();
    let as_of = match today {
        Some(today) => phrase! {
            en: "\n  as of              {today}",
            fr: "\n  à la date du       {today}"
        },
        None => Phrase::default(),
    };
    phrase! {
        en: "\n  The site           http://{address}/\
             \n  Its registrations  http://{address}{REGISTRATIONS_PATH}\
             \n  kept in            {database}\
             \n  Mails about them   http://{address}{OUTBOX_PATH}{as_of}\
             \n\nEdit `content/` or `themes/` and the browser reloads. Ctrl-C stops.",
        fr: "\n  Le site            http://{address}/\
             \n  Ses inscriptions   http://{address}{REGISTRATIONS_PATH}\
             \n  gardées dans       {database}\
             \n  Leurs courriels    http://{address}{OUTBOX_PATH}{as_of}\
             \n\nModifiez `content/` ou `themes/`, et le navigateur se recharge. Ctrl-C arrête l’aperçu.";
        as_of
    }
}

fn print_event(event: Event, language: ToolLanguage) {
    match event {
        Event::Building => {
            println!("{}", phrase! { en: "Building …", fr: "Construction …" }.text(language));
        }
        Event::Built(report, duration) => {
            let warnings = placed_warnings(&report);
            print_problems(&warnings, language);
            println!("{}", built(&report, &warnings, duration).text(language));
        }
        Event::Broken(BuildError::Content(diagnostics)) => {
            print_problems(&diagnostics, language);
            let count = diagnostics.count();
            let line = phrase! {
                en: "{count}. Not built: the last good build is still shown. Save a fix to rebuild.",
                fr: "{count}. Le site n’est pas reconstruit : la dernière version correcte reste affichée. Enregistrez une \
                     correction pour le reconstruire.";
                count
            };
            eprintln!("{}", line.text(language));
        }
        Event::Broken(BuildError::Other(failure)) => {
            let reason = failure.text();
            let line =
                phrase! { en: "Not built: {reason}", fr: "Le site n’est pas reconstruit : {reason}"; reason };
            eprintln!("{}", line.text(language));
        }
    }
}

/// Returns what a build did.
fn built(report: &BuildReport, warnings: &Diagnostics, duration: Duration) -> Phrase {
    let BuildReport { pages, written, removed, unchanged, .. } = report;
    let milliseconds = duration.as_millis();
    let count = if warnings.is_empty() {
        Phrase::default()
    } else {
        let count = warnings.count();
        phrase! { en: ", {count}", fr: " ; {count}"; count }
    };
    phrase! {
        en: "Built {pages} pages in {milliseconds} ms: {written} files written, {removed} removed, {unchanged} unchanged{count}",
        fr: "Pages construites : {pages}, en {milliseconds} ms ; fichiers écrits : {written}, supprimés : {removed}, \
             inchangés : {unchanged}{count}";
        count
    }
}

fn print_problems(problems: &Diagnostics, language: ToolLanguage) {
    problems.for_terminal(language).for_each(|problem| eprintln!("{problem}"));
}
