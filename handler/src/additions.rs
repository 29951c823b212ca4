//! The use case "add people to a registration", while there are seats. Knows neither HTTP nor AWS.

use model::form::Form;
use model::membership::Membership;
use model::offer::Offer;
use model::reading::{ReadError, membership_with, read_additions, remaining_sessions};
use model::registration::{
    AttendedSession, BASIS_FIELD, FIRST_ROW, Participant, Registration, TooManyChanges,
};
use model::submission::{Submission, SubmissionErrors};
use registry::Transitioned;
use view::edition::Edition;

use crate::abuse::Pressure;
use crate::details::begun;
use crate::error::{AppError, AppResult, Refusal};
use crate::extract::own_registration::{OwnRegistration, RegistrationAddress};
use crate::own_registration::{AdditionObstacle, OwnRegistrationError, settled};
use crate::participants::Changed;

/// The reason why no people were added.
#[derive(Debug)]
pub(crate) enum AdditionError {
    /// The form is shown again, with the answers.
    Kept(Box<KeptPeople>),
    /// The failure does not concern the answers.
    Registration(OwnRegistrationError),
}

/// People who were not added, and why.
#[derive(Debug)]
pub(crate) struct KeptPeople {
    /// The registration as it is stored; `None` if it could not be read, in which case the URL is unverified and may open
    /// nothing.
    pub(crate) registration: Option<Box<Registration>>,
    pub(crate) form: Form,
    /// The highest number that a participant had when the form was first shown.
    pub(crate) named: u32,
    pub(crate) reason: Reason,
}

/// The reason why people were not added.
#[derive(Debug)]
pub(crate) enum Reason {
    /// Some answers are not valid.
    Invalid(SubmissionErrors),
    /// The seats are not free. Contains how many people could still get one, if it is known.
    Full(Option<u32>),
    /// The registration does not allow it.
    Impossible(AdditionObstacle),
    /// The sessions were changed meanwhile, and with them the fee.
    OtherSessions,
    /// The answers are too long to be stored together.
    TooLarge,
    /// The registrant has made too many changes.
    TooOften(TooManyChanges),
    /// They could be stored at another time.
    Refused(Refusal),
}

/// Returns the form with a row for each person who can be added.
pub(crate) fn ask(own: &OwnRegistration) -> Result<Form, OwnRegistrationError> {
    let registration = &own.registration;
    let offer = own.workshop().offer.as_deref().filter(|_| registration.status.is_alive());
    let offer = offer.ok_or_else(|| OwnRegistrationError::TooLate(Box::new(own.clone())))?;
    match AdditionObstacle::of(own, registration, offer, 1) {
        Some(obstacle) => Err(OwnRegistrationError::CannotAdd(Box::new(own.clone()), obstacle)),
        None => Ok(form(own, registration.room_for_people(offer))?),
    }
}

/// Adds people, and returns the result.
pub(crate) async fn add(
    address: &RegistrationAddress,
    submission: &Submission,
) -> Result<Changed, AdditionError> {
    let too_many = match address.pressure {
        Pressure::TooMuch(too_many) => Some(Refusal::TooMany(too_many)),
        _ => None,
    };
    let named = submission.value(BASIS_FIELD).trim().parse().unwrap_or_default();
    let posted = posted_rows(address, submission);
    let mut own = match address.clone().open().await {
        Ok(own) => own,
        Err(AppError::Unavailable(error)) => {
            let reason = Reason::Refused(too_many.unwrap_or(Refusal::Unavailable(error)));
            let form = form_in(address, address.services.editions.main(), 1, posted.max(1))?;
            return Err(KeptPeople { registration: None, form, named, reason }.into());
        }
        Err(error) => return Err(error.into()),
    };
    let Some(offer) = address.workshop().offer.as_deref().filter(|_| own.registration.status.is_alive())
    else {
        return Err(OwnRegistrationError::TooLate(Box::new(own)).into());
    };
    loop {
        // Rows that the page had and that would be too many now are read all the same, so that no person is dropped unnoticed.
        let rows = own.registration.room_for_people(offer).max(posted).max(1);
        let form = form(&own, rows)?;
        let addition = Addition { own: &own, offer, form: &form, named };
        if let Some(too_many) = too_many {
            return Err(addition.kept(Reason::Refused(too_many)));
        }
        match addition.make(submission).await? {
            Made::Done(result) => return Ok(Changed { own, result }),
            Made::Outdated(registration) => own.registration = registration,
        }
    }
}

