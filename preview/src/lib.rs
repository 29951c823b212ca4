//! Shows the site on this machine while you edit it: builds, watches and serves it, and runs the real handler on an
//! embedded DynamoDB.
//!
//! In order of execution:
//!
//! 1. [`embedded`]: the embedded DynamoDB, in a file that persists between runs
//! 2. `build`: content and theme → a new site and a new handler, or the problems that prevent it, on a thread that keeps the
//!    record of the last build
//! 3. `watch`: reports changes to content and theme
//! 4. `server`: answers browsers on this machine only; `shown`: the state shared by requests; `backend`: the handler
//!    and the notifier
//! 5. `published`: rewrites requests as the published site would send them to the handler
//! 6. `mail`: runs the real notifier, which writes mails to a folder
//! 7. `pages`, `outbox`, `schedule`: the preview's own pages, long lists on several (`newest`), with their `words`; `personal` prevents other
//!    sites from reading them; `findings`: the problems and warnings that every page shows; `news`: reloads open pages, or
//!    opens the page that is `edited`
//! 8. [`Arguments`]: the options of the command line, in the library so that tests can compare the documentation
//!
//! This crate prints nothing: it reports to its caller with [`Event`]s.

mod arguments;
mod backend;
mod build;
mod edited;
mod failures;
mod findings;
mod mail;
mod newest;
mod news;
mod outbox;
mod pages;
mod personal;
mod published;
mod schedule;
mod server;
mod shown;
mod watch;
mod words;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use embedded::{Database, Hold};
use jiff::civil::Date;
use registry::Clock;
use site::failure::cannot_write;
use site::{BuildError, BuildReport, Failure, OrFail as _, Phrase, ToolLanguage, no_content, phrase};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub use crate::arguments::Arguments;
use crate::backend::Recipe;
pub use crate::build::placed_warnings;
use crate::build::{Builder, Built};
use crate::edited::Edited;
use crate::failures::{no_database, not_private};
use crate::findings::Findings;
use crate::news::News;
pub use crate::outbox::OUTBOX_PATH;
pub use crate::schedule::SCHEDULE_PATH;
pub use crate::server::REGISTRATIONS_PATH;
use crate::shown::{Served, Shown};

/// A build that takes longer than this is announced, before the editor wonders whether it has started.
const LONG_BUILD: Duration = Duration::from_secs(1);

/// The options of a preview.
pub struct Options {
    /// The folder that contains `content/`, and `themes/` if the site has its own. The site is built to `dist/` in it.
    pub root: PathBuf,
    /// The database file. The key for identifiers and the mails are stored beside it.
    pub database: PathBuf,
    /// The port on the loopback interface.
    pub port: Port,
    /// The day to show the site as of; `None` for the current day.
    pub today: Option<Date>,
    /// Whether open pages give way to the page whose file is saved.
    pub follows: bool,
    /// The language of problems, warnings and the preview's own pages.
    pub language: ToolLanguage,
    /// The clock.
    pub clock: Clock,
}

/// A port to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// This port only; 0 chooses any free port.
    Exactly(u16),
    /// This port if it is free, otherwise any free port.
    Preferably(u16),
}

/// Reports of a running preview.
pub enum Event {
    /// A build is taking long.
    Building,
    /// The site was built and is served.
    Built(BuildReport, Duration),
    /// The build failed; the last good site is served with the problems on top.
    Broken(BuildError),
}

/// A running preview. It stops when dropped.
pub struct Preview {
    address: SocketAddr,
    database: Database,
    tasks: JoinSet<()>,
    // Locks the folder: a second preview would build to the same place.
    hold: Hold,
}

/// Starts a preview. Returns when the first build has finished, whether or not it succeeded.
///
/// # Errors
///
/// Returns an error if `options.root` has no site, another preview is using it, the port is taken, or the database
/// cannot be opened.
pub async fn start(
    options: Options,
    report: impl Fn(Event) + Send + Sync + 'static,
) -> Result<Preview, Failure> {
    let sources = ["content", "themes", site::MEMBERS].map(|name| options.root.join(name));
    // A site may do with built-in themes.
    if !sources[0].is_dir() {
        return Err(no_content(&sources[0]));
    }
    let mut hold = hold(&options.root).await?;
    let listener = listen(options.port).await?;
    let address = listener.local_addr()?;
    let page = format!("http://{address}/");
    hold.describe(Some(page.clone())).map_err(|error| not_private(&error, &options.root))?;
    let opened = Database::open_for_commands(&options.database, &page).await;
    let (database, written) = opened.map_err(|error| no_database(&error, &options.database))?;
    let store = database.store.clone();
    // Watch before the first build, so that no change is missed.
    let (changed, changes) = mpsc::channel(1);
    let watcher = watch::watch(&sources, changed);

    let shown = Arc::new(Shown::default());
    let outbox = embedded::outbox(&options.database);
    embedded::private_folder(&outbox).map_err(|error| no_database(&error, &options.database))?;
    let served = Served::new(&options, Arc::clone(&shown), store.clone(), outbox.clone());
    let news = served.news.clone();
    let router = server::router(served, address.port());
    let edited = Edited::start(&options.root);
    let mut builder = Builder::new(Recipe {
        root: options.root,
        today: options.today,
        language: options.language,
        clock: options.clock,
        store,
        identifier_key: database.identifier_key.clone(),
        outbox,
        address,
    });
    rebuild(&mut builder, &shown, &report).await;

    let mut tasks = JoinSet::new();
    tasks.spawn(mail::send_after(written, Arc::clone(&shown)));
    tasks.spawn(async move {
        axum::serve(listener, router).await.expect("serving ends only with its task");
    });
    tasks.spawn(async move {
        let _watcher = watcher;
        follow(changes, builder, Following { shown: &shown, news: &news, edited }, &report).await;
    });
    Ok(Preview { address, database, tasks, hold })
}

