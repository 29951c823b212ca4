//! Outcome → status, headers and page. The only place that knows status codes.

use axum::body::Body;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, StatusCode};
use model::catalogue::CatalogueWorkshop;
use model::registration::RegistrationId;
use model::submission::SubmissionErrors;
use serde::Serialize;
use view::form::FormView;
use view::registration::{
    MessageView, MessageWorkshopView, OfferView, OwnRegistrationView, RegistrationFormView,
    WorkshopSummaryView, registration_action,
};
use view::renderer::{RenderError, Renderer};
use view::site::HeadView;

use crate::Services;
use crate::log::Entry;
use crate::register::{Outcome, Posted, Refusal};
use crate::request::Unacceptable;

const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// Pages have no scripts and load nothing but their style sheet and images; only this site may be posted to,
/// and no other may frame them.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// With `no-referrer` on a page, its forms would be posted with `Origin: null`.
const FORM_REFERRER_POLICY: HeaderValue = HeaderValue::from_static("same-origin");

/// In seconds: longer than DynamoDB throttles a busy table, short enough to be waited for.
const RETRY_LATER: HeaderValue = HeaderValue::from_static("30");

/// A page and what goes with it.
struct Page {
    status: StatusCode,
    html: String,
    headers: HeaderMap,
}

/// Answers with what came of a request.
pub(crate) fn respond(services: &Services, outcome: Outcome<'_>) -> Response {
    let entry = Entry::of(&outcome);
    match page(&services.renderer, outcome) {
        Ok(page) => finish(page, entry),
        // What the template engine says may quote what it was rendering, hence only the class.
        Err(error) => failed(
            services,
            Entry {
                error: Some(class(&error)),
                ..entry
            },
        ),
    }
}

/// Answers after a panic.
pub(crate) fn panicked(services: &Services) -> Response {
    let entry = Entry {
        outcome: "internal-error",
        workshop: None,
        error: Some("panic".to_owned()),
    };
    failed(services, entry)
}

fn failed(services: &Services, entry: Entry) -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let page = message(&services.renderer, status, "internal-error", None).unwrap_or_else(|_| Page {
        status,
        // The theme cannot even render a message, so there are no words to say more with.
        html: "<!doctype html><title>500</title><h1>500</h1>".to_owned(),
        headers: HeaderMap::new(),
    });
    finish(page, entry)
}

fn page(renderer: &Renderer, outcome: Outcome<'_>) -> Result<Page, RenderError> {
    match outcome {
        Outcome::Registered(workshop, id) => Ok(see_own_page(workshop, &id)),
        Outcome::Invalid(posted, errors) => invalid(renderer, &posted, &errors),
        Outcome::Refused(posted, refusal) => refused(renderer, &posted, &refusal),
        Outcome::Found(workshop, registration) => {
            let page = OwnRegistrationView::new(workshop, &registration);
            let title = title(renderer, "title.own_registration", workshop)?;
            let html = renderer.render("own-registration.html", &head(title, None), &page)?;
            Ok(Page {
                status: StatusCode::OK,
                html,
                headers: HeaderMap::new(),
            })
        }
        Outcome::NoOffer(workshop) => {
            message(renderer, StatusCode::NOT_FOUND, "no-registration", Some(workshop))
        }
        Outcome::UnknownWorkshop => message(renderer, StatusCode::NOT_FOUND, "unknown-workshop", None),
        Outcome::UnknownRegistration => {
            message(renderer, StatusCode::NOT_FOUND, "unknown-registration", None)
        }
        Outcome::NotFound => message(renderer, StatusCode::NOT_FOUND, "not-found", None),
        Outcome::MethodNotAllowed => {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            message(renderer, status, "method-not-allowed", None)
        }
        Outcome::Unacceptable(reason) => {
            let status = match reason {
                Unacceptable::ForeignOrigin => StatusCode::FORBIDDEN,
                Unacceptable::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Unacceptable::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                Unacceptable::Malformed => StatusCode::BAD_REQUEST,
            };
            message(renderer, status, reason.key(), None)
        }
        Outcome::Unavailable(_) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let page = message(renderer, status, "unavailable", None)?;
            Ok(page.with(RETRY_AFTER, RETRY_LATER))
        }
        Outcome::Broken(workshop, _) => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            message(renderer, status, "internal-error", Some(workshop))
        }
    }
}

