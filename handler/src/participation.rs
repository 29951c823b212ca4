//! The use cases of a participant's own page: they view it, correct what is known about them, or no longer take part. Knows
//! neither HTTP nor AWS.

use model::form::Form;
use model::reading::{ReadError, read_participation};
use model::submission::{Submission, SubmissionErrors};

use crate::error::{AppError, AppResult};
use crate::extract::own_registration::OwnParticipation;
use crate::own_registration::{OwnRegistrationError, changeable, settled, unless_cancelled};

/// The reason why nothing was changed.
#[derive(Debug)]
pub(crate) enum ParticipationError {
    /// Some answers are not valid.
    Invalid(Form, SubmissionErrors),
    /// The failure does not concern the answers.
    Registration(OwnRegistrationError),
}

/// Returns the form, if the participant may still correct what is known about them.
pub(crate) fn ask(participation: &OwnParticipation) -> Result<Form, ParticipationError> {
    changeable(&participation.own)?;
    Ok(form(participation)?)
}

/// Corrects what is known about the participant, and returns the result.
pub(crate) async fn change(
    participation: &OwnParticipation,
    submission: &Submission,
) -> Result<&'static str, ParticipationError> {
    let OwnParticipation { own, participant } = participation;
    let offer = changeable(own)?;
    let form = form(participation)?;
    let corrected = match read_participation(&form, participant, submission) {
        Ok(corrected) => corrected,
        Err(ReadError::Submission(errors)) => return Err(ParticipationError::Invalid(form, errors)),
        Err(ReadError::Form(error)) => return Err(AppError::broken(own.workshop(), error).into()),
    };
    if corrected == *participant {
        return Ok("unchanged");
    }
    let (store, deadline) = (&own.address.services.store, own.address.deadline);
    settled(own, store.correct_participant(participation.transition(offer), &corrected, deadline).await?)?;
    Ok("participant-corrected")
}

/// Checks that the participant may still say that they no longer take part. This changes nothing, because mail scanners
/// follow links.
pub(crate) fn ask_to_cancel(participation: &OwnParticipation) -> Result<(), ParticipationError> {
    changeable(&participation.own)?;
    Ok(())
}

/// Removes the participant from the registration, and returns the result. Their page no longer exists then. In a registration
/// that is cancelled, as the last participant does by this, it has no effect.
pub(crate) async fn cancel(participation: &OwnParticipation) -> Result<&'static str, ParticipationError> {
    Ok(unless_cancelled(remove(participation).await, "participant-cancelled")?)
}

async fn remove(participation: &OwnParticipation) -> Result<(), OwnRegistrationError> {
    let OwnParticipation { own, participant } = participation;
    let offer = changeable(own)?;
    let (store, deadline) = (&own.address.services.store, own.address.deadline);
    let removed = store.remove_participant(participation.transition(offer), participant.number, deadline);
    settled(own, removed.await?)
}

fn form(participation: &OwnParticipation) -> AppResult<Form> {
    let (workshop, edition) = (participation.own.workshop(), participation.own.edition());
    let form = edition.participation_form(workshop).map_err(|error| AppError::broken(workshop, error))?;
    form.ok_or_else(|| AppError::NoOffer(workshop.slug.clone()))
}

impl From<OwnRegistrationError> for ParticipationError {
    fn from(error: OwnRegistrationError) -> ParticipationError {
        ParticipationError::Registration(error)
    }
}

impl From<AppError> for ParticipationError {
    fn from(error: AppError) -> ParticipationError {
        ParticipationError::Registration(error.into())
    }
}

impl From<registry::StoreError> for ParticipationError {
    fn from(error: registry::StoreError) -> ParticipationError {
        ParticipationError::Registration(error.into())
    }
}
