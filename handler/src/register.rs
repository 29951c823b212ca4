//! The use case: is the workshop open, are the answers valid, was it stored? Knows neither HTTP nor AWS.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::offer::{Offer, OfferState};
use model::reading::{ReadError, read_request};
use model::registration::{Registration, RegistrationRequest, Suspicion};
use model::slug::Slug;
use model::submission::Submission;

use crate::Services;
use crate::abuse::{Pressure, TooMany, examine};
use crate::outcome::{Availability, Outcome, Posted, Refusal};
use registry::identifier::{MOST_REGISTRATIONS, Occasion, REPETITION_WINDOW};
use registry::{Deadline, Registered, StoreError};

/// Takes a registration for the workshop of this name, from its form in this language.
pub(crate) async fn register<'a>(
    services: &'a Services,
    (slug, language): (&str, Option<&str>),
    submission: Submission,
    pressure: Pressure,
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
    let suspicion = match examine(pressure, &posted.submission) {
        Ok(suspicion) => suspicion,
        Err(too_many) => return Outcome::Refused(posted, Refusal::TooMany(too_many)),
    };
    let request = match read_request(workshop, offer, &posted.submission) {
        Ok(request) => request.with_fees_named_by(main),
        Err(ReadError::Submission(errors)) => return Outcome::Invalid(posted, errors),
        Err(ReadError::Form(error)) => return Outcome::Broken(workshop, error.into()),
    };
    let arrival = Arrival { services, request: &request, now: whole_milliseconds(now), deadline };
    let trapped = suspicion.filter(|suspicion| *suspicion == Suspicion::Trap);
    let repeated = arrival.repeats(Occasion::first(trapped, now).before()).await;
    store(&arrival, posted, suspicion, repeated).await
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

/// Stores the registration, or finds the one that the same post made a moment ago.
///
/// Nothing here depends on other registrations of the address: their identifiers differ, so neither the answer nor the
/// work of the store shows whether there are any.
async fn store<'a>(
    arrival: &Arrival<'a, '_>,
    posted: Posted<'a>,
    suspicion: Option<Suspicion>,
    repeated: Result<Option<Box<Registration>>, StoreError>,
) -> Outcome<'a> {
    let repeated = match repeated {
        Ok(None) => arrival.repeats_when_trusted(suspicion).await,
        repeated => repeated,
    };
    match repeated {
        Ok(Some(existing)) => return Outcome::Registered(posted.workshop, existing),
        Ok(None) => {}
        Err(error) => return Outcome::Refused(posted, Refusal::Unavailable(error)),
    }
    match arrival.store(suspicion, posted.offer).await {
        Ok(Stored::Registration(registration)) => Outcome::Registered(posted.workshop, registration),
        Ok(Stored::Full) => Outcome::Refused(posted, Refusal::Full),
        Ok(Stored::TooMany(too_many)) => Outcome::Refused(posted, Refusal::TooMany(too_many)),
        Err(error) => Outcome::Refused(posted, Refusal::Unavailable(error)),
    }
}

/// A valid request for a registration, at a moment.
struct Arrival<'a, 'r> {
    services: &'a Services,
    request: &'r RegistrationRequest,
    now: Timestamp,
    deadline: Deadline,
}

/// What became of an arrival.
enum Stored {
    /// It is registered, or was a moment ago.
    Registration(Box<Registration>),
    /// No seat is left.
    Full,
    /// The same answers were cancelled or refused too often.
    TooMany(TooMany),
}

impl Arrival<'_, '_> {
    /// For a post that came too often to be trusted: the registration that the same post made when it was trusted, or
    /// when it was not in the window before this one.
    async fn repeats_when_trusted(
        &self,
        suspicion: Option<Suspicion>,
    ) -> Result<Option<Box<Registration>>, StoreError> {
        if suspicion != Some(Suspicion::Rate) {
            return Ok(None);
        }
        for first in [Occasion::first(None, self.now), Occasion::first(suspicion, self.now).before()] {
            if let Some(existing) = self.repeats(first).await? {
                return Ok(Some(existing));
            }
        }
        Ok(None)
    }

    /// The registration that the same post made in the window of this occasion.
    async fn repeats(&self, first: Occasion) -> Result<Option<Box<Registration>>, StoreError> {
        for occasion in occasions(first) {
            let id = self.services.identifier_key.identifier(self.request, occasion);
            let existing = self.services.store.get(&self.request.workshop, &id, self.deadline).await?;
            let Some(existing) = existing else { return Ok(None) };
            if self.is_repeated(&existing) {
                return Ok(Some(Box::new(existing)));
            }
        }
        Ok(None)
    }

    async fn store(&self, suspicion: Option<Suspicion>, offer: &Offer) -> Result<Stored, StoreError> {
        let Arrival { services, request, now, .. } = *self;
        for occasion in occasions(Occasion::first(suspicion, now)) {
            let id = services.identifier_key.identifier(request, occasion);
            let capability = services.identifier_key.capability(&request.workshop, &id, now);
            let arriving = Registration::arriving(id, capability, request.clone(), offer, now);
            let arriving = Registration { suspicion, ..arriving };
            match services.store.register(&arriving, offer, self.deadline).await? {
                Registered::Stored(status) => {
                    return Ok(Stored::Registration(Box::new(Registration { status, ..arriving })));
                }
                Registered::Existing(existing) if self.is_repeated(&existing) => {
                    return Ok(Stored::Registration(existing));
                }
                Registered::Existing(_) => {}
                Registered::Full => return Ok(Stored::Full),
            }
        }
        let left = REPETITION_WINDOW - now.as_second().rem_euclid(REPETITION_WINDOW);
        Ok(Stored::TooMany(TooMany { retry_after: u32::try_from(left).unwrap_or_default() }))
    }

    /// Whether the post is taken for the one that made this registration. What is over is not shown again: for all that
    /// is known, somebody else made it.
    fn is_repeated(&self, existing: &Registration) -> bool {
        let age = self.now.as_second() - existing.created.as_second();
        let is_over = !existing.status.is_alive() || existing.has_expired(self.now);
        age < REPETITION_WINDOW && !is_over && !existing.is_overdue(self.now)
    }
}

/// The registrations that the same answers may make within the window of the first.
fn occasions(first: Occasion) -> impl Iterator<Item = Occasion> {
    std::iter::successors(Some(first), |occasion| Some(occasion.next())).take(MOST_REGISTRATIONS as usize)
}

/// What is shorter neither orders a waiting list nor is worth its bytes in the store.
pub(crate) fn whole_milliseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}
