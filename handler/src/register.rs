//! The use case: is the workshop open, are the answers valid, was it stored? Knows neither HTTP nor AWS.

use jiff::Timestamp;
use model::catalogue::{CatalogueWorkshop, OfferState};
use model::registration::{ReadError, Registration, RegistrationRequest, Suspicion, read_request};
use model::slug::Slug;
use model::submission::Submission;

use crate::abuse::examine;
use crate::address::NetworkAddress;
use crate::outcome::{Availability, Outcome, Posted, Refusal};
use crate::store::Registered;
use crate::{Deadline, Services};

/// Takes a registration for the workshop of this name, from its form in this language.
pub(crate) async fn register<'a>(
    services: &'a Services,
    (slug, language): (&str, Option<&str>),
    submission: Submission,
    address: Option<NetworkAddress>,
    deadline: Deadline,
) -> Outcome<'a> {
    let Some(workshop) = workshop(services, slug) else {
        return Outcome::UnknownWorkshop;
    };
    let Some(main) = &workshop.offer else {
        return Outcome::NoOffer(workshop);
    };
    let workshop = services.editions.of_workshop(&workshop.slug, language).workshop(workshop);
    let offer = workshop.offer.as_ref().unwrap_or(main);
    let now = (services.clock)();
    let posted = Posted { workshop, offer, state: offer.state(now), submission };
    if let Some(refusal) = refusal(&posted) {
        return Outcome::Refused(posted, refusal);
    }
    let request = match read_request(workshop, offer, &posted.submission) {
        Ok(request) => request.with_fees_named_by(main),
        Err(ReadError::Submission(errors)) => return Outcome::Invalid(posted, errors),
        Err(ReadError::Form(error)) => return Outcome::Broken(workshop, error.into()),
    };
    match examine(services, address, &posted.submission, now, deadline).await {
        Ok(suspicion) => store(services, posted, request, suspicion, now, deadline).await,
        Err(too_many) => Outcome::Refused(posted, Refusal::TooMany(too_many)),
    }
}

/// How many seats of the workshop of this name are left.
pub(crate) async fn availability<'a>(services: &'a Services, slug: &str, deadline: Deadline) -> Outcome<'a> {
    let Some(workshop) = workshop(services, slug) else {
        return Outcome::UnknownWorkshop;
    };
    let Some(offer) = &workshop.offer else {
        return Outcome::NoOffer(workshop);
    };
    match services.store.counter(&workshop.slug, deadline).await {
        Ok(counter) => {
            let state = offer.state((services.clock)());
            Outcome::Available(workshop, Availability { offer, state, counter })
        }
        Err(error) => Outcome::Unavailable(error),
    }
}

/// The workshop that has or had this name.
pub(crate) fn workshop<'a>(services: &'a Services, slug: &str) -> Option<&'a CatalogueWorkshop> {
    let slug: Slug = slug.parse().ok()?;
    services.catalogue.workshop(&slug)
}

fn refusal(posted: &Posted<'_>) -> Option<Refusal> {
    match posted.state {
        _ if posted.workshop.cancelled => Some(Refusal::Cancelled),
        OfferState::Upcoming => Some(Refusal::Upcoming),
        OfferState::Closed => Some(Refusal::Closed),
        OfferState::Open => None,
    }
}

async fn store<'a>(
    services: &'a Services,
    posted: Posted<'a>,
    request: RegistrationRequest,
    suspicion: Option<Suspicion>,
    now: Timestamp,
    deadline: Deadline,
) -> Outcome<'a> {
    let Posted { workshop, offer, .. } = posted;
    let id = services.identifier_key.identifier(&request.workshop, &request.contact.email);
    let now = whole_milliseconds(now);
    let capability = services.identifier_key.capability(&request.workshop, &id, now);
    let arriving = Registration::arriving(id, capability, request, offer, now);
    let arriving = Registration { suspicion, ..arriving };
    match services.store.register(&arriving, offer, deadline).await {
        Ok(Registered::Stored(status)) => {
            Outcome::Registered(workshop, Box::new(Registration { status, ..arriving }))
        }
        Ok(Registered::Existing(existing)) if existing.request.is_same_as(&arriving.request) => {
            Outcome::Registered(workshop, existing)
        }
        Ok(Registered::Existing(_)) => Outcome::Refused(posted, Refusal::AlreadyRegistered),
        Ok(Registered::Full) => Outcome::Refused(posted, Refusal::Full),
        Err(error) => Outcome::Refused(posted, Refusal::Unavailable(error)),
    }
}

/// What is shorter neither orders a waiting list nor is worth its bytes in the store.
pub(crate) fn whole_milliseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}
