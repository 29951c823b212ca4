//! Outcome → page.

use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, LOCATION, REFERRER_POLICY, RETRY_AFTER};
use model::catalogue::CatalogueWorkshop;
use model::registration::Registration;
use model::submission::SubmissionErrors;
use serde::Serialize;
use view::calendar;
use view::form::FormView;
use view::registration::{
    CancelRegistrationView, ConfirmEmailView, ListedView, MessageView, MessageWorkshopView, OfferView,
    OwnRegistrationView, RegistrationFormView, WorkshopSummaryView, own_path, registration_action,
};
use view::renderer::RenderError;
use view::site::HeadView;

use super::participants::{asked_to_change, changed_too_often, not_changed};
use super::{Page, availability, find, questionnaire};
use crate::Services;
use crate::abuse::TooMany;
use crate::outcome::{Outcome, Own, Posted, Refusal};
use registry::Listed;
use view::edition::Edition;

/// With `no-referrer` on a page, its forms would be posted with `Origin: null`. With `same-origin`, the page's path
/// would be sent with each style sheet, picture and link, and the path of a registration, which opens it, would stand
/// in the logs of whatever delivers them. This policy sends the scheme and host alone.
pub(super) const FORM_REFERRER_POLICY: HeaderValue = HeaderValue::from_static("strict-origin");

/// In seconds: longer than DynamoDB throttles a busy table, short enough to be waited for.
pub(super) const RETRY_LATER: HeaderValue = HeaderValue::from_static("30");

