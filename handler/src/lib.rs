//! The Lambda function that takes form posts, stores registrations and answers with a redirect or a page.
//!
//! ```text
//! post ─▶ request ─▶ form validation ─▶ registration ─▶ store ─▶ response
//! ```
//!
//! In the order of that flow:
//!
//! 1. [`config`]: the environment, read once at cold start; [`services`](Services): everything built from it
//! 2. [`lambda`]: translates between API Gateway's events and the router; `routes`: the router
//! 3. [`edge`] and `gate`: how requests arrive, and how many each sender may make; `pending_pressure`: that number while it
//!    is still being counted; `route`: the route of registration forms
//! 4. `request`: decodes a form post or refuses it before its fields are read; `extract`: finds the workshop,
//!    registration or questionnaire that the URL names
//! 5. `register`, `own_registration`, `participants`, `additions`, `details`, `address_change`, `answer`, `confirm`, `find` and
//!    `participants_list`: the use cases; they know neither HTTP nor AWS. `error`: why a request fails; `abuse`: decides
//!    which posts look like spam, by the trap field and the sender's [`address`]
//! 6. `response`: turns a result into a `reply` (status, headers and body) in the reader's language; `undrawn`: a page that
//!    the gate draws while the store works
//! 7. `log`: one line per request, without personal data
//!
//! The crate never reads `content/` and knows neither Markdown nor YAML: it reads the generator's results from
//! `catalogue.json` and `theme.json`, and stores registrations through `registry`.

mod abuse;
mod additions;
pub mod address;
mod address_change;
mod answer;
pub mod config;
mod confirm;
mod details;
pub mod edge;
mod error;
mod extract;
mod find;
mod gate;
pub mod lambda;
mod log;
mod membership;
mod own_registration;
mod participants;
mod participants_list;
mod participation;
mod pending_pressure;
mod register;
mod reply;
mod request;
pub mod requirements;
mod response;
mod route;
mod routes;
mod seat_offer;
mod services;
mod undrawn;

use std::sync::Arc;

use axum::Router;

pub use crate::request::read_post;
pub use crate::services::Services;

/// Returns the routes under `/api`, which are the same on Lambda and in the preview. There is no fallback, so the
/// router can be merged into another one.
pub fn router(services: Arc<Services>) -> Router {
    routes::finish(routes::routes(), services)
}