/// 303, so that the browser asks for the page and neither a reload nor the back button posts again.
fn see_own_page(workshop: &CatalogueWorkshop, id: &RegistrationId) -> Page {
    let location = format!("/api/registrations/{}/{}", workshop.slug, id.as_str());
    let location = HeaderValue::from_str(&location).expect("slugs and identifiers are ASCII");
    let page = Page {
        status: StatusCode::SEE_OTHER,
        html: String::new(),
        headers: HeaderMap::new(),
    };
    page.with(LOCATION, location)
}

fn invalid(renderer: &Renderer, posted: &Posted<'_>, errors: &SubmissionErrors) -> Result<Page, RenderError> {
    let form = filled_in(posted).with_errors(&posted.offer.form, errors, renderer.words())?;
    let page = form_view(posted, Some(form), None);
    form_page(
        renderer,
        StatusCode::UNPROCESSABLE_ENTITY,
        "title.registration_error",
        posted,
        &page,
    )
}

fn refused(renderer: &Renderer, posted: &Posted<'_>, refusal: &Refusal) -> Result<Page, RenderError> {
    let form = refusal.may_pass().then(|| filled_in(posted));
    let page = form_view(posted, form, Some(refusal.key()));
    let status = match refusal {
        Refusal::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    };
    let page = form_page(renderer, status, "title.registration", posted, &page)?;
    Ok(match refusal {
        Refusal::Unavailable(_) => page.with(RETRY_AFTER, RETRY_LATER),
        _ => page,
    })
}

fn filled_in(posted: &Posted<'_>) -> FormView {
    FormView::filled_in(
        &posted.offer.form,
        &registration_action(posted.workshop),
        &posted.submission,
    )
}

fn form_view(
    posted: &Posted<'_>,
    form: Option<FormView>,
    refusal: Option<&'static str>,
) -> RegistrationFormView {
    RegistrationFormView {
        workshop: WorkshopSummaryView::new(posted.workshop),
        offer: OfferView::new(posted.offer, posted.state),
        form,
        refusal,
    }
}

fn form_page(
    renderer: &Renderer,
    status: StatusCode,
    title_key: &str,
    posted: &Posted<'_>,
    page: &impl Serialize,
) -> Result<Page, RenderError> {
    let title = title(renderer, title_key, posted.workshop)?;
    let head = head(title, posted.workshop.registration_path.clone());
    let page = Page {
        status,
        html: renderer.render("registration.html", &head, page)?,
        headers: HeaderMap::new(),
    };
    Ok(page.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

fn message(
    renderer: &Renderer,
    status: StatusCode,
    key: &'static str,
    workshop: Option<&CatalogueWorkshop>,
) -> Result<Page, RenderError> {
    let title_key = format!("message.{}.title", key.replace('-', "_"));
    let title = renderer.words().text(&title_key, &[])?;
    let workshop = workshop.map(|workshop| MessageWorkshopView {
        title: workshop.title.clone(),
        path: workshop.path.clone(),
    });
    Ok(Page {
        status,
        html: renderer.render("message.html", &head(title, None), &MessageView { key, workshop })?,
        headers: HeaderMap::new(),
    })
}

fn title(renderer: &Renderer, key: &str, workshop: &CatalogueWorkshop) -> Result<String, RenderError> {
    Ok(renderer.words().text(key, &[("workshop", &workshop.title)])?)
}

fn head(title: String, path: Option<String>) -> HeadView {
    HeadView {
        title,
        description: String::new(),
        path,
        indexed: false,
    }
}

impl Page {
    fn with(mut self, name: HeaderName, value: HeaderValue) -> Page {
        self.headers.insert(name, value);
        self
    }
}

/// Adds what holds for every answer: it is nobody else's, so nothing may be kept, listed or told onwards.
fn finish(page: Page, entry: Entry) -> Response {
    let mut response = Response::new(Body::from(page.html));
    *response.status_mut() = page.status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_ROBOTS_TAG, "noindex"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.extend(page.headers);
    response.extensions_mut().insert(entry);
    response
}

fn class(error: &RenderError) -> String {
    match error {
        RenderError::Template(_) => "a template cannot be rendered".to_owned(),
        RenderError::Formats(error) => error.to_string(),
        RenderError::Words(error) => error.to_string(),
    }
}
