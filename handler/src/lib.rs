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
//! 4. `register`, `own`, `answer`, `confirm`, `find` and `listing`: the use cases; they know no HTTP and no AWS. What came
//!    of one is an `outcome`; `abuse` tells which posts look like spam, by their trap and their [`address`]
//! 5. `response`: outcome → status, headers and page in the language of whoever reads it
//! 6. `log`: one line for each request, without anything about people
//!
//! The crate never reads `content/` and knows neither Markdown nor YAML: what the generator found there reaches
//! it as `catalogue.json` and `theme.json`, and registrations are kept by `registry`.

mod abuse;
pub mod address;
mod answer;
mod call;
pub mod config;
mod confirm;
pub mod edge;
mod find;
mod gate;
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

use std::sync::Arc;

use axum::Router;
use model::catalogue::Catalogue;
use registry::identifier::IdentifierKey;
use registry::{Clock, Store};
use view::edition::Editions;

pub use crate::request::read_post;

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
