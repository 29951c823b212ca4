//! Error pages. A response carries its route's error until [`draw`] renders the page, because rendering needs the
//! theme.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::RETRY_AFTER;
use model::catalogue::CatalogueWorkshop;
use view::edition::{Edition, Editions};
use view::registration::{MessageView, MessageWorkshopView};
use view::renderer::RenderError;

use super::head::head;
use super::refusal::RETRY_LATER;
use crate::abuse::TooMany;
use crate::error::AppError;
use crate::extract::address::language;
use crate::log::LogFields;
use crate::reply::Reply;
use crate::request::Unacceptable;
use crate::services::Services;

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Renders the page of an error, in the language of the page that sent the request.
pub(crate) async fn draw(State(services): State<Arc<Services>>, request: Request, next: Next) -> Response {
    let language = language(request.uri());
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<Arc<AppError>>() else { return response };
    let edition = services.editions.of_language(language.as_deref());
    reply(&services, edition, &error).map_or_else(|_| failed(&services, logged(&error)), Reply::into_response)
}

/// Returns the response after a panic.
pub(crate) fn panicked(services: &Services) -> Response {
    failed(services, LogFields::of("internal-error").because(Some("panic".to_owned())))
}

fn failed(services: &Services, logged: LogFields) -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let reply = message(services.editions.main(), status, "internal-error", None, logged.clone());
    let reply = reply.unwrap_or_else(|_| {
        // The theme cannot even render an error page, so its translations are unavailable too.
        Reply::new(status, "<!doctype html><title>500</title><h1>500</h1>".to_owned(), logged)
    });
    reply.into_response()
}

fn reply(services: &Services, edition: &Edition, error: &AppError) -> Result<Reply, RenderError> {
    // A workshop whose file cannot be read may be the error itself: its page has no link then.
    let workshop = error.workshop().and_then(|slug| services.workshops.workshop(slug).ok()?);
    let workshop = workshop.map(|workshop| linked(&workshop, edition, &services.editions));
    let reply = message(edition, error.status(), error.key(), workshop, logged(error))?;
    let retry_after = match error {
        AppError::TooMany(TooMany { retry_after }) => Some((*retry_after).into()),
        AppError::Unavailable(_) => Some(RETRY_LATER),
        _ => None,
    };
    Ok(reply.with_optional(RETRY_AFTER, retry_after))
}

/// Returns the message page with this key.
pub(super) fn message(
    edition: &Edition,
    status: StatusCode,
    key: &'static str,
    workshop: Option<MessageWorkshopView>,
    logged: LogFields,
) -> Result<Reply, RenderError> {
    let title = edition.renderer.words().text(&title_key(key), &[])?;
    let view = MessageView { key, workshop };
    Ok(Reply::new(status, edition.renderer.render("message.html", &head(title, None), &view)?, logged))
}

/// Returns the key of the title of the page about the error with this key.
pub(crate) fn title_key(key: &str) -> String {
    format!("message.{}.title", key.replace('-', "_"))
}

/// Returns the link to a workshop from a message of this edition.
fn linked(workshop: &CatalogueWorkshop, edition: &Edition, editions: &Editions) -> MessageWorkshopView {
    let language = edition.site.language.as_str();
    let page_language = &editions.of_workshop(workshop, Some(language)).site.language;
    let CatalogueWorkshop { title, path, .. } = edition.workshop(workshop);
    MessageWorkshopView {
        title: title.clone(),
        path: path.clone(),
        language: (page_language != language).then(|| page_language.clone()),
    }
}

fn logged(error: &AppError) -> LogFields {
    LogFields::of(error.key()).because(error.class())
}

impl AppError {
    fn status(&self) -> StatusCode {
        match self {
            AppError::NotFound
            | AppError::UnknownWorkshop
            | AppError::NoOffer(_)
            | AppError::UnknownForm(_)
            | AppError::UnknownRegistration
            | AppError::UnknownAddressLink => StatusCode::NOT_FOUND,
            AppError::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            AppError::Unacceptable(Unacceptable::AroundCdn | Unacceptable::ForeignOrigin) => {
                StatusCode::FORBIDDEN
            }
            AppError::Unacceptable(Unacceptable::MediaType) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            AppError::Unacceptable(Unacceptable::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            AppError::Unacceptable(Unacceptable::Malformed) => StatusCode::BAD_REQUEST,
            AppError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            AppError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            AppError::Broken(..) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
