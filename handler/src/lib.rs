//! The form post in, a stored registration and a redirect out.
//!
//! ```text
//! post ─▶ request ─▶ form validation ─▶ registration ─▶ store ─▶ response
//! ```
//!
//! In the order of that flow:
//!
//! 1. [`config`]: the environment, read once at cold start
//! 2. [`lambda`]: from API Gateway's events to the router, and back; `routes`: the router
//! 3. [`edge`] and `gate`: by which way requests come, and how much from where; `call`: what an address tells; `request`: what is taken as a post, and what is refused before anyone reads its fields
//! 4. `register`, `own`, `answer`, `confirm`, `find`, `listing` and [`sweep`]: the use cases; they know no HTTP and no AWS. What came
//!    of one is an `outcome`; `abuse` tells which posts look like spam, by their trap and their [`address`]
//! 5. [`identifier`]: the unguessable identifier of a registration
//! 6. [`store`]: what is kept in DynamoDB and under which keys
//! 7. [`edition`]: the site in each of its languages
//! 8. `response`: outcome → status, headers and page in the language of whoever reads it
//! 9. `log`: one line for each request, without anything about people
//!
//! The crate never reads `content/` and knows neither Markdown nor YAML: what the generator found there reaches
//! it as `catalogue.json` and `theme.json`.

mod abuse;
pub mod address;
mod answer;
mod call;
pub mod config;
mod confirm;
mod deadline;
pub mod edge;
pub mod edition;
mod find;
mod gate;
pub mod identifier;
pub mod lambda;
mod listing;
mod log;
mod outcome;
mod own;
mod register;
mod request;
pub mod requirements;
mod response;
mod routes;
pub mod store;
pub mod sweep;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};
use axum::Router;
use jiff::Timestamp;
use model::catalogue::{CATALOGUE_VERSION, Catalogue};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use view::theme::Theme;

pub use crate::deadline::Deadline;
use crate::edition::Editions;
use crate::identifier::IdentifierKey;
pub use crate::log::log_to_stdout;
pub use crate::request::read_post;
use crate::store::Store;

/// What tells the time. Only the programs' `main` reads a clock; tests stop it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Everything that answering a request needs; made once, at cold start.
pub struct Services {
    /// The workshops and their forms.
    pub catalogue: Catalogue,
    /// The site in its languages.
    pub editions: Editions,
    /// Where registrations are kept.
    pub store: Store,
    /// The secret that makes identifiers unguessable.
    pub identifier_key: IdentifierKey,
    /// What tells the time.
    pub clock: Clock,
}

/// The routes under `/api`, the same under Lambda and in the preview. Without a fallback, so that it can be
/// merged into another router.
pub fn router(services: Arc<Services>) -> Router {
    routes::finish(routes::routes(), services)
}

/// Reads what the generator wrote for the handler: `catalogue.json` and `theme.json`.
///
/// # Errors
///
/// When a file cannot be read, or was written by a generator of another version.
pub fn load(directory: &Path) -> anyhow::Result<(Catalogue, Theme)> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let path = directory.join("catalogue.json");
    // The version first: what else another version holds would only make a puzzling message.
    let Version { version } = read(&path)?;
    ensure!(
        version == CATALOGUE_VERSION,
        "`{}` has version {version}, not {CATALOGUE_VERSION}; build the site and the handler from one commit",
        path.display()
    );
    Ok((read(&path)?, read(&directory.join("theme.json"))?))
}

fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("cannot make sense of `{}`", path.display()))
}
