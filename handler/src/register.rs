//! The use case: is the workshop open, are the answers valid, was it stored? Knows neither HTTP nor AWS; what
//! came of it is an [`Outcome`].

use jiff::Timestamp;
use model::catalogue::{CatalogueWorkshop, Offer, OfferState};
use model::registration::{Registration, RegistrationId, RegistrationRequest, RequestError, Status};
use model::slug::Slug;
use model::submission::{Submission, SubmissionErrors, validate};

use crate::request::Unacceptable;
use crate::store::{Registered, StoreError};
use crate::{Deadline, Services};

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Outcome<'a> {
    /// The registration is stored, or was already by the same answers.
    Registered(&'a CatalogueWorkshop, RegistrationId),
    /// Some answers are not valid.
    Invalid(Posted<'a>, SubmissionErrors),
    /// Nothing is wrong with the answers, but the registration is not taken.
    Refused(Posted<'a>, Refusal),
    /// One cannot register for this workshop at all.
    NoOffer(&'a CatalogueWorkshop),
    /// There is no such workshop.
    UnknownWorkshop,
    /// A registrant's own registration.
    Found(&'a CatalogueWorkshop, Box<Registration>),
    /// There is no such registration; which part of the address is wrong is nobody's business.
    UnknownRegistration,
    /// The registration may exist, but the store cannot tell.
    Unavailable(StoreError),
    /// The post was not even read.
    Unacceptable(Unacceptable),
    /// The address leads nowhere.
    NotFound,
    /// The address takes no such request.
    MethodNotAllowed,
    /// The catalogue's form makes no registration.
    Broken(&'a CatalogueWorkshop, RequestError),
}

/// A form that was posted, and what it is about.
#[derive(Debug)]
pub(crate) struct Posted<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) offer: &'a Offer,
    pub(crate) state: OfferState,
    pub(crate) submission: Submission,
}

/// Why a registration is not taken.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It is too early.
    Upcoming,
    /// It is too late.
    Closed,
    /// The workshop does not take place.
    Cancelled,
    /// No seat is left.
    Full,
    /// The address is registered with other answers.
    AlreadyRegistered,
    /// The store did not take it in time.
    Unavailable(StoreError),
}

/// Takes a registration for the workshop of this name.
pub(crate) async fn register<'a>(
    services: &'a Services,
    slug: &str,
    submission: Submission,
    deadline: Deadline,
) -> Outcome<'a> {
    let Some(workshop) = workshop(services, slug) else {
        return Outcome::UnknownWorkshop;
    };
    let Some(offer) = &workshop.offer else {
        return Outcome::NoOffer(workshop);
    };
    let now = (services.clock)();
    let posted = Posted {
        workshop,
        offer,
        state: offer.state(now),
        submission,
    };
    if let Some(refusal) = refusal(&posted) {
        return Outcome::Refused(posted, refusal);
    }
    let answers = match validate(&offer.form, &posted.submission) {
        Ok(answers) => answers,
        Err(errors) => return Outcome::Invalid(posted, errors),
    };
    let request = match RegistrationRequest::from_answers(workshop, offer, &answers) {
        Ok(request) => request,
        Err(error) => return Outcome::Broken(workshop, error),
    };
    store(services, posted, request, now, deadline).await
}

/// Finds the registration of an address that a registrant was given.
pub(crate) async fn look_up<'a>(
    services: &'a Services,
    slug: &str,
    id: &str,
    deadline: Deadline,
) -> Outcome<'a> {
    let (Some(workshop), Ok(id)) = (workshop(services, slug), id.parse()) else {
        return Outcome::UnknownRegistration;
    };
    match services.store.get(&workshop.slug, &id, deadline).await {
        Ok(Some(registration)) if registration.expires > (services.clock)() => {
            Outcome::Found(workshop, Box::new(registration))
        }
        // DynamoDB deletes an expired item within days, not at once.
        Ok(_) => Outcome::UnknownRegistration,
        Err(error) => Outcome::Unavailable(error),
    }
}

fn workshop<'a>(services: &'a Services, slug: &str) -> Option<&'a CatalogueWorkshop> {
    let slug: Slug = slug.parse().ok()?;
    services.catalogue.workshops.get(&slug)
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
    now: Timestamp,
    deadline: Deadline,
) -> Outcome<'a> {
    let registration = Registration {
        id: services
            .identifier_key
            .identifier(&request.workshop, &request.contact.email),
        request,
        status: Status::Confirmed,
        created: whole_seconds(now),
        expires: posted.offer.keep_until,
    };
    let capacity = posted.offer.capacity;
    match services.store.register(&registration, capacity, deadline).await {
        Ok(Registered::New) => Outcome::Registered(posted.workshop, registration.id),
        Ok(Registered::Existing(existing)) if existing.request.is_same_as(&registration.request) => {
            Outcome::Registered(posted.workshop, registration.id)
        }
        Ok(Registered::Existing(_)) => Outcome::Refused(posted, Refusal::AlreadyRegistered),
        Ok(Registered::Full) => Outcome::Refused(posted, Refusal::Full),
        Err(error) => Outcome::Refused(posted, Refusal::Unavailable(error)),
    }
}

fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

impl Refusal {
    /// The key of the refusal in the words of a theme and in the log.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Refusal::Upcoming => "upcoming",
            Refusal::Closed => "closed",
            Refusal::Cancelled => "cancelled",
            Refusal::Full => "full",
            Refusal::AlreadyRegistered => "already-registered",
            Refusal::Unavailable(_) => "unavailable",
        }
    }

    /// Whether the same post may be taken later, so that what was typed is worth keeping.
    pub(crate) fn may_pass(&self) -> bool {
        !matches!(self, Refusal::Closed | Refusal::Cancelled)
    }
}
