//! The routes under `/api`. Each passes what the extractors found to its use case and answers with the result.

mod changes;

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use model::submission::Submission;
use tower_http::catch_panic::CatchPanicLayer;

use self::changes::{
    add, ask_for_address, ask_for_details, ask_for_own_sessions, ask_for_sessions, ask_to_add, ask_to_change,
    ask_to_confirm_address, change, change_details, change_own_sessions, change_sessions, confirm_address,
    keep_address, propose_address,
};
use crate::error::{AppError, AppResult};
use crate::extract::find::FindRequest;
use crate::extract::own_registration::{
    ConfirmedRegistration, DocumentName, OwnParticipation, OwnRegistration,
};
use crate::extract::post::{LongPost, Post};
use crate::extract::questionnaire::QuestionnaireForm;
use crate::extract::specimen::SpecimenForm;
use crate::extract::workshop::WorkshopForm;
use crate::own_registration::OwnRegistrationError;
use crate::reply::Reply;
use crate::route::REGISTRATIONS;
use crate::services::Services;
use crate::{
    answer, confirm, find, gate, log, own_registration, participants_list, participation, register, response,
    seat_offer,
};

/// Returns the routes, without a fallback.
pub(crate) fn routes() -> Router<Arc<Services>> {
    Router::new()
        .route(REGISTRATIONS, post(accept_registration))
        .route("/api/workshops/{slug}/specimen/{token}", post(examine_specimen))
        .route("/api/workshops/{slug}/availability", get(show_availability))
        .route("/api/workshops/{slug}/forms/{form}", post(accept_answer))
        .route("/api/workshops/{slug}/forms/{form}/thanks", get(show_thanks))
        .route("/api/registrations/{slug}/{id}", get(show_registration))
        .route("/api/registrations/{slug}/{id}/calendar.ics", get(show_calendar))
        .route("/api/registrations/{slug}/{id}/documents/{file}", get(show_document))
        .route("/api/registrations/{slug}/{id}/cancel", get(ask_to_cancel).post(cancel))
        .route("/api/registrations/{slug}/{id}/participants", get(ask_to_change).post(change))
        .route("/api/registrations/{slug}/{id}/participants/add", get(ask_to_add).post(add))
        .route(
            "/api/registrations/{slug}/{id}/participants/{number}/sessions",
            get(ask_for_sessions).post(change_sessions),
        )
        .route("/api/registrations/{slug}/{id}/details", get(ask_for_details).post(change_details))
        .route("/api/registrations/{slug}/{id}/address", get(ask_for_address).post(propose_address))
        .route("/api/registrations/{slug}/{id}/address/keep", post(keep_address))
        .route("/api/registrations/{slug}/{id}/listed", post(set_listed))
        .route("/api/registrations/{slug}/{id}/seats/accept", post(accept_seats))
        .route("/api/registrations/{slug}/{id}/seats/decline", post(decline_seats))
        .route("/api/registrations/{slug}/{id}/confirm/{token}", get(ask_to_confirm).post(confirm))
        .route("/api/addresses/{slug}/{id}", get(ask_to_confirm_address).post(confirm_address))
        .route("/api/participations/{slug}/{id}", get(show_participation))
        .route("/api/participations/{slug}/{id}/calendar.ics", get(show_participation_calendar))
        .route("/api/participations/{slug}/{id}/documents/{file}", get(show_participation_document))
        .route("/api/participations/{slug}/{id}/change", get(ask_to_correct).post(correct))
        .route(
            "/api/participations/{slug}/{id}/sessions",
            get(ask_for_own_sessions).post(change_own_sessions),
        )
        .route("/api/participations/{slug}/{id}/cancel", get(ask_to_leave).post(leave))
        .route("/api/participations/{slug}/cancelled", get(show_left))
        .route("/api/find", post(request_links))
        .route("/api/find/sent", get(show_links_sent))
        .method_not_allowed_fallback(method_not_allowed)
        // These come after the method fallback, because here every method gets the same answer.
        .route("/api", any(not_found))
        .route("/api/", any(not_found))
        .route("/api/{*path}", any(not_found))
}

