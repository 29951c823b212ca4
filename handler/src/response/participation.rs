//! The pages of a participant.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{REFERRER_POLICY, RETRY_AFTER};
use model::form::Form;
use model::submission::{Submission, SubmissionErrors};
use view::registration::{ParticipationView, in_language, participation_path};

use super::error::message;
use super::head::{head, title};
use super::own_registration::too_often;
use crate::error::AppResult;
use crate::extract::own_registration::OwnParticipation;
use crate::extract::workshop::WorkshopForm;
use crate::log::LogFields;
use crate::own_registration::{OwnRegistrationError, private};
use crate::participation::ParticipationError;
use crate::reply::{FORM_REFERRER_POLICY, Reply};

/// Redirects to the page of a participant after the result that the log calls `result`.
pub(crate) fn see(participation: &OwnParticipation, result: &'static str) -> Reply {
    Reply::see(&path(participation), LogFields::of(result))
}

/// Redirects to the page that says that the participant no longer takes part. Their own page no longer exists.
pub(crate) fn see_cancelled(participation: &OwnParticipation, result: &'static str) -> Reply {
    let own = &participation.own;
    let workshop = own.edition().workshop(own.workshop());
    let path = format!("/api/participations/{}/cancelled", workshop.slug);
    Reply::see(&in_language(path, workshop), LogFields::of(result))
}

/// Returns the page that says that a participant no longer takes part in a workshop.
pub(crate) fn cancelled(form: &WorkshopForm) -> AppResult<Reply> {
    let key = "participation-cancelled";
    Ok(message(form.edition(), StatusCode::OK, key, None, LogFields::of(key))?)
}

/// Returns the page of a participant.
pub(crate) fn reply(participation: &OwnParticipation) -> AppResult<Reply> {
    drawn(participation, StatusCode::OK, &view(participation)?, "title.participation", "found")
}

/// Returns the page that asks whether the participant no longer takes part.
pub(crate) fn ask_to_cancel(participation: &OwnParticipation) -> AppResult<Reply> {
    let view = view(participation)?.asking_to_cancel();
    drawn(participation, StatusCode::OK, &view, "title.cancel_participation", "asked-to-cancel")
}

/// Returns the form in which the participant corrects what is known about them.
pub(crate) fn ask(participation: &OwnParticipation, form: &Form) -> AppResult<Reply> {
    let view = view(participation)?.with_form(form, &participation.participant, None);
    drawn(participation, StatusCode::OK, &view, "title.change_participation", "asked-to-change")
}

/// Returns the reason why nothing was changed, with the typed answers if they are the reason.
pub(crate) fn not_changed(
    participation: &OwnParticipation,
    submission: &Submission,
    error: ParticipationError,
) -> Response {
    match error {
        ParticipationError::Invalid(form, errors) => {
            invalid(participation, &form, submission, &errors).into_response()
        }
        ParticipationError::Registration(error) => refused(participation, error),
    }
}

fn invalid(
    participation: &OwnParticipation,
    form: &Form,
    submission: &Submission,
    errors: &SubmissionErrors,
) -> AppResult<Reply> {
    let mut view = view(participation)?.with_form(form, &participation.participant, Some(submission));
    let words = participation.own.edition().renderer.words();
    let filled_in = view.form.take().map(|filled_in| filled_in.with_errors(form, errors, words));
    view.form = filled_in.transpose()?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    drawn(participation, status, &view, "title.change_participation_error", "invalid")
}

/// Returns the page of the participant with the reason why nothing was changed.
pub(super) fn refused(participation: &OwnParticipation, error: OwnRegistrationError) -> Response {
    let (status, refusal, retry_after) = match error {
        OwnRegistrationError::App(error) => return error.into_response(),
        OwnRegistrationError::SessionsClosed(_) => (StatusCode::CONFLICT, "sessions-closed", None),
        OwnRegistrationError::TooLate(_)
        | OwnRegistrationError::Left(_)
        | OwnRegistrationError::Lapsed(_)
        | OwnRegistrationError::CannotAdd(..)
        | OwnRegistrationError::NoOffer(..) => (StatusCode::CONFLICT, "too-late", None),
        OwnRegistrationError::TooLarge(_) => (StatusCode::CONFLICT, "too-large", None),
        OwnRegistrationError::TooOften(own, limit) => {
            let (refusal, retry_after) = too_often(own.address.now, limit);
            (StatusCode::TOO_MANY_REQUESTS, refusal, retry_after)
        }
    };
    let view = view(participation).map(|view| ParticipationView { refusal: Some(refusal), ..view });
    let reply = view.and_then(|view| drawn(participation, status, &view, "title.participation", refusal));
    reply.map(|reply| reply.with_optional(RETRY_AFTER, retry_after)).into_response()
}

fn path(participation: &OwnParticipation) -> String {
    let own = &participation.own;
    participation_path(&own.registration, own.address.link.capability.clone())
}

fn view(participation: &OwnParticipation) -> AppResult<ParticipationView> {
    let OwnParticipation { own, participant } = participation;
    let workshop = own.edition().workshop(own.workshop());
    let (path, now) = (path(participation), own.address.now);
    let private = private(own, &own.registration.of_participant(participant), &path)?;
    let view = ParticipationView::new(workshop, &own.registration, participant, path, now);
    Ok(ParticipationView { private, ..view })
}

fn drawn(
    participation: &OwnParticipation,
    status: StatusCode,
    view: &ParticipationView,
    title_key: &str,
    result: &'static str,
) -> AppResult<Reply> {
    let own = &participation.own;
    let edition = own.edition();
    let head = head(title(edition, title_key, edition.workshop(own.workshop()))?, None);
    let html = edition.renderer.render("participation.html", &head, view)?;
    let reply = Reply::new(status, html, LogFields::of(result));
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}
