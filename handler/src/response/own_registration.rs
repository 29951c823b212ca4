//! The pages of a registrant's own registration.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, RETRY_AFTER};
use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::registration::{Registration, TooManyChanges};
use registry::Listed;
use view::calendar;
use view::registration::{
    CancelRegistrationView, ConfirmEmailView, ListedView, OwnRegistrationView, own_path, participation_path,
};

use super::head::{head, title};
use crate::error::AppResult;
use crate::extract::own_registration::OwnRegistration;
use crate::log::LogFields;
use crate::own_registration::{AdditionObstacle, OwnRegistrationError, Surroundings, private};
use crate::reply::{BINARY, FORM_REFERRER_POLICY, Reply};

/// Redirects to the page of a registration after the result that the log calls `result`.
pub(crate) fn see(registration: &Registration, result: &'static str) -> Reply {
    Reply::see(&own_path(registration), LogFields::of(result))
}

/// Returns the page of a registration.
pub(crate) fn reply(own: &OwnRegistration, surroundings: Surroundings) -> AppResult<Reply> {
    let mut view = view(own, surroundings.waiting_place)?;
    if let (Some(list), Some(others)) = (&mut view.participants_list, surroundings.others) {
        let other = |other: Listed| ListedView { name: other.name(), organisation: other.organisation };
        list.others = Some(others.into_iter().map(other).collect());
    }
    drawn(own, StatusCode::OK, &view, "found")
}

/// Returns the calendar file as a download.
pub(crate) fn calendar_file(workshop: &CatalogueWorkshop, text: String) -> Reply {
    Reply::new(StatusCode::OK, text, LogFields::of("calendar"))
        .with(CONTENT_TYPE, HeaderValue::from_static(calendar::CONTENT_TYPE))
        .with(CONTENT_DISPOSITION, download(&format!("{}.ics", workshop.slug)))
}

/// Returns a document for participants as a download: the browser must not show what it takes it for.
pub(crate) fn document(file: &str, bytes: Vec<u8>) -> Reply {
    Reply::new(StatusCode::OK, bytes, LogFields::of("document"))
        .with(CONTENT_TYPE, HeaderValue::from_static(BINARY))
        .with(CONTENT_DISPOSITION, download(file))
}

/// Returns the disposition of a file that the browser saves under this name.
fn download(file: &str) -> HeaderValue {
    let disposition = format!("attachment; filename=\"{file}\"");
    HeaderValue::from_str(&disposition)
        .expect("slugs and names of documents are ASCII without quotation marks")
}