/// Adds the layers that every request passes before and after its route.
pub(crate) fn finish(routes: Router<Arc<Services>>, services: Arc<Services>) -> Router {
    let [panicked, gated, drawing] = [(); 3].map(|()| Arc::clone(&services));
    routes
        .layer(middleware::from_fn_with_state(gated, gate::pass))
        .layer(middleware::from_fn_with_state(drawing, response::error::draw))
        .layer(CatchPanicLayer::custom(move |_| response::error::panicked(&panicked)))
        .layer(middleware::from_fn(log::log))
        .with_state(services)
}

async fn accept_registration(Post { about: form, submission }: Post<WorkshopForm>) -> Response {
    match register::register(&form, &submission).await {
        Ok(registration) => {
            let result = registration.status.key();
            response::own_registration::see(&registration, result).into_response()
        }
        Err(error) => response::registration::not_accepted(form, submission, error),
    }
}

/// Attempts to register a specimen of the canary, and stores nothing.
async fn examine_specimen(
    Post { about: SpecimenForm(form), submission }: Post<SpecimenForm>,
) -> AppResult<Reply> {
    match register::rehearse(&form, &submission).await {
        Ok(()) => Ok(response::specimen::accepted()),
        Err(error) => response::specimen::not_accepted(error),
    }
}

async fn show_availability(form: WorkshopForm) -> AppResult<Reply> {
    let counter = register::availability(&form).await?;
    Ok(response::availability::json(&form, &counter))
}

async fn accept_answer(
    LongPost(Post { about: form, submission }): LongPost<QuestionnaireForm>,
) -> AppResult<Reply> {
    match answer::accept(&form, &submission).await {
        Ok(()) => Ok(response::questionnaire::see_thanks(&form)),
        Err(error) => response::questionnaire::not_accepted(&form, &submission, error),
    }
}

async fn show_thanks(form: QuestionnaireForm) -> AppResult<Reply> {
    response::questionnaire::thanks(&form)
}

async fn request_links(Post { about: request, submission }: Post<FindRequest>) -> AppResult<Reply> {
    let form = find::form(&request)?;
    match find::request(&request, &form, &submission).await {
        Ok(()) => Ok(response::find::see_sent(&request)),
        Err(error) => response::find::not_accepted(&request, &form, &submission, error),
    }
}

async fn show_links_sent(request: FindRequest) -> AppResult<Reply> {
    response::find::sent(&request)
}

async fn show_registration(own: OwnRegistration) -> AppResult<Reply> {
    let surroundings = own_registration::look_up(&own).await?;
    response::own_registration::reply(&own, surroundings)
}

async fn show_calendar(own: OwnRegistration) -> AppResult<Reply> {
    let text = own_registration::calendar(&own, &own.registration)?;
    Ok(response::own_registration::calendar_file(own.workshop(), text))
}

async fn show_document(own: OwnRegistration, DocumentName(file): DocumentName) -> AppResult<Reply> {
    let bytes = own_registration::document(&own, &own.registration, &file)?;
    Ok(response::own_registration::document(&file, bytes))
}

async fn ask_to_cancel(own: OwnRegistration) -> Result<Reply, OwnRegistrationError> {
    let own = own_registration::ask_to_cancel(own)?;
    Ok(response::own_registration::ask_to_cancel(&own)?)
}

/// Cancels the registration; the form has only a button, so its fields are ignored.
async fn cancel(Post { about: own, .. }: Post<OwnRegistration>) -> Result<Reply, OwnRegistrationError> {
    let result = own_registration::cancel(&own).await?;
    Ok(response::own_registration::see(&own.registration, result))
}

