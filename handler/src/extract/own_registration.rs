//! Extracts the registration that a secret URL opens. Only the registrant receives this URL.

use std::fmt;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::offer::Offer;
use model::registration::{Author, OwnLink, Participant, ProposedAddress, Registration};
use model::status::Event;
use registry::identifier::ProposedLink;
use registry::{Deadline, StoreError, Transition};
use view::edition::Edition;
use view::registration::changes_are_possible;

use super::address;
use super::named_registration::{NamedRegistration, ReadAhead};
use crate::abuse::Pressure;
use crate::error::{AppError, AppResult};
use crate::pending_pressure::PendingPressure;
use crate::services::Services;

/// The URL of a registration, before any lookup.
#[derive(Clone)]
pub(crate) struct RegistrationAddress {
    pub(crate) services: Arc<Services>,
    workshop: Arc<CatalogueWorkshop>,
    pub(crate) link: OwnLink,
    read_ahead: Option<ReadAhead>,
    /// The rate of requests from the sender.
    pub(crate) pressure: Pressure,
    pub(crate) now: Timestamp,
    pub(crate) deadline: Deadline,
}

/// The URL of a page about one participant below that of the registrant's own page, before any lookup.
pub(crate) struct ParticipantAddress {
    pub(crate) address: RegistrationAddress,
    /// The number in the URL, which no participant need have.
    pub(crate) number: u32,
}

/// The registration that a URL opens.
#[derive(Clone)]
pub(crate) struct OwnRegistration {
    pub(crate) address: RegistrationAddress,
    pub(crate) registration: Box<Registration>,
}

/// The participant whose page a URL opens.
#[derive(Clone)]
pub(crate) struct OwnParticipation {
    /// Their registration, of which their page shows nothing about the others.
    pub(crate) own: OwnRegistration,
    pub(crate) participant: Participant,
}

/// The registration that a URL opens, with the token mailed to its registrant.
pub(crate) struct ConfirmedRegistration {
    pub(crate) own: OwnRegistration,
    pub(crate) token: String,
}

/// The link that was mailed to a proposed address of the contact. It does not open the own page.
pub(crate) struct AddressLink {
    /// The registration, of which the page shows hardly anything.
    pub(crate) own: OwnRegistration,
    /// The address to confirm; `None` if the link was used already.
    pub(crate) proposed: Option<ProposedAddress>,
}

/// The name of a document in a URL below that of a registration or a participant.
pub(crate) struct DocumentName(pub(crate) String);

impl FromRequestParts<Arc<Services>> for RegistrationAddress {
    type Rejection = AppError;

    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<RegistrationAddress, AppError> {
        let named = NamedRegistration::of(parts, services).await.ok_or(AppError::UnknownRegistration)?;
        let identifier = named.workshop.ok_or(AppError::UnknownRegistration)?;
        let workshop = address::identified(services, &identifier)?.ok_or(AppError::UnknownRegistration)?;
        Ok(RegistrationAddress {
            workshop,
            link: named.link,
            read_ahead: parts.extensions.get().cloned(),
            pressure: PendingPressure::of(&parts.extensions).known().await,
            now: (services.clock)(),
            deadline: address::deadline(parts),
            services: Arc::clone(services),
        })
    }
}

impl FromRequestParts<Arc<Services>> for ParticipantAddress {
    type Rejection = AppError;

    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<ParticipantAddress, AppError> {
        let (_, _, number): (String, String, String) = address::segments(parts).await;
        let number = number.parse().map_err(|_| AppError::NotFound)?;
        let address = RegistrationAddress::from_request_parts(parts, services).await?;
        Ok(ParticipantAddress { address, number })
    }
}

impl FromRequestParts<Arc<Services>> for OwnRegistration {
    type Rejection = AppError;

    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<OwnRegistration, AppError> {
        RegistrationAddress::from_request_parts(parts, services).await?.open().await
    }
}

impl FromRequestParts<Arc<Services>> for OwnParticipation {
    type Rejection = AppError;

    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<OwnParticipation, AppError> {
        RegistrationAddress::from_request_parts(parts, services).await?.participation().await
    }
}

impl FromRequestParts<Arc<Services>> for ConfirmedRegistration {
    type Rejection = AppError;

    /// Answers a wrong token like an unknown registration.
    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<ConfirmedRegistration, AppError> {
        let (_, _, token): (String, String, String) = address::segments(parts).await;
        let own = OwnRegistration::from_request_parts(parts, services).await?;
        match services.identifier_key.confirms(&token, &own.registration) {
            true => Ok(ConfirmedRegistration { own, token }),
            false => Err(AppError::UnknownRegistration),
        }
    }
}

impl FromRequestParts<Arc<Services>> for AddressLink {
    type Rejection = AppError;

