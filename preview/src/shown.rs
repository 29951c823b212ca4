//! The state that requests share: the site and the problems that are shown, and what answering needs besides.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::StatusCode;
use registry::Store;
use tokio::sync::mpsc;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_status::SetStatus;

use crate::backend::Backend;

/// What there is to see at the moment.
#[derive(Default)]
pub(crate) struct Shown(RwLock<Latest>);

/// What came of the last builds.
#[derive(Clone, Default)]
pub(crate) struct Latest {
    /// That of the last site that could be built; `None` before the first.
    pub(crate) backend: Option<Arc<Backend>>,
    /// What prevented the last build.
    pub(crate) problems: Option<Arc<str>>,
}

impl Shown {
    /// Shows a site that was built. Whether there were problems before.
    pub(crate) fn show(&self, backend: Backend) -> bool {
        let shown = Latest { backend: Some(Arc::new(backend)), problems: None };
        self.replace(shown).problems.is_some()
    }

    /// Goes on with the last site, but says what prevents the next. Whether it is something else than before.
    pub(crate) fn warn(&self, problems: &str) -> bool {
        let shown = Latest { problems: Some(problems.into()), ..self.latest() };
        self.replace(shown).problems.is_none_or(|before| *before != *problems)
    }

    fn replace(&self, shown: Latest) -> Latest {
        // Nothing can panic while it is locked, so it is never poisoned.
        std::mem::replace(&mut self.0.write().unwrap_or_else(PoisonError::into_inner), shown)
    }

    /// That of the last site that could be built.
    pub(crate) fn backend(&self) -> Option<Arc<Backend>> {
        self.latest().backend
    }

    /// What came of the last builds.
    pub(crate) fn latest(&self) -> Latest {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What answering needs.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) shown: Arc<Shown>,
    /// The files of the site: a folder's `index.html`, and the site's own page for what is not there.
    pub(crate) files: ServeDir<SetStatus<ServeFile>>,
    /// The page for what is not there.
    pub(crate) missing: SetStatus<ServeFile>,
    pub(crate) store: Store,
    pub(crate) outbox: PathBuf,
    /// Told after each post, about which there may be something to mail.
    pub(crate) posted: mpsc::Sender<()>,
}

impl Served {
    /// What answering from these needs: the files of a site, the registrations, and the folder of mails.
    pub(crate) fn new(
        shown: Arc<Shown>,
        site: &Path,
        store: Store,
        outbox: PathBuf,
        posted: mpsc::Sender<()>,
    ) -> Served {
        let missing = SetStatus::new(ServeFile::new(site.join("404.html")), StatusCode::NOT_FOUND);
        let files = ServeDir::new(site).fallback(missing.clone());
        Served { shown, files, missing, store, outbox, posted }
    }
}