async fn set_listed(
    Post { about: own, submission }: Post<OwnRegistration>,
) -> Result<Reply, OwnRegistrationError> {
    let result = participants_list::set_listed(&own, &submission).await?;
    Ok(response::own_registration::see(&own.registration, result))
}

async fn ask_to_confirm(
    ConfirmedRegistration { own, token }: ConfirmedRegistration,
) -> Result<Reply, OwnRegistrationError> {
    if confirm::needs_confirmation(&own)? {
        Ok(response::own_registration::ask_to_confirm(&own, &token)?)
    } else {
        Ok(response::own_registration::see(&own.registration, "unchanged"))
    }
}

/// Confirms the address; the form has only a button, so its fields are ignored.
async fn confirm(
    Post { about: ConfirmedRegistration { own, .. }, .. }: Post<ConfirmedRegistration>,
) -> Result<Reply, OwnRegistrationError> {
    let result = confirm::confirm(&own).await?;
    Ok(response::own_registration::see(&own.registration, result))
}

/// Accepts the offered seats; the form has only a button, so its fields are ignored.
async fn accept_seats(Post { about: own, .. }: Post<OwnRegistration>) -> Result<Reply, OwnRegistrationError> {
    let result = seat_offer::accept(&own).await?;
    Ok(response::own_registration::see(&own.registration, result))
}

/// Declines the offered seats; the form has only a button, so its fields are ignored.
async fn decline_seats(
    Post { about: own, .. }: Post<OwnRegistration>,
) -> Result<Reply, OwnRegistrationError> {
    let result = seat_offer::decline(&own).await?;
    Ok(response::own_registration::see(&own.registration, result))
}

async fn show_participation(participation: OwnParticipation) -> AppResult<Reply> {
    response::participation::reply(&participation)
}

async fn show_participation_calendar(participation: OwnParticipation) -> AppResult<Reply> {
    let OwnParticipation { own, participant } = &participation;
    let text = own_registration::calendar(own, &own.registration.of_participant(participant))?;
    Ok(response::own_registration::calendar_file(own.workshop(), text))
}

async fn show_participation_document(
    OwnParticipation { own, participant }: OwnParticipation,
    DocumentName(file): DocumentName,
) -> AppResult<Reply> {
    let bytes = own_registration::document(&own, &own.registration.of_participant(&participant), &file)?;
    Ok(response::own_registration::document(&file, bytes))
}

async fn ask_to_correct(participation: OwnParticipation) -> Response {
    match participation::ask(&participation) {
        Ok(form) => response::participation::ask(&participation, &form).into_response(),
        Err(error) => response::participation::not_changed(&participation, &Submission::default(), error),
    }
}

async fn correct(Post { about: participation, submission }: Post<OwnParticipation>) -> Response {
    match participation::change(&participation, &submission).await {
        Ok(result) => response::participation::see(&participation, result).into_response(),
        Err(error) => response::participation::not_changed(&participation, &submission, error),
    }
}

async fn ask_to_leave(participation: OwnParticipation) -> Response {
    match participation::ask_to_cancel(&participation) {
        Ok(()) => response::participation::ask_to_cancel(&participation).into_response(),
        Err(error) => response::participation::not_changed(&participation, &Submission::default(), error),
    }
}

/// Removes the participant; the form has only a button, so its fields are ignored.
async fn leave(Post { about: participation, submission }: Post<OwnParticipation>) -> Response {
    match participation::cancel(&participation).await {
        Ok(result) => response::participation::see_cancelled(&participation, result).into_response(),
        Err(error) => response::participation::not_changed(&participation, &submission, error),
    }
}

async fn show_left(form: WorkshopForm) -> AppResult<Reply> {
    response::participation::cancelled(&form)
}

/// Answers a request that matches no route.
pub(crate) async fn not_found() -> AppError {
    AppError::NotFound
}

async fn method_not_allowed() -> AppError {
    AppError::MethodNotAllowed
}
