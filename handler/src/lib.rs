//! The form post in, a stored registration and a redirect out.
//!
//! ```text
//! post ─▶ request ─▶ form validation ─▶ registration ─▶ store ─▶ response
//! ```
//!
//! In the order of that flow:
//!
//! 1. [`config`]: the environment, read once at cold start; [`services`](Services): what is made of it
//! 2. [`lambda`]: from API Gateway's events to the router, and back; `routes`: the router
//! 3. [`edge`] and `gate`: by which way requests come, and how much from where
//! 4. `request`: what is taken as a post, and what is refused before anyone reads its fields; `extract`: what a request
//!    is about, found by its address
//! 5. `register`, `own`, `participants`, `answer`, `confirm`, `find` and `listing`: the use cases; they know no HTTP and
//!    no AWS. `error`: why a request comes to nothing; `abuse` decides which posts look like spam, by their trap and
//!    their [`address`]
//! 6. `response`: what came of it → `page`: status, headers and body, in the language of whoever reads it
//! 7. `log`: one line for each request, without anything about people
//!
//! The crate never reads `content/` and knows neither Markdown nor YAML: what the generator found there reaches
//! it as `catalogue.json` and `theme.json`, and registrations are kept by `registry`.

mod abuse;
pub mod address;
mod answer;
pub mod config;
mod confirm;
pub mod edge;
mod error;
mod extract;
mod find;
mod gate;
pub mod lambda;
mod listing;
mod log;
mod own;
mod page;
mod participants;
mod register;
mod request;
pub mod requirements;
mod response;
mod routes;
mod services;

use std::sync::Arc;

use axum::Router;

pub use crate::request::read_post;
pub use crate::services::Services;

/// The routes under `/api`, the same under Lambda and in the preview. Without a fallback, so that it can be
/// merged into another router.
pub fn router(services: Arc<Services>) -> Router {
    routes::finish(routes::routes(), services)
}