/// The result of an attempt.
enum Made {
    /// It succeeded. Contains the result, as named in the log.
    Done(&'static str),
    /// Another change came first, so the people have to be checked again, with the registration as it is stored now.
    Outdated(Box<Registration>),
}

/// An attempt to add people to a registration.
struct Addition<'a> {
    own: &'a OwnRegistration,
    /// The offer of its workshop.
    offer: &'a Offer,
    form: &'a Form,
    named: u32,
}

impl Addition<'_> {
    async fn make(&self, submission: &Submission) -> Result<Made, AdditionError> {
        let (added, membership) = self.read(submission)?;
        let added = self.own.registration.not_yet_added(&added, self.named);
        if added.is_empty() {
            return Ok(Made::Done("unchanged"));
        }
        self.check(&added)?;
        self.store(&added, membership).await
    }

    /// Returns the people, and what is known about the membership with them.
    fn read(&self, submission: &Submission) -> Result<(Vec<Participant>, Option<Membership>), AdditionError> {
        let (own, offer, form) = (self.own, self.offer, self.form);
        let request = &own.registration.request;
        let (workshop, remaining) = (own.workshop(), self.remaining_sessions(&own.registration));
        let added = match read_additions(workshop, offer, form, request, &remaining, self.named, submission) {
            Ok(added) => added,
            Err(ReadError::Submission(errors)) => return Err(self.kept(Reason::Invalid(errors))),
            Err(ReadError::Form(error)) => return Err(AppError::broken(workshop, error).into()),
        };
        if !offer.has_fees_for_members() {
            return Ok((added, request.membership));
        }
        let members = own.address.services.workshops.members();
        let members = members.map_err(|error| AppError::broken(own.workshop(), error))?;
        let membership = membership_with(&added, &own.registration, offer, form, submission, &members);
        let membership = membership.map_err(|errors| self.kept(Reason::Invalid(errors)))?;
        Ok((added, membership))
    }

    /// Returns the sessions that the people attend unless others are chosen for them.
    fn remaining_sessions(&self, registration: &Registration) -> Vec<AttendedSession> {
        remaining_sessions(self.own.workshop(), self.offer, &registration.request, &begun(&self.own.address))
    }

    /// Returns whether all sessions that the registration names have begun or are cancelled.
    fn is_over(&self, registration: &Registration) -> bool {
        !registration.request.sessions.is_empty() && self.remaining_sessions(registration).is_empty()
    }

    /// Returns why this many people cannot be added to the registration as it is stored now.
    fn obstacle(&self, registration: &Registration, people: usize) -> Option<AdditionObstacle> {
        let obstacle = AdditionObstacle::of(self.own, registration, self.offer, people);
        obstacle.or_else(|| self.is_over(registration).then_some(AdditionObstacle::Closed))
    }

    /// Checks what the registration decides, so that the answer says which of it.
    fn check(&self, added: &[Participant]) -> Result<(), AdditionError> {
        match self.obstacle(&self.own.registration, added.len()) {
            Some(obstacle) => Err(self.kept(Reason::Impossible(obstacle))),
            None => Ok(()),
        }
    }

    async fn store(
        &self,
        added: &[Participant],
        membership: Option<Membership>,
    ) -> Result<Made, AdditionError> {
        let (own, address) = (self.own, &self.own.address);
        let transition = own.transition(self.offer);
        let adding = address.services.store.add_participants(
            transition,
            added,
            self.named,
            membership,
            address.deadline,
        );
        let transitioned = match adding.await {
            Ok(transitioned) => transitioned,
            Err(error) => return Err(self.kept(Reason::Refused(Refusal::Unavailable(error)))),
        };
        match transitioned {
            Transitioned::Full(current) => {
                let left = self.seats_left(&current, added).await?;
                Err(self.kept_now(current, Reason::Full(left)))
            }
            Transitioned::Outdated(current)
                if current.request.sessions == own.registration.request.sessions =>
            {
                Ok(Made::Outdated(current))
            }
            Transitioned::Outdated(current) => Err(self.kept_now(current, Reason::OtherSessions)),
            Transitioned::TooLarge(current) => Err(self.kept_now(current, Reason::TooLarge)),
            Transitioned::TooMany(current, limit) => Err(self.kept_now(current, Reason::TooOften(limit))),
            Transitioned::Impossible(current) if current.status.is_alive() => {
                let obstacle = self.obstacle(&current, added.len());
                Err(self.kept_now(current, Reason::Impossible(obstacle.unwrap_or(AdditionObstacle::Closed))))
            }
            other => {
                settled(own, other)?;
                Ok(Made::Done("participants-added"))
            }
        }
    }

    /// Returns how many more people could get seats in all pools in which these need some. Returns `None` if the counter does
    /// not show it: the limit of the organisation may be decisive, or registrations wait, which may come first.
    async fn seats_left(&self, registration: &Registration, added: &[Participant]) -> AppResult<Option<u32>> {
        let address = &self.own.address;
        let counter = address.services.store.counter(&self.own.workshop().slug, address.deadline).await?;
        let share = self.offer.terms().unproven_share.filter(|_| registration.status.needs_proof());
        let free = |pool: &str| {
            let seats = self.offer.capacity.size(pool).saturating_sub(counter.taken.of(pool));
            let unproven = share.as_ref().map(|it| it.size(pool).saturating_sub(counter.unproven.of(pool)));
            unproven.map_or(seats, |unproven| seats.min(unproven))
        };
        let mut wanted = registration.clone();
        wanted.add_participants(added, self.offer);
        let needed = wanted.seats.beyond(&registration.seats);
        let left = needed.pools().map(|(pool, _)| free(pool)).min();
        let is_exact = registration.counted_for.is_none() && counter.waiting == 0;
        Ok(left.filter(|left| is_exact || *left == 0))
    }

    fn kept(&self, reason: Reason) -> AdditionError {
        self.kept_now(self.own.registration.clone(), reason)
    }

    fn kept_now(&self, registration: Box<Registration>, reason: Reason) -> AdditionError {
        let (form, named) = (self.form.clone(), self.named);
        KeptPeople { registration: Some(registration), form, named, reason }.into()
    }
}