    /// Answers every link that confirms nothing alike, whether or not there is such a registration.
    async fn from_request_parts(
        parts: &mut Parts,
        services: &Arc<Services>,
    ) -> Result<AddressLink, AppError> {
        let address = RegistrationAddress::from_request_parts(parts, services).await;
        let unknown = |error| match error {
            AppError::UnknownRegistration => AppError::UnknownAddressLink,
            error => error,
        };
        address.map_err(unknown)?.address_link().await
    }
}

impl FromRequestParts<Arc<Services>> for DocumentName {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Services>) -> Result<DocumentName, AppError> {
        let (_, _, file): (String, String, String) = address::segments(parts).await;
        Ok(DocumentName(file))
    }
}

impl RegistrationAddress {
    /// Looks up the registration, unless the gate has done so already.
    pub(crate) async fn open(self) -> AppResult<OwnRegistration> {
        match self.registration().await? {
            Some(registration) => Ok(OwnRegistration { address: self, registration }),
            None => Err(AppError::UnknownRegistration),
        }
    }

    /// Returns the registration if the URL opens it. The capability must match, as an identifier alone may belong to
    /// another registrant.
    pub(crate) async fn registration(&self) -> Result<Option<Box<Registration>>, StoreError> {
        let stored = self.stored().await?;
        let opens = |it: &Registration| self.services.identifier_key.opens(&self.link.capability, it);
        Ok(stored.filter(opens).map(Box::new))
    }

    /// Returns the participant whose page the URL opens, with their registration.
    pub(crate) async fn participation(self) -> AppResult<OwnParticipation> {
        let registration = self.stored().await?.ok_or(AppError::UnknownRegistration)?;
        let key = &self.services.identifier_key;
        let participant = key.opens_participation(&self.link.capability, &registration);
        let participant = participant.cloned().ok_or(AppError::UnknownRegistration)?;
        let own = OwnRegistration { address: self, registration: Box::new(registration) };
        Ok(OwnParticipation { own, participant })
    }

    /// Returns what the URL, which was mailed to a proposed address, confirms.
    async fn address_link(self) -> AppResult<AddressLink> {
        let registration = self.stored().await?.ok_or(AppError::UnknownAddressLink)?;
        let opened = self.services.identifier_key.opens_address(&self.link.capability, &registration);
        let proposed = match opened {
            Some(ProposedLink::Used) => None,
            Some(ProposedLink::Open(proposed)) if registration.address_to_confirm(self.now).is_some() => {
                Some(proposed)
            }
            _ => return Err(AppError::UnknownAddressLink),
        };
        let own = OwnRegistration { address: self, registration: Box::new(registration) };
        Ok(AddressLink { own, proposed })
    }

    /// Returns the registration under the identifier in the URL, whether or not the URL opens it. Expiry is checked here
    /// because DynamoDB deletes expired items only within days.
    async fn stored(&self) -> Result<Option<Registration>, StoreError> {
        let stored = match &self.read_ahead {
            Some(ReadAhead(stored)) => stored.as_deref().cloned(),
            None => self.services.store.get(&self.workshop.slug, &self.link.id, self.deadline).await?,
        };
        Ok(stored.filter(|registration| !registration.has_expired(self.now)))
    }

    /// Returns the workshop in the site's main language.
    pub(crate) fn workshop(&self) -> &CatalogueWorkshop {
        &self.workshop
    }
}

impl OwnRegistration {
    /// Returns the workshop in the site's main language.
    pub(crate) fn workshop(&self) -> &CatalogueWorkshop {
        self.address.workshop()
    }

    /// Returns the site in the registrant's language.
    pub(crate) fn edition(&self) -> &Edition {
        self.address.services.editions.of_registration(self.workshop(), &self.registration)
    }

    /// Returns a request for a transition of the registration by its registrant, on the terms of the offer of its workshop.
    pub(crate) fn transition<'a>(&'a self, offer: &'a Offer) -> Transition<'a> {
        Transition { read: &self.registration, offer, now: self.address.now, by: Author::Registrant }
    }

    /// Returns whether the registrant may apply this event to the registration.
    pub(crate) fn allows(&self, event: Event) -> bool {
        changes_are_possible(self.workshop(), &self.registration, event, self.address.now)
    }
}

impl OwnParticipation {
    /// Returns a request for a transition by the participant.
    pub(crate) fn transition<'a>(&'a self, offer: &'a Offer) -> Transition<'a> {
        Transition { by: Author::Participant, ..self.own.transition(offer) }
    }
}

impl fmt::Debug for OwnParticipation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OwnParticipation(not shown)")
    }
}

impl fmt::Debug for OwnRegistration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OwnRegistration(not shown)")
    }
}
