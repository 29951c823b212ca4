//! The use cases of an existing registration: its registrant views or cancels it. Knows neither HTTP nor AWS.

use std::sync::Arc;

use model::catalogue::PrivateSessions;
use model::offer::Offer;
use model::registration::{Registration, TooManyChanges};
use model::status::{Event, Status};
use registry::{Listed, StoreError, Transitioned};
use view::calendar::{Publisher, of_registration};
use view::private_information::{PrivateSessionView, private_sessions};

use crate::error::{AppError, AppResult};
use crate::extract::own_registration::OwnRegistration;

/// The reason why a registration is not changed.
#[derive(Debug)]
pub(crate) enum OwnRegistrationError {
    /// It can no longer be changed or cancelled. Contains its current state.
    TooLate(Box<OwnRegistration>),
    /// Its e-mail address was not confirmed in time.
    Lapsed(Box<OwnRegistration>),
    /// The sessions of a participant can no longer be changed. Contains the current state of the registration.
    SessionsClosed(Box<OwnRegistration>),
    /// The participant whose sessions were to be changed has left.
    Left(Box<OwnRegistration>),
    /// People cannot be added to it.
    CannotAdd(Box<OwnRegistration>, AdditionObstacle),
    /// No seats are offered to it. Contains its current state, and its position on the waiting list if it waits.
    NoOffer(Box<OwnRegistration>, Option<usize>),
    /// The answers are too long to be stored together.
    TooLarge(Box<OwnRegistration>),
    /// Its registrant has made too many changes.
    TooOften(Box<OwnRegistration>, TooManyChanges),
    /// The failure does not concern the state of the registration.
    App(AppError),
}

/// The reason why people cannot be added to a registration that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AdditionObstacle {
    /// It is marked as invoiced.
    Invoiced,
    /// The organiser has approved those whom it names.
    Approved,
    /// It has no seats, or they are only offered to it.
    Unseated,
    /// Registration is closed, the deadline for changes has passed, or the workshop is cancelled or has other pools of seats by now.
    Closed,
    /// It would have too many people. Contains how many more it can have.
    PartyFull(u32),
}

/// The data on the registrant's page besides the registration itself.
pub(crate) struct Surroundings {
    /// The position on the waiting list, from 1, of a waiting registration.
    pub(crate) waiting_place: Option<usize>,
    /// The other registrants on the participants' list; `None` if this registration may not see it.
    pub(crate) others: Option<Vec<Listed>>,
}

/// Looks up the data on the registrant's page besides the registration itself.
pub(crate) async fn look_up(own: &OwnRegistration) -> AppResult<Surroundings> {
    let (store, now, deadline) = (&own.address.services.store, own.address.now, own.address.deadline);
    Ok(Surroundings {
        waiting_place: store.waiting_place(&own.registration, now, deadline).await?,
        others: others(own).await?,
    })
}

/// Returns the other registrants on the participants' list; `None` if this registration may not see it.
async fn others(own: &OwnRegistration) -> Result<Option<Vec<Listed>>, StoreError> {
    let registration = &own.registration;
    if registration.status != Status::Confirmed || !registration.request.listed {
        return Ok(None);
    }
    let (store, now, deadline) = (&own.address.services.store, own.address.now, own.address.deadline);
    let mut listed = store.listed(&own.workshop().slug, now, deadline).await?;
    listed.retain(|other| other.id != registration.id);
    Ok(Some(listed))
}

/// Returns the private information about the sessions that the registration covers, for the page at this path.
pub(crate) fn private(
    own: &OwnRegistration,
    registration: &Registration,
    page: &str,
) -> AppResult<Vec<PrivateSessionView>> {
    let workshop = own.edition().workshop(own.workshop());
    let known = stored_private(own)?.map(|private| private_sessions(&private, workshop, registration, page));
    Ok(known.unwrap_or_default())
}

/// Reads a document for the participants of the registration, by the name of its file. It is not found unless they may have it.
pub(crate) fn document(own: &OwnRegistration, registration: &Registration, file: &str) -> AppResult<Vec<u8>> {
    let workshop = own.workshop();
    let private = stored_private(own)?;
    if !private.is_some_and(|private| private.allows(file, workshop, registration)) {
        return Err(AppError::NotFound);
    }
    let document = own.address.services.workshops.document(&workshop.slug, file);
    document.map_err(|error| AppError::broken(workshop, error))
}

/// Reads the private information of the workshop, unless the registration is not confirmed.
fn stored_private(own: &OwnRegistration) -> AppResult<Option<Arc<PrivateSessions>>> {
    if own.registration.status != Status::Confirmed {
        return Ok(None);
    }
    let stored = own.address.services.workshops.private(own.workshop());
    stored.map_err(|error| AppError::broken(own.workshop(), error))
}

