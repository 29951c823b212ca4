//! The use case "register": checks that the workshop is open, validates the answers and stores the registration. Knows
//! neither HTTP nor AWS.

use std::pin::pin;

use futures_util::future::{Either, select};
use jiff::Timestamp;
use model::offer::Offer;
use model::reading::read_request;
use model::registration::{Registration, RegistrationRequest, Suspicion};
use model::submission::Submission;
use registry::identifier::{MOST_REGISTRATIONS, Occasion, REPETITION_WINDOW};
use registry::{Counter, Deadline, Registered, StoreError, once_permitted, whole_milliseconds};

use crate::abuse::{TooMany, examine};
use crate::error::{AppResult, FormError, Refusal};
use crate::extract::workshop::WorkshopForm;
use crate::membership::{check_members, with_membership};
use crate::services::Services;

/// Stores a registration. Returns the new one, or the one that an identical post created a moment ago.
///
/// Nothing here depends on other registrations of the same e-mail address: their identifiers differ, so neither the
/// answer nor the store's work reveals them. What is found while the post is still being counted is not shown to a sender
/// who exceeded a limit, and the write that is prepared meanwhile is dropped.
///
/// # Errors
///
/// [`FormError`]. [`FormError::Invalid`] may come before the post is counted.
pub(crate) async fn register(
    form: &WorkshopForm,
    submission: &Submission,
) -> Result<Box<Registration>, FormError> {
    if let Some(refusal) = Refusal::of(form.workshop(), form.state()) {
        return Err(refusal.into());
    }
    let request = read(form, submission).and_then(|request| with_membership(form, submission, request));
    let request = match request {
        Ok(request) => request,
        Err(error @ FormError::Invalid(_)) => return Err(error),
        Err(error) => {
            examine(form.pressure().await, submission)?;
            return Err(error);
        }
    };
    let arrival = Arrival::new(form, &request);
    let expected = submission.is_trapped().then_some(Suspicion::Trap);
    let permission = async {
        let (suspicion, earlier) =
            examined(form, submission, &arrival, expected).await.map_err(Instead::Fail)?;
        match earlier {
            Some(existing) => Err(Instead::Show(existing)),
            None if suspicion == expected => Ok(()),
            // Only the rate adds a suspicion.
            None => Err(Instead::Suspect),
        }
    };
    // The future is large, and would be copied several times.
    let store = |suspicion| Box::pin(arrival.store(suspicion, form.offer()));
    match once_permitted(permission, || store(expected)).await {
        Ok(stored) => stored,
        Err(Instead::Fail(error)) => Err(error),
        Err(Instead::Show(existing)) => Ok(existing),
        Err(Instead::Suspect) => match arrival.repeats_when_trusted().await? {
            Some(existing) => Ok(existing),
            None => store(Some(Suspicion::Rate)).await,
        },
    }
}

/// What becomes of a post instead of the registration that was prepared.
enum Instead {
    /// It fails.
    Fail(FormError),
    /// It repeats the post that created this registration.
    Show(Box<Registration>),
    /// It is stored under suspicion because of its sender's rate.
    Suspect,
}

/// Returns why a post looks like abuse, if it does, and the registration that an identical post of the previous window
/// created, if this one is under the suspicion that the answers alone justify.
async fn examined(
    form: &WorkshopForm,
    submission: &Submission,
    arrival: &Arrival<'_, '_>,
    expected: Option<Suspicion>,
) -> Result<(Option<Suspicion>, Option<Box<Registration>>), FormError> {
    // An identical post may have arrived just before the turn of the hour.
    let earlier = arrival.repeats(Occasion::first(expected, form.now).before());
    Ok(match select(pin!(form.pressure()), pin!(earlier)).await {
        // A sender who exceeded a limit does not wait for the lookup, whose duration depends on the answers.
        Either::Left((pressure, earlier)) => (examine(pressure, submission)?, earlier.await?),
        Either::Right((earlier, pressure)) => (examine(pressure.await, submission)?, earlier?),
    })
}

