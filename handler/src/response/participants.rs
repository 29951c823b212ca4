//! The pages of a change of participants.

use axum::response::IntoResponse;
use axum::response::Response;
use http::StatusCode;
use http::header::{REFERRER_POLICY, RETRY_AFTER};
use model::catalogue::CatalogueWorkshop;
use model::form::Form;
use model::registration::{Registration, TooManyChanges};
use model::submission::{Submission, SubmissionErrors};
use view::edition::Edition;
use view::registration::ChangeParticipantsView;

use super::head::{head, title};
use super::own_registration::too_often;
use super::refusal::change_refusal;
use crate::error::{AppResult, Refusal};
use crate::extract::own_registration::{OwnRegistration, RegistrationAddress};
use crate::log::LogFields;
use crate::participants::ChangeError;
use crate::reply::{FORM_REFERRER_POLICY, Reply};

/// Returns the form for changing who takes part.
pub(crate) fn ask(own: &OwnRegistration, form: &Form) -> AppResult<Reply> {
    let edition = own.edition();
    let workshop = edition.workshop(own.workshop());
    let view = ChangeParticipantsView::new(workshop, &own.registration, form, None);
    let html = html(edition, workshop, "title.change_participants", &view)?;
    Ok(reply(StatusCode::OK, html, LogFields::of("asked-to-change")))
}

/// Returns the form with the typed answers and the reason why nothing was changed.
pub(crate) fn not_changed(
    address: &RegistrationAddress,
    submission: &Submission,
    error: ChangeError,
) -> Response {
    let reply = match error {
        ChangeError::Registration(error) => return error.into_response(),
        ChangeError::Invalid(own, form, errors) => invalid(&own, &form, submission, &errors),
        ChangeError::NotStored(registration, form, refusal) => {
            not_stored(address, registration.as_deref(), &form, submission, &refusal)
        }
        ChangeError::Outdated(own, form) => outdated(&own, &form),
        ChangeError::TooOften(own, form, limit) => changed_too_often(&own, &form, submission, limit),
    };
    reply.into_response()
}

fn invalid(
    own: &OwnRegistration,
    form: &Form,
    submission: &Submission,
    errors: &SubmissionErrors,
) -> AppResult<Reply> {
    let edition = own.edition();
    let workshop = edition.workshop(own.workshop());
    let mut view = ChangeParticipantsView::new(workshop, &own.registration, form, Some(submission));
    view.form = view.form.with_errors(form, errors, edition.renderer.words())?;
    let html = html(edition, workshop, "title.change_participants_error", &view)?;
    Ok(reply(StatusCode::UNPROCESSABLE_ENTITY, html, LogFields::of("invalid")))
}

fn not_stored(
    address: &RegistrationAddress,
    registration: Option<&Registration>,
    form: &Form,
    submission: &Submission,
    refusal: &Refusal,
) -> AppResult<Reply> {
    let editions = &address.services.editions;
    let main = address.workshop();
    let edition = registration.map_or_else(|| editions.main(), |it| editions.of_registration(main, it));
    let workshop = edition.workshop(main);
    let view = ChangeParticipantsView::not_stored(workshop, &address.link, registration, form, submission);
    let key = change_refusal(refusal);
    let view = ChangeParticipantsView { refusal: Some(key), ..view };
    let html = html(edition, workshop, "title.change_participants", &view)?;
    let logged = LogFields::of(key).because(refusal.class());
    Ok(reply(refusal.status(), html, logged).with_optional(RETRY_AFTER, refusal.retry_after()))
}

/// Shows the present participants: the typed answers are about people of whom some no longer take part.
fn outdated(own: &OwnRegistration, form: &Form) -> AppResult<Reply> {
    let edition = own.edition();
    let workshop = edition.workshop(own.workshop());
    let view = ChangeParticipantsView::new(workshop, &own.registration, form, None);
    let view = ChangeParticipantsView { refusal: Some("outdated-participants"), ..view };
    let html = html(edition, workshop, "title.change_participants", &view)?;
    Ok(reply(StatusCode::CONFLICT, html, LogFields::of("outdated")))
}

/// Shows the typed answers again, so that the registrant can send them another day or mail them to the organiser.
fn changed_too_often(
    own: &OwnRegistration,
    form: &Form,
    submission: &Submission,
    limit: TooManyChanges,
) -> AppResult<Reply> {
    let edition = own.edition();
    let workshop = edition.workshop(own.workshop());
    let (refusal, retry_after) = too_often(own.address.now, limit);
    let view = ChangeParticipantsView::new(workshop, &own.registration, form, Some(submission));
    let view = ChangeParticipantsView { refusal: Some(refusal), ..view };
    let html = html(edition, workshop, "title.change_participants", &view)?;
    let reply = reply(StatusCode::TOO_MANY_REQUESTS, html, LogFields::of("changed-too-often"));
    Ok(reply.with_optional(RETRY_AFTER, retry_after))
}

fn html(
    edition: &Edition,
    workshop: &CatalogueWorkshop,
    title_key: &str,
    view: &ChangeParticipantsView,
) -> AppResult<String> {
    let head = head(title(edition, title_key, workshop)?, None);
    Ok(edition.renderer.render("change-participants.html", &head, view)?)
}

fn reply(status: StatusCode, html: String, logged: LogFields) -> Reply {
    Reply::new(status, html, logged).with(REFERRER_POLICY, FORM_REFERRER_POLICY)
}
