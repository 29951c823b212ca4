//! The mails that registrants will receive before and after sessions, each with a specimen.

use axum::Router;
use axum::extract::{Path as Segments, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use model::slug::Slug;
use notifier::specimen::{ScheduledDelivery, schedule, specimen};
use serde::Serialize;
use site::{Failure, phrase};

use crate::shown::Served;
use crate::{failures, outbox, pages, words};

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
    recipients: String,
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
            recipients: words::recipients(delivery.recipients).text(served.language).to_owned(),
            session: delivery.session_title,
            workshop: delivery.workshop_title,
        }
    };
    match schedule(&backend.notifier) {
        Ok(deliveries) => {
            let views: Vec<_> = deliveries.into_iter().map(view).collect();
            Html(pages::render("scheduled-mails.html", served.language, "deliveries", &views)).into_response()
        }
        Err(error) => failures::no_page(&no_mail(&error.into()), served.language),
    }
}

async fn show(
    State(served): State<Served>,
    Segments((workshop, mail, session, language)): Segments<(String, String, String, String)>,
) -> Response {
    let language_of_tools = served.language;
    let Some(backend) = served.shown.backend() else { return Html(String::new()).into_response() };
    let (Ok(workshop), Ok(mail)) = (workshop.parse::<Slug>(), mail.parse::<Slug>()) else {
        return outbox::not_found(language_of_tools);
    };
    let mail = specimen(&backend.notifier, &workshop, &mail, &session, &language);
    let message = mail.and_then(|mail| Ok(mail.map(|mail| mail.message()).transpose()?));
    match message {
        Ok(Some(message)) => outbox::specimen(&message.formatted(), SCHEDULE_PATH, language_of_tools),
        Ok(None) => outbox::not_found(language_of_tools),
        Err(error) => failures::no_page(&no_mail(&error), language_of_tools),
    }
}

/// Returns the reason why scheduled mails cannot be shown.
fn no_mail(error: &anyhow::Error) -> Failure {
    let what = phrase! {
        en: "cannot show the scheduled mails",
        fr: "impossible d’afficher les courriels programmés"
    };
    failures::of(error, &what)
}
