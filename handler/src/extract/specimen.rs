//! Extracts the workshop of a specimen, which only the canary can send.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::address;
use super::workshop::WorkshopForm;
use crate::error::AppError;
use crate::services::Services;

/// The registration form of a workshop, to which the canary sends a specimen.
pub(crate) struct SpecimenForm(pub(crate) WorkshopForm);

impl FromRequestParts<Arc<Services>> for SpecimenForm {
    type Rejection = AppError;

    /// Answers a wrong or old token like an unknown page.
    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<SpecimenForm, AppError> {
        let (named, token): (String, String) = address::segments(parts).await;
        let identifier = address::identifier(services, &named).ok_or(AppError::NotFound)?;
        if !services.identifier_key.is_of_specimen(&token, identifier, (services.clock)()) {
            return Err(AppError::NotFound);
        }
        WorkshopForm::named(&named, parts, services).map(SpecimenForm)
    }
}
