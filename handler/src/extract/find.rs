//! Extracts the form that finds registrations, if the site has one.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use registry::Deadline;
use view::edition::Edition;

use super::address;
use crate::abuse::Pressure;
use crate::error::AppError;
use crate::pending_pressure::PendingPressure;
use crate::services::Services;

/// The form that finds registrations, in the language of the page that sent the request.
pub(crate) struct FindRequest {
    pub(crate) services: Arc<Services>,
    language: Option<String>,
    /// The rate of requests from the sender.
    pub(crate) pressure: Pressure,
    pub(crate) deadline: Deadline,
}

impl FromRequestParts<Arc<Services>> for FindRequest {
    type Rejection = AppError;

    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<FindRequest, AppError> {
        let request = FindRequest {
            services: Arc::clone(services),
            language: address::language(&parts.uri),
            pressure: PendingPressure::of(&parts.extensions).known().await,
            deadline: address::deadline(parts),
        };
        if request.edition().site.find_path.is_some() { Ok(request) } else { Err(AppError::NotFound) }
    }
}

impl FindRequest {
    /// Returns the site in the language of the page.
    pub(crate) fn edition(&self) -> &Edition {
        self.services.editions.of_language(self.language.as_deref())
    }
}
