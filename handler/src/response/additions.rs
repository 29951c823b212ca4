//! The pages on which people are added to a registration.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{HeaderValue, REFERRER_POLICY, RETRY_AFTER};
use model::form::Form;
use model::submission::Submission;
use view::registration::AddParticipantsView;

use super::head::{head, title};
use super::own_registration::too_often;
use super::refusal::change_refusal;
use crate::additions::{AdditionError, KeptPeople, Reason};
use crate::error::AppResult;
use crate::extract::own_registration::{OwnRegistration, RegistrationAddress};
use crate::log::LogFields;
use crate::own_registration::AdditionObstacle;
use crate::reply::{FORM_REFERRER_POLICY, Reply};

/// Returns the form for adding people.
pub(crate) fn ask(own: &OwnRegistration, form: &Form) -> AppResult<Reply> {
    let edition = own.edition();
    let workshop = edition.workshop(own.workshop());
    let (link, registration) = (&own.address.link, &own.registration);
    let view = AddParticipantsView::new(workshop, link, Some(registration), form, registration.named, None);
    let head = head(title(edition, "title.add_participants", workshop)?, None);
    let html = edition.renderer.render("add-participants.html", &head, &view)?;
    let reply = Reply::new(StatusCode::OK, html, LogFields::of("asked-to-add"));
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// Returns the form with the typed answers and the reason why no people were added.
pub(crate) fn not_added(
    address: &RegistrationAddress,
    submission: &Submission,
    error: AdditionError,
) -> Response {
    match error {
        AdditionError::Registration(error) => error.into_response(),
        AdditionError::Kept(kept) => again(address, submission, &kept).into_response(),
    }
}

fn again(address: &RegistrationAddress, submission: &Submission, kept: &KeptPeople) -> AppResult<Reply> {
    let KeptPeople { registration, form, named, reason } = kept;
    let (editions, main, registration) =
        (&address.services.editions, address.workshop(), registration.as_deref());
    let edition = registration.map_or_else(|| editions.main(), |it| editions.of_registration(main, it));
    let workshop = edition.workshop(main);
    let mut view =
        AddParticipantsView::new(workshop, &address.link, registration, form, *named, Some(submission));
    let Refused { status, key, retry_after } = refused(address, reason);
    view.refusal = key;
    match reason {
        Reason::Invalid(errors) => {
            view.form = view.form.with_errors(form, errors, edition.renderer.words())?;
        }
        Reason::Full(left) => {
            view.left = *left;
            let counts = registration.is_some_and(|it| it.counted_for.is_some());
            let offer = workshop.offer.as_deref().filter(|_| counts);
            view.organisation_limit = offer.and_then(|offer| offer.max_per_organisation);
        }
        Reason::Impossible(AdditionObstacle::PartyFull(left)) => view.left = Some(*left),
        _ => {}
    }
    let title_key = if key.is_none() { "title.add_participants_error" } else { "title.add_participants" };
    let head = head(title(edition, title_key, workshop)?, None);
    let html = edition.renderer.render("add-participants.html", &head, &view)?;
    let class = match reason {
        Reason::Refused(refusal) => refusal.class(),
        _ => None,
    };
    let logged = LogFields::of(key.unwrap_or("invalid")).because(class);
    let reply = Reply::new(status, html, logged).with_optional(RETRY_AFTER, retry_after);
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// How a refusal is answered.
struct Refused {
    status: StatusCode,
    /// The key of the refusal, if it is one.
    key: Option<&'static str>,
    /// The value of `Retry-After`.
    retry_after: Option<HeaderValue>,
}

fn refused(address: &RegistrationAddress, reason: &Reason) -> Refused {
    let conflict = |key| Refused { status: StatusCode::CONFLICT, key: Some(key), retry_after: None };
    match reason {
        Reason::Invalid(_) => {
            Refused { status: StatusCode::UNPROCESSABLE_ENTITY, key: None, retry_after: None }
        }
        Reason::Full(_) => conflict("full"),
        Reason::Impossible(obstacle) => conflict(obstacle.key()),
        Reason::OtherSessions => conflict("outdated-sessions"),
        Reason::TooLarge => conflict("too-large"),
        Reason::TooOften(limit) => {
            let (key, retry_after) = too_often(address.now, *limit);
            Refused { status: StatusCode::TOO_MANY_REQUESTS, key: Some(key), retry_after }
        }
        Reason::Refused(refusal) => Refused {
            status: refusal.status(),
            key: Some(change_refusal(refusal)),
            retry_after: refusal.retry_after(),
        },
    }
}