/// Returns the number of rows up to the last one that is filled in, at most as many as the registration form has.
fn posted_rows(address: &RegistrationAddress, submission: &Submission) -> u32 {
    let most = address.workshop().offer.as_deref().map_or(0, |offer| offer.max_participants);
    let last = (FIRST_ROW..=most).rev().find(|number| submission.has_participant(*number));
    last.map_or(0, |number| number + 1 - FIRST_ROW)
}

/// Returns the form with this many rows for a registration.
fn form(own: &OwnRegistration, rows: u32) -> AppResult<Form> {
    let people = u32::try_from(own.registration.request.participants.len()).unwrap_or(u32::MAX);
    form_in(&own.address, own.edition(), people, rows)
}

fn form_in(address: &RegistrationAddress, edition: &Edition, people: u32, rows: u32) -> AppResult<Form> {
    let workshop = address.workshop();
    let form = edition.additions_form(workshop, people, rows);
    let form = form.map_err(|error| AppError::broken(workshop, error))?;
    form.ok_or_else(|| AppError::NoOffer(workshop.slug.clone()))
}

impl From<KeptPeople> for AdditionError {
    fn from(kept: KeptPeople) -> AdditionError {
        AdditionError::Kept(Box::new(kept))
    }
}

impl From<OwnRegistrationError> for AdditionError {
    fn from(error: OwnRegistrationError) -> AdditionError {
        AdditionError::Registration(error)
    }
}

impl From<AppError> for AdditionError {
    fn from(error: AppError) -> AdditionError {
        AdditionError::Registration(error.into())
    }
}