/// The page of an outcome in a language of the site.
pub(super) fn page(
    services: &Services,
    edition: &Edition,
    outcome: Outcome<'_>,
) -> Result<Page, RenderError> {
    let not_found = |key, workshop| message(edition, StatusCode::NOT_FOUND, key, workshop);
    match outcome {
        Outcome::Registered(_, registration) => Ok(see_own_page(&registration)),
        Outcome::Changed(own, _) => Ok(see_own_page(&own.registration)),
        Outcome::Invalid(posted, errors) => invalid(services, edition, &posted, &errors),
        Outcome::Refused(posted, refusal) => refused(services, edition, &posted, &refusal),
        Outcome::Found(own) => own_page(edition, StatusCode::OK, &own, None),
        Outcome::Calendar(workshop, text) => Ok(calendar_file(workshop, text)),
        Outcome::TooLate(own) => own_page(edition, StatusCode::CONFLICT, &own, Some("too-late")),
        Outcome::ChangedTooOften(own, submitted, limit) => changed_too_often(edition, &own, submitted, limit),
        Outcome::AskedToCancel(own) => asked_to_cancel(edition, &own),
        Outcome::AskedToChange(own, form, submitted) => asked_to_change(edition, &own, &form, submitted),
        Outcome::Unchanged(unchanged) => not_changed(edition, &unchanged),
        Outcome::AskedToConfirm(own, token) => confirm_email(edition, StatusCode::OK, &own, Some(&token)),
        Outcome::Lapsed(own) => confirm_email(edition, StatusCode::CONFLICT, &own, None),
        Outcome::Available(workshop, offer) => Ok(availability::json(workshop, &offer)),
        Outcome::Questionnaire(asked, answered) => questionnaire::page(services, edition, asked, &answered),
        Outcome::Finding(finding) => find::page(services, edition, &finding),
        Outcome::UnknownForm(workshop) => not_found("unknown-form", Some(workshop)),
        Outcome::NoOffer(workshop) => not_found("no-registration", Some(workshop)),
        Outcome::UnknownWorkshop => not_found("unknown-workshop", None),
        Outcome::UnknownRegistration => not_found("unknown-registration", None),
        Outcome::NotFound => not_found("not-found", None),
        Outcome::MethodNotAllowed => {
            message(edition, StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", None)
        }
        Outcome::TooMany(TooMany { retry_after }) => {
            let page = message(edition, StatusCode::TOO_MANY_REQUESTS, "too-many", None)?;
            Ok(page.with(RETRY_AFTER, retry_after.into()))
        }
        Outcome::Unacceptable(reason) => message(edition, reason.status(), reason.key(), None),
        Outcome::Unavailable(_) => {
            let page = message(edition, StatusCode::SERVICE_UNAVAILABLE, "unavailable", None)?;
            Ok(page.with(RETRY_AFTER, RETRY_LATER))
        }
        Outcome::Broken(workshop, _) => {
            message(edition, StatusCode::INTERNAL_SERVER_ERROR, "internal-error", Some(workshop))
        }
        Outcome::BrokenSite(_) => message(edition, StatusCode::INTERNAL_SERVER_ERROR, "internal-error", None),
    }
}

pub(super) fn own_page(
    edition: &Edition,
    status: StatusCode,
    own: &Own<'_>,
    refusal: Option<&'static str>,
) -> Result<Page, RenderError> {
    let view = OwnRegistrationView::new(
        edition.workshop(own.workshop),
        &own.registration,
        own.waiting_place,
        own.now,
    );
    let mut view = OwnRegistrationView { refusal, ..view };
    if let (Some(listing), Some(others)) = (&mut view.listing, &own.others) {
        let other =
            |other: &Listed| ListedView { name: other.name(), organisation: other.organisation.clone() };
        listing.others = Some(others.iter().map(other).collect());
    }
    let title = title(edition, "title.own_registration", edition.workshop(own.workshop))?;
    let html = edition.renderer.render("own-registration.html", &head(title, None), &view)?;
    Ok(Page::new(status, html).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

fn calendar_file(workshop: &CatalogueWorkshop, text: String) -> Page {
    let name = format!("attachment; filename=\"{}.ics\"", workshop.slug);
    let name = HeaderValue::from_str(&name).expect("slugs are ASCII");
    Page::new(StatusCode::OK, text)
        .with(CONTENT_TYPE, HeaderValue::from_static(calendar::CONTENT_TYPE))
        .with(CONTENT_DISPOSITION, name)
}

fn asked_to_cancel(edition: &Edition, own: &Own<'_>) -> Result<Page, RenderError> {
    let view = CancelRegistrationView::new(edition.workshop(own.workshop), &own.registration);
    let title = title(edition, "title.cancel_registration", edition.workshop(own.workshop))?;
    let html = edition.renderer.render("cancel-registration.html", &head(title, None), &view)?;
    Ok(Page::new(StatusCode::OK, html).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

fn confirm_email(
    edition: &Edition,
    status: StatusCode,
    own: &Own<'_>,
    token: Option<&str>,
) -> Result<Page, RenderError> {
    let view = ConfirmEmailView::new(edition.workshop(own.workshop), &own.registration, token, own.now);
    let key = if token.is_some() { "title.confirm_email" } else { "title.confirm_email_lapsed" };
    let title = title(edition, key, edition.workshop(own.workshop))?;
    let html = edition.renderer.render("confirm-email.html", &head(title, None), &view)?;
    Ok(Page::new(status, html).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// 303, so that the browser asks for the page and neither a reload nor the back button posts again.
fn see_own_page(registration: &Registration) -> Page {
    let location = HeaderValue::from_str(&own_path(registration)).expect("slugs and identifiers are ASCII");
    Page::new(StatusCode::SEE_OTHER, String::new()).with(LOCATION, location)
}

fn invalid(
    services: &Services,
    edition: &Edition,
    posted: &Posted<'_>,
    errors: &SubmissionErrors,
) -> Result<Page, RenderError> {
    let form = filled_in(posted).with_errors(&posted.offer.form, errors, edition.renderer.words())?;
    let page = form_view(posted, Some(form), None);
    form_page(
        (services, edition),
        StatusCode::UNPROCESSABLE_ENTITY,
        "title.registration_error",
        posted,
        &page,
    )
}

fn refused(
    services: &Services,
    edition: &Edition,
    posted: &Posted<'_>,
    refusal: &Refusal,
) -> Result<Page, RenderError> {
    let form = refusal.keeps_answers().then(|| filled_in(posted));
    let page = form_view(posted, form, Some(refusal.key()));
    let refused = |status| form_page((services, edition), status, "title.registration", posted, &page);
    match refusal {
        Refusal::Unavailable(_) => {
            Ok(refused(StatusCode::SERVICE_UNAVAILABLE)?.with(RETRY_AFTER, RETRY_LATER))
        }
        Refusal::TooMany(TooMany { retry_after }) => {
            Ok(refused(StatusCode::TOO_MANY_REQUESTS)?.with(RETRY_AFTER, (*retry_after).into()))
        }
        _ => refused(StatusCode::CONFLICT),
    }
}

fn filled_in(posted: &Posted<'_>) -> FormView {
    FormView::filled_in(&posted.offer.form, &registration_action(posted.workshop), &posted.submission)
}

fn form_view(
    posted: &Posted<'_>,
    form: Option<FormView>,
    refusal: Option<&'static str>,
) -> RegistrationFormView {
    RegistrationFormView {
        workshop: WorkshopSummaryView::new(posted.workshop),
        offer: OfferView::new(&posted.workshop.slug, posted.offer, posted.state),
        form,
        refusal,
    }
}

fn form_page(
    (services, edition): (&Services, &Edition),
    status: StatusCode,
    title_key: &str,
    posted: &Posted<'_>,
    page: &impl Serialize,
) -> Result<Page, RenderError> {
    let title = title(edition, title_key, posted.workshop)?;
    let head = head(title, posted.workshop.registration_path.clone());
    let path = |workshop: &CatalogueWorkshop| workshop.registration_path.clone();
    let languages = services.editions.of_page(&services.catalogue, &posted.workshop.slug, path)?;
    let html = edition.renderer.render_in(&languages, "registration.html", &head, page)?;
    let page = Page::new(status, html);
    Ok(page.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

pub(super) fn message(
    edition: &Edition,
    status: StatusCode,
    key: &'static str,
    workshop: Option<&CatalogueWorkshop>,
) -> Result<Page, RenderError> {
    let title_key = format!("message.{}.title", key.replace('-', "_"));
    let title = edition.renderer.words().text(&title_key, &[])?;
    let workshop = workshop.map(|workshop| edition.workshop(workshop));
    let workshop = workshop
        .map(|workshop| MessageWorkshopView { title: workshop.title.clone(), path: workshop.path.clone() });
    Ok(Page::new(
        status,
        edition.renderer.render("message.html", &head(title, None), &MessageView { key, workshop })?,
    ))
}

pub(super) fn title(
    edition: &Edition,
    key: &str,
    workshop: &CatalogueWorkshop,
) -> Result<String, RenderError> {
    Ok(edition.renderer.words().text(key, &[("workshop", &workshop.title)])?)
}

pub(super) fn head(title: String, path: Option<String>) -> HeadView {
    HeadView { path, ..HeadView::titled(title) }
}
