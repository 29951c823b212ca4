//! The use case "change who takes part". Knows neither HTTP nor AWS.

use model::catalogue::CatalogueWorkshop;
use model::form::Form;
use model::reading::{ReadError, read_participants};
use model::registration::{Participant, Registration, ShownParticipants, TooManyChanges};
use model::submission::{Submission, SubmissionErrors};
use registry::Transitioned;
use view::edition::Edition;

use crate::abuse::Pressure;
use crate::error::{AppError, AppResult, Refusal};
use crate::extract::own_registration::{OwnRegistration, RegistrationAddress};
use crate::own_registration::{OwnRegistrationError, changeable, settled};

/// The reason why the participants were not changed.
#[derive(Debug)]
pub(crate) enum ChangeError {
    /// Some answers are not valid.
    Invalid(Box<OwnRegistration>, Form, SubmissionErrors),
    /// The change is valid but was not stored. The registration is `None` if it could not be read; in that case the URL
    /// is unverified and may open nothing.
    NotStored(Option<Box<Registration>>, Form, Refusal),
    /// A participant in a row that is filled in no longer takes part. Contains the form with the present participants.
    Outdated(Box<OwnRegistration>, Form),
    /// The registrant has made too many changes.
    TooOften(Box<OwnRegistration>, Form, TooManyChanges),
    /// The failure does not concern the answers.
    Registration(OwnRegistrationError),
}

/// The result of a successful change.
pub(crate) struct Changed {
    pub(crate) own: OwnRegistration,
    /// The result, as named in the log.
    pub(crate) result: &'static str,
}

/// Returns the form with one row per current participant.
pub(crate) fn ask(own: &OwnRegistration) -> Result<Form, OwnRegistrationError> {
    changeable(own)?;
    Ok(current_form(own)?)
}

/// Changes who takes part.
pub(crate) async fn change(
    address: &RegistrationAddress,
    submission: &Submission,
) -> Result<Changed, ChangeError> {
    let too_many = match address.pressure {
        Pressure::TooMuch(too_many) => Some(Refusal::TooMany(too_many)),
        _ => None,
    };
    let own = match address.clone().open().await {
        Ok(own) => own,
        Err(AppError::Unavailable(error)) => {
            let refusal = too_many.unwrap_or(Refusal::Unavailable(error));
            return Err(ChangeError::NotStored(None, form_as_posted(address, submission)?, refusal));
        }
        Err(error) => return Err(error.into()),
    };
    let request = &own.registration.request;
    let shown = ShownParticipants::read(submission).unwrap_or_else(|| ShownParticipants::of(request));
    changeable(&own)?;
    let form = form(own.edition(), own.workshop(), shown.count())?;
    if let Some(too_many) = too_many {
        return Err(ChangeError::NotStored(Some(own.registration), form, too_many));
    }
    let participants = match read_participants(&form, &request.participants, &shown, submission) {
        Ok(Some(participants)) => participants,
        Ok(None) => return outdated(own),
        Err(ReadError::Submission(errors)) => return Err(ChangeError::Invalid(Box::new(own), form, errors)),
        Err(ReadError::Form(error)) => return Err(AppError::broken(own.workshop(), error).into()),
    };
    let mut next = own.registration.clone();
    if next.replace_participants(&participants, &shown) && next.request == *request {
        return Ok(Changed { own, result: "unchanged" });
    }
    store(own, form, &participants, &shown).await
}

/// Stores a change of the participants whom a page showed.
async fn store(
    own: OwnRegistration,
    form: Form,
    participants: &[Participant],
    shown: &ShownParticipants,
) -> Result<Changed, ChangeError> {
    let transition = own.transition(changeable(&own)?);
    let (store, deadline) = (&own.address.services.store, own.address.deadline);
    match store.change_participants(transition, participants, shown, deadline).await {
        Ok(Transitioned::Impossible(registration)) if registration.status.is_alive() => {
            outdated(OwnRegistration { registration, ..own })
        }
        Ok(transitioned) => match settled(&own, transitioned) {
            Ok(()) => Ok(Changed { own, result: "participants-changed" }),
            Err(OwnRegistrationError::TooOften(own, limit)) => Err(ChangeError::TooOften(own, form, limit)),
            Err(error) => Err(error.into()),
        },
        Err(error) => Err(ChangeError::NotStored(Some(own.registration), form, Refusal::Unavailable(error))),
    }
}

/// Returns the error for a change of participants who have been changed meanwhile.
fn outdated(own: OwnRegistration) -> Result<Changed, ChangeError> {
    let form = current_form(&own)?;
    Err(ChangeError::Outdated(Box::new(own), form))
}

/// Returns the form with one row per current participant.
fn current_form(own: &OwnRegistration) -> AppResult<Form> {
    let participants = u32::try_from(own.registration.request.participants.len()).unwrap_or(u32::MAX);
    form(own.edition(), own.workshop(), participants)
}

/// Returns the form to show while the registration cannot be read. It has as many rows as were posted, so the
/// registrant need not type anything again.
fn form_as_posted(address: &RegistrationAddress, submission: &Submission) -> AppResult<Form> {
    let most = address.workshop().offer.as_deref().map_or(1, |offer| offer.max_participants);
    let is_posted = |number: &u32| submission.has_participant(*number);
    let participants = (1..=most).rev().find(is_posted).unwrap_or(1);
    form(address.services.editions.main(), address.workshop(), participants)
}

/// Returns the form with this many rows in the language of an edition.
fn form(edition: &Edition, workshop: &CatalogueWorkshop, participants: u32) -> AppResult<Form> {
    let form = edition.participants_form(workshop, participants);
    let form = form.map_err(|error| AppError::broken(workshop, error))?;
    form.ok_or_else(|| AppError::NoOffer(workshop.slug.clone()))
}

impl From<OwnRegistrationError> for ChangeError {
    fn from(error: OwnRegistrationError) -> ChangeError {
        ChangeError::Registration(error)
    }
}

impl From<AppError> for ChangeError {
    fn from(error: AppError) -> ChangeError {
        ChangeError::Registration(error.into())
    }
}
