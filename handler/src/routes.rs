//! The routes under `/api`: each reads what a request says, has its use case do the work, and answers with what came
//! of it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;

use crate::abuse::Pressure;
use crate::call::{Call, Language};
use crate::outcome::Outcome;
use crate::{Services, answer, confirm, find, gate, listing, log, own, register, request, response};

/// The routes, without a fallback.
pub(crate) fn routes() -> Router<Arc<Services>> {
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
        .route("/api/find", post(request_links))
        .route("/api/find/sent", get(tell_links_are_sent))
        .method_not_allowed_fallback(method_not_allowed)
        // After the fallback for methods, as here every method gets the same answer.
        .route("/api", any(not_found))
        .route("/api/", any(not_found))
        .route("/api/{*path}", any(not_found))
}

/// Adds what every request passes before and after its route.
pub(crate) fn finish(routes: Router<Arc<Services>>, services: Arc<Services>) -> Router {
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

async fn request_links(
    State(services): Shared,
    Language(language): Language,
    call: Call<()>,
    request: Request,
) -> Response {
    let (Call((), deadline), language) = (call, language.as_deref());
    let pressure = Pressure::of(&request);
    let outcome = match request::submission(request, base_url(&services)).await {
        Ok(submission) => find::request(&services, language, submission, pressure, deadline).await,
        Err(refused) => Outcome::Unacceptable(refused),
    };
    response::respond_in(&services, language, outcome)
}

async fn tell_links_are_sent(State(services): Shared, Language(language): Language) -> Response {
    let language = language.as_deref();
    response::respond_in(&services, language, find::sent(&services, language))
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

/// Answers a request that no route takes.
pub(crate) async fn not_found(State(services): Shared) -> Response {
    response::respond(&services, Outcome::NotFound)
}

async fn method_not_allowed(State(services): Shared) -> Response {
    response::respond(&services, Outcome::MethodNotAllowed)
}
