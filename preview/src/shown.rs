//! The state shared by requests: the served site, its problems and its backend.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::StatusCode;
use registry::Store;
use site::ToolLanguage;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_status::SetStatus;

use crate::Options;
use crate::backend::Backend;
use crate::findings::Findings;
use crate::news::News;

/// The current state.
#[derive(Default)]
pub(crate) struct Shown(RwLock<Latest>);

/// The results of the last builds.
#[derive(Clone, Default)]
pub(crate) struct Latest {
    /// The last good site; `None` before the first.
    pub(crate) backend: Option<Arc<Backend>>,
    /// The problems of the last build.
    pub(crate) problems: Option<Arc<Findings>>,
    /// The warnings of the last good build.
    pub(crate) warnings: Option<Arc<Findings>>,
}

impl Shown {
    /// Serves a newly built site with its warnings, if any; without a new backend, with the present one. Returns whether there
    /// were problems or other warnings before.
    pub(crate) fn show(&self, backend: Option<Backend>, warnings: Option<Findings>) -> bool {
        let warnings = warnings.map(Arc::new);
        let backend = backend.map(Arc::new).or_else(|| self.backend());
        let shown = Latest { backend, problems: None, warnings: warnings.clone() };
        let before = self.replace(shown);
        before.problems.is_some() || before.warnings != warnings
    }

    /// Keeps the last good site and shows the problems of the latest build. Returns whether they are new.
    pub(crate) fn warn(&self, problems: Findings) -> bool {
        let problems = Arc::new(problems);
        let shown = Latest { problems: Some(Arc::clone(&problems)), ..self.latest() };
        self.replace(shown).problems != Some(problems)
    }

    fn replace(&self, shown: Latest) -> Latest {
        // No code panics while it holds the lock, so the lock is never poisoned.
        std::mem::replace(&mut self.0.write().unwrap_or_else(PoisonError::into_inner), shown)
    }

    /// Returns the last good site.
    pub(crate) fn backend(&self) -> Option<Arc<Backend>> {
        self.latest().backend
    }

    /// Returns the results of the last builds.
    pub(crate) fn latest(&self) -> Latest {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The services that answer requests.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) shown: Arc<Shown>,
    /// The site's files: a folder serves its `index.html`; a missing path serves the site's own page.
    pub(crate) files: ServeDir<SetStatus<ServeFile>>,
    /// The page for missing paths.
    pub(crate) missing: SetStatus<ServeFile>,
    pub(crate) store: Store,
    pub(crate) outbox: PathBuf,
    pub(crate) news: News,
    /// Whether open pages give way to the page that is being edited.
    pub(crate) follows: bool,
    /// The language of problems, warnings and the preview's own pages.
    pub(crate) language: ToolLanguage,
}

impl Served {
    /// Creates the services from the preview's options, the state of the site, the database and the mail folder.
    pub(crate) fn new(options: &Options, shown: Arc<Shown>, store: Store, outbox: PathBuf) -> Served {
        let site = options.root.join("dist/site");
        let missing = SetStatus::new(ServeFile::new(site.join("404.html")), StatusCode::NOT_FOUND);
        let files = ServeDir::new(site).fallback(missing.clone());
        let (follows, language) = (options.follows, options.language);
        Served { shown, files, missing, store, outbox, news: News::start(), follows, language }
    }
}