/// Returns the page that asks whether to cancel the registration.
pub(crate) fn ask_to_cancel(own: &OwnRegistration) -> AppResult<Reply> {
    let edition = own.edition();
    let workshop = edition.workshop(own.workshop());
    let view = CancelRegistrationView::new(workshop, &own.registration);
    let head = head(title(edition, "title.cancel_registration", workshop)?, None);
    let html = edition.renderer.render("cancel-registration.html", &head, &view)?;
    let reply = Reply::new(StatusCode::OK, html, LogFields::of("asked-to-cancel"));
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// Returns the page that asks whether to confirm the e-mail address; `token` is the one from the mailed link.
pub(crate) fn ask_to_confirm(own: &OwnRegistration, token: &str) -> AppResult<Reply> {
    confirmation(own, StatusCode::OK, Some(token))
}

fn confirmation(own: &OwnRegistration, status: StatusCode, token: Option<&str>) -> AppResult<Reply> {
    let edition = own.edition();
    let workshop = edition.workshop(own.workshop());
    let view = ConfirmEmailView::new(workshop, &own.registration, token, own.address.now);
    let (title_key, result) = match token {
        Some(_) => ("title.confirm_email", "asked-to-confirm"),
        None => ("title.confirm_email_lapsed", "lapsed"),
    };
    let head = head(title(edition, title_key, workshop)?, None);
    let html = edition.renderer.render("confirm-email.html", &head, &view)?;
    let reply = Reply::new(status, html, LogFields::of(result));
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

impl IntoResponse for OwnRegistrationError {
    fn into_response(self) -> Response {
        let reply = match self {
            OwnRegistrationError::App(error) => Err(error),
            OwnRegistrationError::Lapsed(own) => confirmation(&own, StatusCode::CONFLICT, None),
            OwnRegistrationError::TooLate(own) => refused(&own, StatusCode::CONFLICT, "too-late", "too-late"),
            OwnRegistrationError::TooLarge(own) => {
                refused(&own, StatusCode::CONFLICT, "too-large", "too-large")
            }
            OwnRegistrationError::SessionsClosed(own) => {
                refused(&own, StatusCode::CONFLICT, "sessions-closed", "sessions-closed")
            }
            OwnRegistrationError::Left(own) => {
                refused(&own, StatusCode::CONFLICT, "participant-left", "participant-left")
            }
            OwnRegistrationError::CannotAdd(own, obstacle) => {
                let refusal = match obstacle {
                    AdditionObstacle::Invoiced => "already-invoiced",
                    AdditionObstacle::Approved => "already-approved",
                    _ => obstacle.key(),
                };
                refused(&own, StatusCode::CONFLICT, refusal, obstacle.key())
            }
            OwnRegistrationError::NoOffer(own, waiting_place) => not_offered(&own, waiting_place),
            OwnRegistrationError::TooOften(own, limit) => {
                let (refusal, retry_after) = too_often(own.address.now, limit);
                refused(&own, StatusCode::TOO_MANY_REQUESTS, refusal, "changed-too-often")
                    .map(|reply| reply.with_optional(RETRY_AFTER, retry_after))
            }
        };
        reply.into_response()
    }
}

impl AdditionObstacle {
    /// Returns the key of the refusal.
    pub(super) fn key(self) -> &'static str {
        match self {
            AdditionObstacle::Invoiced => "invoiced",
            AdditionObstacle::Approved => "approved",
            AdditionObstacle::Unseated => "unseated",
            AdditionObstacle::Closed => "additions-closed",
            AdditionObstacle::PartyFull(_) => "party-full",
        }
    }
}

/// Returns the key of the refusal after too many changes, and the value of `Retry-After` at `now`.
pub(super) fn too_often(now: Timestamp, limit: TooManyChanges) -> (&'static str, Option<HeaderValue>) {
    match limit {
        TooManyChanges::Today(until) => {
            let seconds = until.duration_since(now).as_secs().max(1);
            ("changed-too-often-today", Some(HeaderValue::from(seconds.unsigned_abs())))
        }
        TooManyChanges::InAll => ("changed-too-often", None),
    }
}

fn refused(
    own: &OwnRegistration,
    status: StatusCode,
    refusal: &'static str,
    result: &'static str,
) -> AppResult<Reply> {
    let view = OwnRegistrationView { refusal: Some(refusal), ..view(own, None)? };
    drawn(own, status, &view, result)
}

/// Returns the page of a registration to which no seats are offered, with its position on the waiting list if it waits.
fn not_offered(own: &OwnRegistration, waiting_place: Option<usize>) -> AppResult<Reply> {
    let view = OwnRegistrationView { refusal: Some("no-offer"), ..view(own, waiting_place)? };
    drawn(own, StatusCode::CONFLICT, &view, "no-offer")
}

fn view(own: &OwnRegistration, waiting_place: Option<usize>) -> AppResult<OwnRegistrationView> {
    let workshop = own.edition().workshop(own.workshop());
    let mut view = OwnRegistrationView::new(workshop, &own.registration, waiting_place, own.address.now);
    view.private = private(own, &own.registration, &view.path)?;
    let (registration, key) = (&own.registration, &own.address.services.identifier_key);
    if registration.status.is_alive() {
        for (shown, participant) in view.participants.iter_mut().zip(&registration.request.participants) {
            if !registration.request.contact.is(participant) {
                let capability = key.participation(registration, participant);
                shown.own_path = Some(participation_path(registration, capability));
            }
        }
    }
    Ok(view)
}

fn drawn(
    own: &OwnRegistration,
    status: StatusCode,
    view: &OwnRegistrationView,
    result: &'static str,
) -> AppResult<Reply> {
    let edition = own.edition();
    let head = head(title(edition, "title.own_registration", edition.workshop(own.workshop()))?, None);
    let html = edition.renderer.render("own-registration.html", &head, view)?;
    let reply = Reply::new(status, html, LogFields::of(result));
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}
