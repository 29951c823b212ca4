//! Extracts the workshop that a URL names, with its registration form.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::form::Form;
use model::offer::{Offer, OfferState};
use registry::Deadline;
use view::edition::Edition;

use super::address;
use crate::abuse::Pressure;
use crate::error::{AppError, AppResult};
use crate::pending_pressure::PendingPressure;
use crate::services::Services;

/// The registration form of a workshop, in the language of the page that sent the request.
pub(crate) struct WorkshopForm {
    pub(crate) services: Arc<Services>,
    main: Arc<CatalogueWorkshop>,
    language: Option<String>,
    pressure: PendingPressure,
    pub(crate) now: Timestamp,
    pub(crate) deadline: Deadline,
}

impl FromRequestParts<Arc<Services>> for WorkshopForm {
    type Rejection = AppError;

    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<WorkshopForm, AppError> {
        let named: String = address::segments(parts).await;
        WorkshopForm::named(&named, parts, services)
    }
}

impl WorkshopForm {
    /// Returns the form of the workshop with this name.
    pub(super) fn named(
        named: &str,
        parts: &Parts,
        services: &Arc<Services>,
    ) -> Result<WorkshopForm, AppError> {
        let main = address::workshop(services, named)?.ok_or(AppError::UnknownWorkshop)?;
        if main.offer.is_none() {
            return Err(AppError::NoOffer(main.slug.clone()));
        }
        Ok(WorkshopForm {
            main,
            language: address::language(&parts.uri),
            pressure: PendingPressure::of(&parts.extensions),
            now: (services.clock)(),
            deadline: address::deadline(parts),
            services: Arc::clone(services),
        })
    }

    /// Waits until the request is counted, and returns the rate of requests from the sender.
    pub(crate) async fn pressure(&self) -> Pressure {
        self.pressure.known().await
    }

    /// Returns the workshop in the site's main language.
    pub(crate) fn main(&self) -> &CatalogueWorkshop {
        &self.main
    }

    /// Returns the offer in the site's main language.
    pub(crate) fn main_offer(&self) -> &Offer {
        self.main().offer.as_deref().expect("it was there when the URL was read")
    }

    /// Returns the workshop in the language of the form.
    pub(crate) fn workshop(&self) -> &CatalogueWorkshop {
        self.edition().workshop(self.main())
    }

    /// Returns the site in the language of the form.
    pub(crate) fn edition(&self) -> &Edition {
        self.services.editions.of_workshop(self.main(), self.language.as_deref())
    }

    /// Returns the questions of the form.
    pub(crate) fn form(&self) -> AppResult<&Form> {
        let main = self.main();
        let form = self.edition().registration_form(main).map_err(|error| AppError::broken(main, error))?;
        form.ok_or_else(|| AppError::NoOffer(main.slug.clone()))
    }

    /// Returns the offer in the language of the form.
    pub(crate) fn offer(&self) -> &Offer {
        self.workshop().offer.as_deref().unwrap_or_else(|| self.main_offer())
    }

    /// Returns whether registration is open now.
    pub(crate) fn state(&self) -> OfferState {
        self.offer().state(self.now)
    }
}
