//! The mails that registrants will receive before and after sessions, each with a specimen.

use axum::Router;
use axum::extract::{Path as Segments, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use model::slug::Slug;
use notifier::specimen::{ScheduledDelivery, schedule, specimen};
use serde::Serialize;

use crate::outbox;
use crate::pages;
use crate::shown::Served;

/// The path of the schedule.
pub const SCHEDULE_PATH: &str = "/preview/scheduled-mails";

/// An entry in the schedule.
#[derive(Serialize)]
struct DeliveryView {
    time: String,
    is_past: bool,
    workshop: String,
    mail: String,
    session: String,
    recipients: &'static str,
    /// The language and the path of each specimen.
    specimens: Vec<(String, String)>,
}

/// Serves the schedule and the specimens.
pub(crate) fn routes() -> Router<Served> {
    Router::new()
        .route(SCHEDULE_PATH, get(list))
        .route("/preview/scheduled-mails/{workshop}/{mail}/{session}/{language}", get(show))
}

async fn list(State(served): State<Served>) -> Response {
    // `finish` adds the reason why there is nothing yet.
    let Some(backend) = served.shown.backend() else { return Html(String::new()).into_response() };
    let now = (backend.clock)();
    let view = |delivery: ScheduledDelivery| {
        let ScheduledDelivery { workshop, mail, session, languages, .. } = &delivery;
        let path = |language: &String| format!("{SCHEDULE_PATH}/{workshop}/{mail}/{session}/{language}");
        DeliveryView {
            time: pages::time(delivery.due, &backend.time_zone),
            is_past: delivery.due < now,
            specimens: languages.iter().map(|language| (language.clone(), path(language))).collect(),
            mail: mail.to_string(),
            recipients: delivery.recipients.into(),
            session: delivery.session_title,
            workshop: delivery.workshop_title,
        }
    };
    match schedule(&backend.notifier) {
        Ok(deliveries) => {
            let views: Vec<_> = deliveries.into_iter().map(view).collect();
            Html(pages::render("scheduled-mails.html", "deliveries", &views)).into_response()
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn show(
    State(served): State<Served>,
    Segments((workshop, mail, session, language)): Segments<(String, String, String, String)>,
) -> Response {
    let Some(backend) = served.shown.backend() else { return Html(String::new()).into_response() };
    let (Ok(workshop), Ok(mail)) = (workshop.parse::<Slug>(), mail.parse::<Slug>()) else {
        return outbox::not_found();
    };
    match specimen(&backend.notifier, &workshop, &mail, &session, &language) {
        Ok(Some(mail)) => match mail.message() {
            Ok(message) => outbox::specimen(&message.formatted(), SCHEDULE_PATH),
            Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
        },
        Ok(None) => outbox::not_found(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response(),
    }
}
