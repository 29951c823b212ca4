//! The form post in, a stored registration and a redirect out.
//!
//! ```text
//! post ─▶ request ─▶ form validation ─▶ registration ─▶ store ─▶ response
//! ```
//!
//! In the order of that flow:
//!
//! 1. [`config`]: the environment, read once at cold start
//! 2. [`lambda`]: from API Gateway's events to the router, and back
//! 3. [`edge`] and `gate`: by which way requests come, and how much from where; `call`: what an address tells; `request`: what is taken as a post, and what is refused before anyone reads its fields
//! 4. `register`, `own`, `answer`, `confirm`, `listing` and [`sweep`]: the use cases; they know no HTTP and no AWS. What came
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
pub mod store;
pub mod sweep;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use jiff::Timestamp;
use model::catalogue::{CATALOGUE_VERSION, Catalogue};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tower_http::catch_panic::CatchPanicLayer;
use view::theme::Theme;

use crate::abuse::Pressure;
use crate::call::{Call, Language};
pub use crate::deadline::Deadline;
use crate::edition::Editions;
use crate::identifier::IdentifierKey;
pub use crate::log::log_to_stdout;
use crate::outcome::Outcome;
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
    finish(routes(), services)
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

fn routes() -> Router<Arc<Services>> {
    Router::new()
        .route("/api/workshops/{slug}/registrations", post(take_registration))
        .route("/api/workshops/{slug}/availability", get(tell_availability))
        .route("/api/workshops/{slug}/forms/{form}", post(take_answer))
        .route("/api/workshops/{slug}/forms/{form}/thanks", get(thank))
        .route("/api/registrations/{slug}/{id}", get(show_registration))
        .route("/api/registrations/{slug}/{id}/calendar.ics", get(show_calendar))
        .route("/api/registrations/{slug}/{id}/cancel", get(ask_to_cancel).post(cancel))
        .route("/api/registrations/{slug}/{id}/participants", get(ask_to_change).post(change))
        .route("/api/registrations/{slug}/{id}/listed", post(change_listing))
        .route("/api/registrations/{slug}/{id}/confirm/{token}", get(ask_to_confirm).post(confirm))
        .method_not_allowed_fallback(method_not_allowed)
        // After the fallback for methods, as here every method gets the same answer.
        .route("/api", any(not_found))
        .route("/api/", any(not_found))
        .route("/api/{*path}", any(not_found))
}

fn finish(routes: Router<Arc<Services>>, services: Arc<Services>) -> Router {
    let (panicked, gated) = (Arc::clone(&services), Arc::clone(&services));
    routes
        .layer(middleware::from_fn_with_state(gated, gate::pass))
        .layer(CatchPanicLayer::custom(move |_| response::panicked(&panicked)))
        .layer(middleware::from_fn(log::log))
        .with_state(services)
}

type Shared = State<Arc<Services>>;

fn base_url(services: &Services) -> &str {
    &services.editions.main().site.base_url
}

async fn take_registration(
    State(services): Shared,
    Language(language): Language,
    call: Call<String>,
    request: Request,
) -> Response {
    let (Call(slug, deadline), language) = (call, language.as_deref());
    let pressure = Pressure::of(&request);
    let outcome = match request::submission(request, base_url(&services)).await {
        Ok(submission) => {
            register::register(&services, (&slug, language), submission, pressure, deadline).await
        }
        Err(refused) => Outcome::Unacceptable(refused),
    };
    response::respond_in(&services, language, outcome)
}

async fn tell_availability(State(services): Shared, call: Call<String>) -> Response {
    let Call(slug, deadline) = call;
    response::respond(&services, register::availability(&services, &slug, deadline).await)
}

