//! Extracts which registration a URL names, and looks it up before its route asks for it.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use model::registration::{OwnLink, Registration};
use model::slug::Slug;
use registry::Deadline;

use super::address;
use crate::services::Services;

/// The registration that a URL names. Neither the registration nor its workshop need exist.
#[derive(Clone)]
pub(crate) struct NamedRegistration {
    /// The workshop; `None` if there is none with the name in the URL.
    pub(crate) workshop: Option<Slug>,
    /// Identifier and capability.
    pub(crate) link: OwnLink,
}

/// The registration that was stored under the identifier in a URL when the request came, if there was one.
#[derive(Clone)]
pub(crate) struct ReadAhead(pub(super) Option<Arc<Registration>>);

impl NamedRegistration {
    /// Returns the registration that the URL of a request names; `None` if its route has no registration or the link is
    /// malformed. The URL is parsed once: the result is an extension of the request.
    pub(crate) async fn of(parts: &mut Parts, services: &Services) -> Option<NamedRegistration> {
        if let Some(named) = parts.extensions.get() {
            return Some(NamedRegistration::clone(named));
        }
        let parameters = RawPathParams::from_request_parts(parts, &()).await.ok()?;
        let parameter = |of: &str| parameters.iter().find(|(name, _)| *name == of).map(|(_, value)| value);
        let (workshop, link) = (parameter("slug")?, parameter("id")?.parse().ok()?);
        let workshop = address::identifier(services, workshop).cloned();
        let named = NamedRegistration { workshop, link };
        parts.extensions.insert(named.clone());
        Some(named)
    }

    /// Looks up the registration. Returns `None` if there is no such workshop, or if the lookup fails: the route then
    /// tries again and reports the failure.
    pub(crate) async fn read_ahead(&self, services: &Services, deadline: Deadline) -> Option<ReadAhead> {
        let stored = services.store.get(self.workshop.as_ref()?, &self.link.id, deadline).await.ok()?;
        Some(ReadAhead(stored.map(Arc::new)))
    }
}