/// Creates the calendar file of the contact, or of what the registration is for a participant. It is not found if none of
/// its sessions remains.
pub(crate) fn calendar(own: &OwnRegistration, registration: &Registration) -> AppResult<String> {
    let edition = own.edition();
    let publisher = Publisher::new(&edition.site, &edition.renderer);
    let private = stored_private(own)?;
    let workshop = edition.workshop(own.workshop());
    let text = of_registration(workshop, registration, private.as_deref(), publisher);
    let text = text.map_err(|error| AppError::broken(own.workshop(), error))?;
    text.ok_or(AppError::UnknownRegistration)
}

/// Checks that the registration can still be cancelled. This changes nothing, because mail scanners follow links.
pub(crate) fn ask_to_cancel(own: OwnRegistration) -> Result<OwnRegistration, OwnRegistrationError> {
    if own.allows(Event::Cancel) { Ok(own) } else { Err(OwnRegistrationError::TooLate(Box::new(own))) }
}

/// Cancels the registration. Cancelling it again has no effect. Returns the result.
pub(crate) async fn cancel(own: &OwnRegistration) -> Result<&'static str, OwnRegistrationError> {
    let cancelled = match own.workshop().offer.as_deref().filter(|_| own.allows(Event::Cancel)) {
        None => Err(OwnRegistrationError::TooLate(Box::new(own.clone()))),
        Some(offer) => {
            let (store, transition) = (&own.address.services.store, own.transition(offer));
            settled(own, store.transition(transition, Event::Cancel, own.address.deadline).await?)
        }
    };
    unless_cancelled(cancelled, "cancelled")
}

/// Returns `done` if something was cancelled, and `unchanged` if that was impossible because the registration is cancelled.
pub(crate) fn unless_cancelled(
    cancelled: Result<(), OwnRegistrationError>,
    done: &'static str,
) -> Result<&'static str, OwnRegistrationError> {
    match cancelled {
        Ok(()) => Ok(done),
        Err(OwnRegistrationError::TooLate(own)) if own.registration.status == Status::Cancelled => {
            Ok("unchanged")
        }
        Err(error) => Err(error),
    }
}

/// Returns the offer, if who takes part can still be changed.
pub(crate) fn changeable(own: &OwnRegistration) -> Result<&Offer, OwnRegistrationError> {
    let offer = own.workshop().offer.as_deref().filter(|_| own.allows(Event::ChangeParticipants));
    offer.ok_or_else(|| OwnRegistrationError::TooLate(Box::new(own.clone())))
}

/// Converts the result of a transition in the store.
pub(crate) fn settled(own: &OwnRegistration, transitioned: Transitioned) -> Result<(), OwnRegistrationError> {
    let now = |registration| Box::new(OwnRegistration { registration, ..own.clone() });
    match transitioned {
        Transitioned::Done => Ok(()),
        Transitioned::Impossible(registration)
        | Transitioned::Outdated(registration)
        | Transitioned::Full(registration) => Err(OwnRegistrationError::TooLate(now(registration))),
        Transitioned::TooLarge(registration) => Err(OwnRegistrationError::TooLarge(now(registration))),
        Transitioned::TooMany(registration, limit) => {
            Err(OwnRegistrationError::TooOften(now(registration), limit))
        }
        Transitioned::Unknown => Err(AppError::UnknownRegistration.into()),
    }
}

impl AdditionObstacle {
    /// Returns why this many people cannot be added to a registration as it is stored now.
    pub(crate) fn of(
        own: &OwnRegistration,
        registration: &Registration,
        offer: &Offer,
        people: usize,
    ) -> Option<AdditionObstacle> {
        let room = registration.room_for_people(offer);
        if registration.invoiced.is_some() {
            Some(AdditionObstacle::Invoiced)
        } else if registration.has_approved_people(offer) {
            Some(AdditionObstacle::Approved)
        } else if !registration.status.holds_seats() || registration.status == Status::Offered {
            Some(AdditionObstacle::Unseated)
        } else if own.workshop().cancelled || !registration.may_add_people(offer, own.address.now) {
            Some(AdditionObstacle::Closed)
        } else if people > room as usize {
            Some(AdditionObstacle::PartyFull(room))
        } else {
            None
        }
    }
}

impl From<AppError> for OwnRegistrationError {
    fn from(error: AppError) -> OwnRegistrationError {
        OwnRegistrationError::App(error)
    }
}

impl From<StoreError> for OwnRegistrationError {
    fn from(error: StoreError) -> OwnRegistrationError {
        OwnRegistrationError::App(error.into())
    }
}
