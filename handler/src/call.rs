//! What the address of a request tells: workshop, registration, language.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path as Segments};
use http::Uri;
use http::request::Parts;
use serde::de::DeserializeOwned;
use view::registration::LANGUAGE;

use registry::Deadline;

/// What the address of a workshop tells, and how long an answer may take. A segment that is no UTF-8 names no
/// workshop, like any other text that is no slug.
pub(crate) struct Call<T>(pub(crate) T, pub(crate) Deadline);

impl<T, S> FromRequestParts<S> for Call<T>
where
    T: DeserializeOwned + Default + Send,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Call<T>, Infallible> {
        let segments = Segments::<T>::from_request_parts(parts, state).await;
        let deadline = parts.extensions.get::<Deadline>().copied();
        let segments = segments.map(|Segments(segments)| segments);
        Ok(Call(segments.unwrap_or_default(), deadline.unwrap_or_default()))
    }
}

/// The further language of the site in which a page was that asks, as its address tells. It is nobody's guess: no header
/// of a browser, and no cookie.
pub(crate) struct Language(pub(crate) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Language, Infallible> {
        Ok(Language(language_of(&parts.uri)))
    }
}

/// The language in the query of an address.
pub(crate) fn language_of(address: &Uri) -> Option<String> {
    let query = address.query().unwrap_or_default();
    let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == LANGUAGE);
    named.map(|(_, language)| language.into_owned())
}