/// Attempts what [`register`] does with a form, at any time and whatever the state of the offer, but stores nothing.
pub(crate) async fn rehearse(form: &WorkshopForm, submission: &Submission) -> Result<(), FormError> {
    let request = read(form, submission)?;
    check_members(form)?;
    let now = whole_milliseconds(form.now);
    let link = form.services.identifier_key.link(&request, Occasion::first(None, form.now), now);
    let arriving = Registration::arriving(link, request, form.offer(), now);
    Ok(form.services.store.rehearse(&arriving, form.deadline).await?)
}

/// Validates the answers.
fn read(form: &WorkshopForm, submission: &Submission) -> Result<RegistrationRequest, FormError> {
    let workshop = form.workshop();
    let request = read_request(workshop, form.offer(), form.form()?, submission);
    let request = request.map_err(|error| FormError::reading(workshop, error))?;
    // Stored fee names are in the site's main language, whichever form was filled in.
    Ok(request.with_fees_named_by(form.main_offer()))
}

/// Returns the counter of the workshop, which holds the number of seats taken.
pub(crate) async fn availability(form: &WorkshopForm) -> AppResult<Counter> {
    Ok(form.services.store.counter(&form.main().slug, form.deadline).await?)
}

/// A valid registration request and the time of its arrival.
struct Arrival<'a, 'r> {
    services: &'a Services,
    request: &'r RegistrationRequest,
    now: Timestamp,
    deadline: Deadline,
}

impl<'a, 'r> Arrival<'a, 'r> {
    fn new(form: &'a WorkshopForm, request: &'r RegistrationRequest) -> Arrival<'a, 'r> {
        let WorkshopForm { services, now, deadline, .. } = form;
        Arrival { services, request, now: whole_milliseconds(*now), deadline: *deadline }
    }

    /// For a post that exceeded the trusted rate: returns the registration that an identical post created while it was
    /// trusted, or in the previous window.
    async fn repeats_when_trusted(&self) -> Result<Option<Box<Registration>>, StoreError> {
        let suspected = Occasion::first(Some(Suspicion::Rate), self.now);
        for first in [Occasion::first(None, self.now), suspected.before()] {
            if let Some(existing) = self.repeats(first).await? {
                return Ok(Some(existing));
            }
        }
        Ok(None)
    }

    /// Returns the registration that an identical post created in the window of this occasion.
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

    /// Stores the registration, unless identical answers were cancelled or rejected too often.
    async fn store(
        &self,
        suspicion: Option<Suspicion>,
        offer: &Offer,
    ) -> Result<Box<Registration>, FormError> {
        let Arrival { services, request, now, .. } = *self;
        for occasion in occasions(Occasion::first(suspicion, now)) {
            let link = services.identifier_key.link(request, occasion, now);
            let arriving = Registration::arriving(link, request.clone(), offer, now);
            let arriving = Registration { suspicion, ..arriving };
            match services.store.register(&arriving, offer, self.deadline).await? {
                Registered::Stored(status) => {
                    return Ok(Box::new(Registration { status, ..arriving }));
                }
                Registered::Existing(existing) if self.is_repeated(&existing) => {
                    return Ok(existing);
                }
                Registered::Existing(_) => {}
                Registered::Full => return Err(Refusal::Full.into()),
            }
        }
        let left = REPETITION_WINDOW - now.as_second().rem_euclid(REPETITION_WINDOW);
        Err(TooMany { retry_after: u32::try_from(left).unwrap_or_default() }.into())
    }

    /// Returns whether the post repeats the one that created this registration. An ended registration is never shown
    /// again, because another person may have made it. Nor is one that got another capability with another address: the
    /// sender of the form knows the first one at most.
    fn is_repeated(&self, existing: &Registration) -> bool {
        let age = self.now.as_second() - existing.created.as_second();
        age < REPETITION_WINDOW
            && existing.is_active(self.now)
            && !existing.is_overdue(self.now)
            && self.services.identifier_key.has_first_capability(existing)
    }
}

/// Returns the registrations that identical answers may create within the window of the first.
fn occasions(first: Occasion) -> impl Iterator<Item = Occasion> {
    std::iter::successors(Some(first), |occasion| Some(occasion.next())).take(MOST_REGISTRATIONS as usize)
}
