//! Reads the segments of a URL, its language, the workshop that it names, and the deadline of the answer.

use std::sync::Arc;

use axum::RequestExt;
use axum::extract::{FromRequestParts, Path, RawPathParams, Request};
use http::Uri;
use http::request::Parts;
use model::catalogue::CatalogueWorkshop;
use model::slug::Slug;
use registry::{Deadline, UnusableFile};
use serde::de::DeserializeOwned;
use view::registration::LANGUAGE;

use crate::error::{AppError, AppResult};
use crate::log::LoggedWorkshop;
use crate::services::Services;

/// Returns the path segments. Segments that are not UTF-8 become empty and thus match nothing, like any unknown name.
pub(super) async fn segments<T: DeserializeOwned + Default + Send>(parts: &mut Parts) -> T {
    let segments = Path::<T>::from_request_parts(parts, &()).await;
    segments.map(|Path(segments)| segments).unwrap_or_default()
}

/// Returns the time by which a request must be answered.
pub(crate) fn deadline(parts: &Parts) -> Deadline {
    parts.extensions.get().copied().unwrap_or_default()
}

/// Returns the additional language of the page that sent the request, as named in the URL. Neither headers nor cookies
/// influence it.
pub(crate) fn language(address: &Uri) -> Option<String> {
    let query = address.query().unwrap_or_default();
    let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == LANGUAGE);
    named.map(|(_, language)| language.into_owned())
}

/// Returns the identifier of the workshop with this current or former name.
pub(super) fn identifier<'a>(services: &'a Services, name: &str) -> Option<&'a Slug> {
    services.workshops.index().identifier(&name.parse().ok()?)
}

/// Notes for the log which workshop the URL of a request names.
pub(crate) async fn note_workshop(request: &mut Request, services: &Services) {
    let Ok(parameters) = request.extract_parts::<RawPathParams>().await else { return };
    let named = parameters.iter().find(|(name, _)| *name == "slug");
    if let Some(workshop) = named.and_then(|(_, name)| identifier(services, name)) {
        LoggedWorkshop::note(request.extensions(), workshop);
    }
}

/// Returns the workshop with this current or former name; `None` if there is none.
pub(super) fn workshop(services: &Services, name: &str) -> AppResult<Option<Arc<CatalogueWorkshop>>> {
    identifier(services, name).map_or(Ok(None), |identifier| identified(services, identifier))
}

/// Returns the workshop with this current or former name and its questionnaires; `None` if there is none.
pub(super) fn with_questionnaires(
    services: &Services,
    name: &str,
) -> AppResult<Option<Arc<CatalogueWorkshop>>> {
    let Some(identifier) = identifier(services, name) else { return Ok(None) };
    usable(identifier, services.workshops.with_questionnaires(identifier))
}

/// Returns the workshop with this identifier; `None` if there is none.
pub(super) fn identified(
    services: &Services,
    identifier: &Slug,
) -> AppResult<Option<Arc<CatalogueWorkshop>>> {
    usable(identifier, services.workshops.workshop(identifier))
}

/// Turns a file that cannot be used into the error of the request.
fn usable<T>(identifier: &Slug, read: Result<T, UnusableFile>) -> AppResult<T> {
    read.map_err(|error| AppError::Broken(Some(identifier.clone()), error.into()))
}
