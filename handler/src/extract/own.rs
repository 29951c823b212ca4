//! The registration that an address opens, which its registrant alone was given.

use std::fmt;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::registration::{Capability, Registration, RegistrationId};
use model::slug::Slug;
use model::status::Event;
use registry::{Deadline, StoreError};
use view::edition::Edition;
use view::registration::changes_are_possible;

use super::address;
use crate::abuse::Pressure;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The address of a registration: nothing was looked up yet.
#[derive(Clone)]
pub(crate) struct OwnAddress {
    pub(crate) services: Arc<Services>,
    name: Slug,
    pub(crate) id: RegistrationId,
    pub(crate) capability: Capability,
    /// How much comes from where the request comes from.
    pub(crate) pressure: Pressure,
    pub(crate) now: Timestamp,
    pub(crate) deadline: Deadline,
}

/// The registration of an address.
#[derive(Clone)]
pub(crate) struct OwnRegistration {
    pub(crate) address: OwnAddress,
    pub(crate) registration: Box<Registration>,
}

/// The registration of an address with the token that was mailed to its registrant.
pub(crate) struct ConfirmedRegistration {
    pub(crate) own: OwnRegistration,
    pub(crate) token: String,
}

impl FromRequestParts<Arc<Services>> for OwnAddress {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, services: &Arc<Services>) -> Result<OwnAddress, AppError> {
        let (named, own): (String, String) = address::segments(parts).await;
        OwnAddress::read(parts, services, &named, &own)
    }
}

impl FromRequestParts<Arc<Services>> for OwnRegistration {
    type Rejection = AppError;

    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<OwnRegistration, AppError> {
        OwnAddress::from_request_parts(parts, services).await?.open().await
    }
}

impl FromRequestParts<Arc<Services>> for ConfirmedRegistration {
    type Rejection = AppError;

    /// A wrong token is answered like an unknown registration.
    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<ConfirmedRegistration, AppError> {
        let (named, own, token): (String, String, String) = address::segments(parts).await;
        let own = OwnAddress::read(parts, services, &named, &own)?.open().await?;
        match services.identifier_key.confirms(&token, &own.registration) {
            true => Ok(ConfirmedRegistration { own, token }),
            false => Err(AppError::UnknownRegistration),
        }
    }
}

impl OwnAddress {
    fn read(parts: &Parts, services: &Arc<Services>, named: &str, own: &str) -> Result<OwnAddress, AppError> {
        let workshop = address::workshop(services, named).ok_or(AppError::UnknownRegistration)?;
        let (id, capability) = parse(own).ok_or(AppError::UnknownRegistration)?;
        Ok(OwnAddress {
            name: workshop.slug.clone(),
            id,
            capability,
            pressure: Pressure::of(&parts.extensions),
            now: (services.clock)(),
            deadline: address::deadline(parts),
            services: Arc::clone(services),
        })
    }

    /// Reads the registration.
    pub(crate) async fn open(self) -> AppResult<OwnRegistration> {
        match self.registration().await? {
            Some(registration) => Ok(OwnRegistration { address: self, registration }),
            None => Err(AppError::UnknownRegistration),
        }
    }

    /// The registration, if the address opens it. Somebody else's registration with the same identifier is none of
    /// theirs. And DynamoDB deletes an expired item within days, not at once.
    pub(crate) async fn registration(&self) -> Result<Option<Box<Registration>>, StoreError> {
        let opens = |registration: &Registration| {
            self.services.identifier_key.opens(&self.capability, registration)
                && !registration.has_expired(self.now)
        };
        let stored = self.services.store.get(&self.workshop().slug, &self.id, self.deadline).await?;
        Ok(stored.filter(opens).map(Box::new))
    }

    /// The workshop with its texts in the site's own language.
    pub(crate) fn workshop(&self) -> &CatalogueWorkshop {
        self.services.catalogue.workshop(&self.name).expect("it was found when the address was read")
    }
}

impl OwnRegistration {
    /// The workshop with its texts in the site's own language.
    pub(crate) fn workshop(&self) -> &CatalogueWorkshop {
        self.address.workshop()
    }

    /// The site as the registrant reads it.
    pub(crate) fn edition(&self) -> &Edition {
        self.address.services.editions.of_registration(&self.registration)
    }

    /// Whether the registrant may let this happen to the registration.
    pub(crate) fn allows(&self, event: Event) -> bool {
        changes_are_possible(self.workshop(), &self.registration, event, self.address.now)
    }
}

impl fmt::Debug for OwnRegistration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OwnRegistration(not shown)")
    }
}

/// The parts of the last part of the address of an own page.
pub(crate) fn parse(own: &str) -> Option<(RegistrationId, Capability)> {
    let (id, capability) = own.split_once('-')?;
    Some((id.parse().ok()?, capability.parse().ok()?))
}