async fn take_answer(
    State(services): Shared,
    Language(language): Language,
    call: Call<(String, String)>,
    request: Request,
) -> Response {
    let (Call((slug, form), deadline), language) = (call, language.as_deref());
    let pressure = Pressure::of(&request);
    let outcome = match request::answers(request, base_url(&services)).await {
        Ok(submission) => {
            answer::take(&services, (&slug, &form, language), submission, pressure, deadline).await
        }
        Err(refused) => Outcome::Unacceptable(refused),
    };
    response::respond_in(&services, language, outcome)
}

async fn thank(
    State(services): Shared,
    Language(language): Language,
    call: Call<(String, String)>,
) -> Response {
    let (Call((slug, form), _), language) = (call, language.as_deref());
    response::respond_in(&services, language, answer::thanks(&services, (&slug, &form, language)))
}

async fn show_registration(State(services): Shared, call: Call<(String, String)>) -> Response {
    let Call((slug, id), deadline) = call;
    response::respond(&services, own::look_up(&services, &slug, &id, deadline).await)
}

async fn show_calendar(State(services): Shared, call: Call<(String, String)>) -> Response {
    let Call((slug, id), deadline) = call;
    response::respond(&services, own::calendar(&services, &slug, &id, deadline).await)
}

async fn ask_to_cancel(State(services): Shared, call: Call<(String, String)>) -> Response {
    let Call((slug, id), deadline) = call;
    response::respond(&services, own::ask_to_cancel(&services, &slug, &id, deadline).await)
}

async fn cancel(State(services): Shared, call: Call<(String, String)>, request: Request) -> Response {
    let Call((slug, id), deadline) = call;
    let outcome = match request::submission(request, base_url(&services)).await {
        // The form has nothing but its button.
        Ok(_) => own::cancel(&services, &slug, &id, deadline).await,
        Err(refused) => Outcome::Unacceptable(refused),
    };
    response::respond(&services, outcome)
}

async fn ask_to_change(State(services): Shared, call: Call<(String, String)>) -> Response {
    let Call((slug, id), deadline) = call;
    response::respond(&services, own::ask_to_change(&services, &slug, &id, deadline).await)
}

async fn change(State(services): Shared, call: Call<(String, String)>, request: Request) -> Response {
    let Call((slug, id), deadline) = call;
    let pressure = Pressure::of(&request);
    let outcome = match request::submission(request, base_url(&services)).await {
        Ok(submission) => match pressure {
            Pressure::TooMuch(too_many) => {
                own::refuse_to_change(&services, &slug, &id, submission, too_many, deadline).await
            }
            _ => own::change(&services, &slug, &id, submission, deadline).await,
        },
        Err(refused) => Outcome::Unacceptable(refused),
    };
    response::respond(&services, outcome)
}

async fn change_listing(State(services): Shared, call: Call<(String, String)>, request: Request) -> Response {
    let Call((slug, id), deadline) = call;
    let outcome = match request::submission(request, base_url(&services)).await {
        Ok(submission) => listing::change_listing(&services, &slug, &id, &submission, deadline).await,
        Err(refused) => Outcome::Unacceptable(refused),
    };
    response::respond(&services, outcome)
}

async fn ask_to_confirm(State(services): Shared, call: Call<(String, String, String)>) -> Response {
    let Call((slug, id, token), deadline) = call;
    response::respond(&services, confirm::ask_to_confirm(&services, (&slug, &id, &token), deadline).await)
}

async fn confirm(
    State(services): Shared,
    call: Call<(String, String, String)>,
    request: Request,
) -> Response {
    let Call((slug, id, token), deadline) = call;
    let outcome = match request::submission(request, base_url(&services)).await {
        // The form has nothing but its button.
        Ok(_) => confirm::confirm(&services, (&slug, &id, &token), deadline).await,
        Err(refused) => Outcome::Unacceptable(refused),
    };
    response::respond(&services, outcome)
}

async fn not_found(State(services): Shared) -> Response {
    response::respond(&services, Outcome::NotFound)
}

async fn method_not_allowed(State(services): Shared) -> Response {
    response::respond(&services, Outcome::MethodNotAllowed)
}
