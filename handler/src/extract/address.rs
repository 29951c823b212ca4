//! What every address may tell: its segments, the language, and how long the answer may take.

use axum::extract::{FromRequestParts, Path};
use http::Uri;
use http::request::Parts;
use model::catalogue::CatalogueWorkshop;
use registry::Deadline;
use serde::de::DeserializeOwned;
use view::registration::LANGUAGE;

use crate::services::Services;

/// The segments of an address. One that is not UTF-8 names nothing, like any other text that nothing is named by.
pub(super) async fn segments<T: DeserializeOwned + Default + Send>(parts: &mut Parts) -> T {
    let segments = Path::<T>::from_request_parts(parts, &()).await;
    segments.map(|Path(segments)| segments).unwrap_or_default()
}

/// By when a request is to be answered.
pub(crate) fn deadline(parts: &Parts) -> Deadline {
    parts.extensions.get().copied().unwrap_or_default()
}

/// The further language of the site of the page that asks, as its address tells. It is nobody's guess: no header
/// of a browser, and no cookie.
pub(crate) fn language(address: &Uri) -> Option<String> {
    let query = address.query().unwrap_or_default();
    let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == LANGUAGE);
    named.map(|(_, language)| language.into_owned())
}

/// The workshop that has or had this name.
pub(super) fn workshop<'a>(services: &'a Services, name: &str) -> Option<&'a CatalogueWorkshop> {
    services.catalogue.workshop(&name.parse().ok()?)
}
