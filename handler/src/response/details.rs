//! The pages of a change of details, also of the sessions of one participant.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{HeaderValue, REFERRER_POLICY, RETRY_AFTER};
use model::form::Form;
use model::registration::{DetailsBasis, Registration};
use model::submission::Submission;
use view::registration::{ChangeDetailsView, DetailsOf};

use super::head::{head, title};
use super::own_registration::too_often;
use super::refusal::change_refusal;
use crate::details::{AskedDetails, DetailsAddress, DetailsError, KeptAnswers, Opened, Reason};
use crate::error::AppResult;
use crate::extract::own_registration::OwnRegistration;
use crate::log::LogFields;
use crate::reply::{FORM_REFERRER_POLICY, Reply};
use crate::response;

/// Redirects to the own page after a change: the registrant's or, if they made it, the participant's.
pub(crate) fn see(opened: &Opened, result: &'static str) -> Reply {
    match opened.participation() {
        Some(participation) => response::participation::see(&participation, result),
        None => response::own_registration::see(&opened.own.registration, result),
    }
}

/// Returns the form for changing the details.
pub(crate) fn ask(of: DetailsOf, asked: &AskedDetails) -> Result<Reply, DetailsError> {
    let AskedDetails { opened, form, basis } = asked;
    let part = opened.part()?;
    Ok(form_page(of, &opened.own, &part, form, basis)?)
}

fn form_page(
    of: DetailsOf,
    own: &OwnRegistration,
    part: &Registration,
    form: &Form,
    basis: &DetailsBasis,
) -> AppResult<Reply> {
    let edition = own.edition();
    let workshop = edition.workshop(own.workshop());
    let stored = part.request.as_submitted(form.hash());
    let view = ChangeDetailsView::new(workshop, of, &own.address.link, Some(part), form, basis, &stored);
    let head = head(title(edition, title_key(of, false), workshop)?, None);
    let html = edition.renderer.render("change-details.html", &head, &view)?;
    let reply = Reply::new(StatusCode::OK, html, LogFields::of("asked-to-change-details"));
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// Returns the form with the typed answers and the reason why nothing was changed.
pub(crate) fn not_changed(
    address: &DetailsAddress,
    submission: &Submission,
    error: DetailsError,
) -> Response {
    match error {
        DetailsError::Registration(error) => error.into_response(),
        DetailsError::Participation(participation, error) => {
            response::participation::refused(&participation, error)
        }
        DetailsError::Kept(kept) => again(address, submission, &kept).into_response(),
    }
}

fn again(asked: &DetailsAddress, submission: &Submission, kept: &KeptAnswers) -> AppResult<Reply> {
    let DetailsAddress { address, of } = asked;
    let KeptAnswers { registration, form, basis, reason } = kept;
    let (editions, main, registration) =
        (&address.services.editions, address.workshop(), registration.as_deref());
    let edition = registration.map_or_else(|| editions.main(), |it| editions.of_registration(main, it));
    let workshop = edition.workshop(main);
    let mut view =
        ChangeDetailsView::new(workshop, *of, &address.link, registration, form, basis, submission);
    let (status, refusal, retry_after) = refused(asked, reason);
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
    let head = head(title(edition, title_key(*of, refusal.is_none()), workshop)?, None);
    let html = edition.renderer.render("change-details.html", &head, &view)?;
    let class = match reason {
        Reason::Refused(refusal) => refusal.class(),
        _ => None,
    };
    let logged = LogFields::of(refusal.unwrap_or("invalid")).because(class);
    let reply = Reply::new(status, html, logged).with_optional(RETRY_AFTER, retry_after);
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// Returns the key of the title of a page, or of one that shows `errors`.
fn title_key(of: DetailsOf, errors: bool) -> &'static str {
    match (of, errors) {
        (DetailsOf::Registration, false) => "title.change_details",
        (DetailsOf::Registration, true) => "title.change_details_error",
        (_, false) => "title.change_sessions",
        (_, true) => "title.change_sessions_error",
    }
}

/// Returns the status, the key of the refusal, if it is one, and the value of `Retry-After`.
fn refused(
    asked: &DetailsAddress,
    reason: &Reason,
) -> (StatusCode, Option<&'static str>, Option<HeaderValue>) {
    match reason {
        Reason::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, None, None),
        Reason::Outdated => (StatusCode::CONFLICT, Some("outdated"), None),
        Reason::PartClosed if asked.of == DetailsOf::Registration => {
            (StatusCode::CONFLICT, Some("part-closed"), None)
        }
        Reason::PartClosed => (StatusCode::CONFLICT, Some("sessions-closed"), None),
        Reason::RaisesFee => (StatusCode::CONFLICT, Some("raises-fee"), None),
        Reason::Full => (StatusCode::CONFLICT, Some("full"), None),
        Reason::TooLarge => (StatusCode::CONFLICT, Some("too-large"), None),
        Reason::TooOften(limit) => {
            let (refusal, retry_after) = too_often(asked.address.now, *limit);
            (StatusCode::TOO_MANY_REQUESTS, Some(refusal), retry_after)
        }
        Reason::Refused(refusal) => (refusal.status(), Some(change_refusal(refusal)), refusal.retry_after()),
    }
}
