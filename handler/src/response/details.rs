//! The pages of a change of details.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{HeaderValue, REFERRER_POLICY, RETRY_AFTER};
use model::form::Form;
use model::registration::DetailsBasis;
use model::submission::Submission;
use view::registration::ChangeDetailsView;

use super::head::{head, title};
use super::own_registration::too_often;
use super::refusal::change_refusal;
use crate::details::{DetailsError, KeptAnswers, Reason};
use crate::error::AppResult;
use crate::extract::own_registration::{OwnRegistration, RegistrationAddress};
use crate::log::LogFields;
use crate::reply::{FORM_REFERRER_POLICY, Reply};

/// Returns the form for changing the details.
pub(crate) fn ask(own: &OwnRegistration, form: &Form, basis: &DetailsBasis) -> AppResult<Reply> {
    let edition = own.edition();
    let workshop = edition.workshop(own.workshop());
    let (link, registration) = (&own.address.link, &own.registration);
    let stored = registration.request.as_submitted(form.hash());
    let view = ChangeDetailsView::new(workshop, link, Some(registration), form, basis, &stored);
    let head = head(title(edition, "title.change_details", workshop)?, None);
    let html = edition.renderer.render("change-details.html", &head, &view)?;
    let reply = Reply::new(StatusCode::OK, html, LogFields::about("asked-to-change-details", workshop));
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// Returns the form with the typed answers and the reason why nothing was changed.
pub(crate) fn not_changed(
    address: &RegistrationAddress,
    submission: &Submission,
    error: DetailsError,
) -> Response {
    match error {
        DetailsError::Registration(error) => error.into_response(),
        DetailsError::Kept(kept) => again(address, submission, &kept).into_response(),
    }
}

fn again(address: &RegistrationAddress, submission: &Submission, kept: &KeptAnswers) -> AppResult<Reply> {
    let KeptAnswers { registration, form, basis, reason } = kept;
    let (editions, main, registration) =
        (&address.services.editions, address.workshop(), registration.as_deref());
    let edition = registration.map_or_else(|| editions.main(), |it| editions.of_registration(main, it));
    let workshop = edition.workshop(main);
    let mut view = ChangeDetailsView::new(workshop, &address.link, registration, form, basis, submission);
    let (status, refusal, retry_after) = refused(address, reason);
    view.refusal = refusal;
    match (reason, registration) {
        (Reason::Invalid(errors), _) => {
            view.form = view.form.with_errors(form, errors, edition.renderer.words())?;
        }
        (Reason::Outdated, Some(registration)) => {
            view = view.with_recorded(form, registration, submission);
        }
        _ => {}
    }
    let title_key = if refusal.is_none() { "title.change_details_error" } else { "title.change_details" };
    let head = head(title(edition, title_key, workshop)?, None);
    let html = edition.renderer.render("change-details.html", &head, &view)?;
    let class = match reason {
        Reason::Refused(refusal) => refusal.class(),
        _ => None,
    };
    let logged = LogFields::about(refusal.unwrap_or("invalid"), workshop).because(class);
    let reply = Reply::new(status, html, logged).with_optional(RETRY_AFTER, retry_after);
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// Returns the status, the key of the refusal, if it is one, and the value of `Retry-After`.
fn refused(
    address: &RegistrationAddress,
    reason: &Reason,
) -> (StatusCode, Option<&'static str>, Option<HeaderValue>) {
    match reason {
        Reason::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, None, None),
        Reason::Outdated => (StatusCode::CONFLICT, Some("outdated"), None),
        Reason::PartClosed => (StatusCode::CONFLICT, Some("part-closed"), None),
        Reason::Full => (StatusCode::CONFLICT, Some("full"), None),
        Reason::TooLarge => (StatusCode::CONFLICT, Some("too-large"), None),
        Reason::TooOften(limit) => {
            let (refusal, retry_after) = too_often(address.now, *limit);
            (StatusCode::TOO_MANY_REQUESTS, Some(refusal), retry_after)
        }
        Reason::Refused(refusal) => (refusal.status(), Some(change_refusal(refusal)), refusal.retry_after()),
    }
}
