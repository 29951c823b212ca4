//! The mails that registrants will receive before and after sessions, and when private information changes, each with a specimen.

use axum::Router;
use axum::extract::{Path as Segments, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use model::slug::Slug;
use notifier::mail::Mail;
use notifier::specimen::{
    InformedWorkshop, ScheduledDelivery, informed_workshops, private_change, schedule, specimen,
};
use serde::Serialize;
use site::{Failure, ToolLanguage, phrase};

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

/// A workshop with private information.
#[derive(Serialize)]
struct InformedView {
    workshop: String,
    /// The language and the path of each specimen.
    specimens: Vec<(String, String)>,
}

/// What the page of the schedule shows.
#[derive(Serialize)]
struct ScheduleView {
    deliveries: Vec<DeliveryView>,
    informed: Vec<InformedView>,
}

/// Serves the schedule and the specimens.
pub(crate) fn routes() -> Router<Served> {
    Router::new()
        .route(SCHEDULE_PATH, get(list))
        .route("/preview/scheduled-mails/{workshop}/{mail}/{session}/{language}", get(show))
        .route("/preview/private-information/{workshop}/{language}", get(show_private_change))
}

async fn list(State(served): State<Served>) -> Response {
    // `finish` adds the reason why there is nothing yet.
    let Some(backend) = served.shown.backend() else { return Html(String::new()).into_response() };
    let now = (backend.clock)();
    let view = |delivery: ScheduledDelivery| {
        let ScheduledDelivery { workshop, mail, session, languages, .. } = &delivery;
        let path = format!("{SCHEDULE_PATH}/{workshop}/{mail}/{session}");
        DeliveryView {
            time: pages::time(delivery.due, &backend.time_zone),
            is_past: delivery.due < now,
            specimens: specimens(&path, languages),
            mail: mail.to_string(),
            recipients: words::recipients(delivery.recipients).text(served.language).to_owned(),
            session: delivery.session_title,
            workshop: delivery.workshop_title,
        }
    };
    let informed = |informed: InformedWorkshop| {
        let path = format!("/preview/private-information/{}", informed.workshop);
        InformedView { specimens: specimens(&path, &informed.languages), workshop: informed.title }
    };
    let listed = schedule(&backend.notifier).and_then(|deliveries| {
        Ok(ScheduleView {
            deliveries: deliveries.into_iter().map(view).collect(),
            informed: informed_workshops(&backend.notifier)?.into_iter().map(informed).collect(),
        })
    });
    match listed {
        Ok(view) => {
            Html(pages::render("scheduled-mails.html", served.language, "schedule", &view)).into_response()
        }
        Err(error) => failures::no_page(&no_mail(&error.into()), served.language),
    }
}

/// Returns the language and the path of each specimen below a path.
fn specimens(path: &str, languages: &[String]) -> Vec<(String, String)> {
    languages.iter().map(|language| (language.clone(), format!("{path}/{language}"))).collect()
}

async fn show(
    State(served): State<Served>,
    Segments((workshop, mail, session, language)): Segments<(String, String, String, String)>,
) -> Response {
    let Some(backend) = served.shown.backend() else { return Html(String::new()).into_response() };
    let (Ok(workshop), Ok(mail)) = (workshop.parse::<Slug>(), mail.parse::<Slug>()) else {
        return outbox::not_found(served.language);
    };
    let mail = specimen(&backend.notifier, &workshop, &mail, &session, &language);
    shown(mail, served.language)
}

async fn show_private_change(
    State(served): State<Served>,
    Segments((workshop, language)): Segments<(String, String)>,
) -> Response {
    let Some(backend) = served.shown.backend() else { return Html(String::new()).into_response() };
    let Ok(workshop) = workshop.parse::<Slug>() else { return outbox::not_found(served.language) };
    shown(private_change(&backend.notifier, &workshop, &language), served.language)
}

/// Shows a specimen.
fn shown(mail: anyhow::Result<Option<Mail>>, language_of_tools: ToolLanguage) -> Response {
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