impl Preview {
    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops serving and closes the database.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
        self.database.close().await;
        drop(self.hold);
    }
}

/// Locks the site's folder for this preview.
async fn hold(root: &Path) -> Result<Hold, Failure> {
    let folder = root.join(".preview");
    embedded::private_folder(&folder).map_err(|error| not_private(&error, root))?;
    // Registrations must not be committed, whatever the site's own `.gitignore` has.
    let ignored = folder.join(".gitignore");
    if !ignored.exists() {
        std::fs::write(&ignored, "*\n").or_fail(|| cannot_write(&ignored))?;
    }
    let held = Hold::alone(&folder.join("preview.lock")).await;
    held.map_err(|error| not_private(&error, root))?.map_err(|holder| {
        let root = root.display();
        let holder = match holder {
            Some(holder) => Phrase::same(holder.to_string()),
            None => phrase! { en: "another program", fr: "un autre programme" },
        };
        Failure::new(phrase! {
            en: "a preview of `{root}` is already running: {holder}; use that one, or stop it first",
            fr: "un aperçu de `{root}` est déjà ouvert ({holder}) ; servez-vous de celui-là, ou arrêtez-le d’abord";
            holder
        })
    })
}

async fn listen(port: Port) -> Result<TcpListener, Failure> {
    let bind = async |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    match port {
        Port::Exactly(port) => bind(port).await.or_fail(|| {
            phrase! { en: "cannot listen on port {port}", fr: "impossible d’écouter sur le port {port}" }
        }),
        Port::Preferably(port) => match bind(port).await {
            Ok(listener) => Ok(listener),
            Err(_) => bind(0).await.or_fail(
                || phrase! { en: "cannot listen on any port", fr: "impossible d’écouter sur un port" },
            ),
        },
    }
}

/// What follows the changes.
struct Following<'a> {
    shown: &'a Shown,
    news: &'a News,
    edited: Edited,
}

/// Rebuilds after each change and announces that to open pages.
async fn follow(
    mut changes: mpsc::Receiver<()>,
    mut builder: Builder,
    Following { shown, news, mut edited }: Following<'_>,
    report: &impl Fn(Event),
) {
    while changes.recv().await.is_some() {
        let is_new = rebuild(&mut builder, shown, report).await;
        // A page that cannot be built is not opened: its problems are shown on every page.
        let looked = tokio::task::spawn_blocking(move || {
            let page = edited.page();
            (edited, page)
        });
        let page = match looked.await {
            Ok((looked, page)) => {
                edited = looked;
                page.filter(|_| shown.latest().problems.is_none())
            }
            // A bug in the generator must not end the preview.
            Err(_) => {
                edited = Edited::start(&builder.recipe().root);
                None
            }
        };
        if is_new || page.is_some() {
            news.announce(page);
        }
    }
}

/// Builds once and updates the served site. Returns whether browsers need to reload.
async fn rebuild(builder: &mut Builder, shown: &Shown, report: &impl Fn(Event)) -> bool {
    let started = Instant::now();
    let recipe = builder.recipe();
    let Recipe { root, language, .. } = recipe.as_ref();
    let mut build = pin!(builder.build());
    let result = tokio::select! {
        result = &mut build => result,
        () = tokio::time::sleep(LONG_BUILD) => {
            report(Event::Building);
            build.await
        }
    };
    match result {
        Ok(Built { report: built, backend }) => {
            let changed = built.written + built.removed > 0;
            let warnings = Findings::of_warnings(&placed_warnings(&built), root, *language);
            let has_news = shown.show(backend, warnings);
            report(Event::Built(built, started.elapsed()));
            changed || has_news
        }
        Err(error) => {
            let new = shown.warn(Findings::of_error(&error, root, *language));
            report(Event::Broken(error));
            new
        }
    }
}
