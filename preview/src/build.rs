//! Builds a site and its handler from content and theme, or returns the problems that prevent it.

use std::cell::Cell;
use std::sync::{Arc, mpsc};
use std::thread;

use anyhow::Context;
use handler::Services;
use jiff::tz::TimeZone;
use registry::{Clock, Workshops};
use site::{Against, BuildError, BuildOptions, BuildReport, Diagnostics, Failure, Followed, phrase};
use tokio::sync::oneshot;
use view::edition::Editions;

use crate::backend::{Backend, Recipe};
use crate::{failures, mail, published};

/// The result of a build.
pub(crate) struct Built {
    pub(crate) report: BuildReport,
    /// `None` if that of the build before is still right.
    pub(crate) backend: Option<Backend>,
}

/// Builds the site to `dist` in the root folder each time it is asked to, and a handler from the files there, which another
/// program may have written. It keeps what it needs for the next build in memory, on a thread of its own.
pub(crate) struct Builder {
    recipe: Arc<Recipe>,
    /// `None` before the first build, and after a bug ended the thread.
    thread: Option<mpsc::Sender<Answer>>,
}

/// Where the result of a build is expected.
type Answer = oneshot::Sender<Result<Built, BuildError>>;

impl Builder {
    /// Builds nothing yet.
    pub(crate) fn new(recipe: Recipe) -> Builder {
        Builder { recipe: Arc::new(recipe), thread: None }
    }

    /// Returns what does not depend on the content.
    pub(crate) fn recipe(&self) -> Arc<Recipe> {
        Arc::clone(&self.recipe)
    }

    /// Builds once.
    ///
    /// # Errors
    ///
    /// Returns the problems of the content, or what else prevents the build.
    pub(crate) async fn build(&mut self) -> Result<Built, BuildError> {
        let (answer, result) = oneshot::channel();
        let thread = self.thread.get_or_insert_with(|| {
            let recipe = Arc::clone(&self.recipe);
            let (ask, asked) = mpsc::channel();
            thread::spawn(move || answer_all(&recipe, &asked));
            ask
        });
        // Without a thread, there is no answer either.
        let _ = thread.send(answer);
        match result.await {
            Ok(result) => result,
            // A bug in the generator must not end the preview: the next edit may build.
            Err(_) => {
                self.thread = None;
                Err(BuildError::Other(Failure::new(phrase! {
                    en: "the build stopped because of a bug; please report this, and save the file again",
                    fr: "la construction s’est arrêtée à cause d’un défaut du programme ; merci de le signaler, puis \
                         enregistrez de nouveau le fichier"
                })))
            }
        }
    }
}

/// Builds once for each answer that is asked for.
fn answer_all(recipe: &Recipe, asked: &mpsc::Receiver<Answer>) {
    let answer = Cell::new(None::<Answer>);
    let next = || {
        answer.set(Some(asked.recv().ok()?));
        Some(options(recipe))
    };
    let done = |Followed { result, only_pages }: Followed| {
        let built = result.and_then(|report| {
            let backend = if only_pages { None } else { Some(backend(recipe).map_err(no_backend)?) };
            Ok(Built { report, backend })
        });
        // The preview may have stopped meanwhile.
        if let Some(answer) = answer.take() {
            let _ = answer.send(built);
        }
    };
    site::follow(next, done);
}

/// Returns the reason why registrations cannot be answered.
fn no_backend(error: anyhow::Error) -> BuildError {
    let what = phrase! {
        en: "cannot answer registrations with the files in `dist`",
        fr: "impossible de répondre aux inscriptions avec les fichiers de `dist`"
    };
    BuildError::Other(failures::of(&error, &what))
}

fn options(recipe: &Recipe) -> BuildOptions {
    BuildOptions {
        root: recipe.root.clone(),
        dist: recipe.root.join("dist"),
        today: recipe.today.unwrap_or_else(|| site::day_of_site(&recipe.root, (recipe.clock)())),
        // The preview does not publish; the next build is compared with the published site.
        against: Against::Nothing,
        drafts: true,
        now: recipe.today.is_none().then(|| (recipe.clock)()),
        anew: false,
        deny_warnings: false,
    }
}

fn backend(recipe: &Recipe) -> anyhow::Result<Backend> {
    let directory = recipe.root.join("dist/handler");
    let (catalogue, theme) = registry::load(&directory)?;
    let time_zone = TimeZone::get(&theme.time_zone)
        .with_context(|| format!("`{}` is not a time zone", theme.time_zone))?;
    let clock = clock(recipe, &time_zone);
    let redirects = published::redirects(&recipe.root.join("dist/deployment/redirects.json"))?;
    let origin = published::origin(&theme.site.base_url);
    let editions =
        Editions::new(catalogue.workshops.keys(), &theme).context("the handler cannot use the theme")?;
    // In memory, because the next build replaces the files.
    let workshops = Workshops::from(catalogue).with_documents_in(&directory);
    let all = workshops.identifiers().map(|identifier| workshops.workshop(identifier));
    let all = all.filter_map(Result::transpose).collect::<Result<_, _>>()?;
    let notifier = mail::notifier(recipe, workshops.clone(), theme, Arc::clone(&clock))?;
    let services = Services {
        editions,
        workshops,
        store: recipe.store.clone(),
        identifier_key: recipe.identifier_key.clone(),
        clock: Arc::clone(&clock),
    };
    Ok(Backend {
        handler: handler::router(Arc::new(services)),
        origin,
        redirects,
        workshops: all,
        time_zone,
        clock,
        notifier,
    })
}

/// Returns the clock for the handler: the chosen day, if any, at the current time of day.
fn clock(recipe: &Recipe, time_zone: &TimeZone) -> Clock {
    let now = Arc::clone(&recipe.clock);
    let Some(today) = recipe.today else {
        return now;
    };
    let time_zone = time_zone.clone();
    Arc::new(move || {
        let now = now();
        let time = time_zone.to_datetime(now).time();
        time_zone.to_timestamp(today.to_datetime(time)).unwrap_or(now)
    })
}

/// Returns the warnings of a build about places in the content. Others, such as a missing history, concern the published
/// site only.
pub fn placed_warnings(report: &BuildReport) -> Diagnostics {
    let mut placed = Diagnostics::default();
    let warnings = report.warnings.iter().filter(|warning| !warning.path().is_empty());
    warnings.for_each(|warning| placed.push(warning.clone()));
    placed
}
