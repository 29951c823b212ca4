//! What a page for changing details is about, once its URL has been looked up.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Author, DetailGroup, DetailsBasis, Registration};
use model::submission::Submission;
use registry::Transition;
use view::registration::DetailsOf;

use super::DetailsError;
use crate::extract::own_registration::{OwnParticipation, OwnRegistration, RegistrationAddress};
use crate::own_registration::OwnRegistrationError;

/// The URL of a page for changing details, before any lookup.
#[derive(Clone)]
pub(crate) struct DetailsAddress {
    pub(crate) address: RegistrationAddress,
    pub(crate) of: DetailsOf,
}

impl DetailsAddress {
    /// Returns the basis that a submission carries, without groups that the page does not ask about: the digest of others must
    /// not be sent to a participant.
    pub(super) fn basis(&self, submission: &Submission) -> DetailsBasis {
        let mut basis = DetailsBasis::read(submission);
        if self.of != DetailsOf::Registration {
            basis.groups.retain(|group| *group == DetailGroup::Sessions);
        }
        basis
    }
}

/// A registration of which a part is changed.
pub(crate) struct Opened {
    pub(crate) own: OwnRegistration,
    /// The number of the participant whose sessions alone are changed; `None` for the details of the registration.
    pub(crate) number: Option<u32>,
    /// Who changes it.
    pub(crate) by: Author,
}

impl Opened {
    /// Looks up what a URL opens.
    pub(super) async fn at(DetailsAddress { address, of }: DetailsAddress) -> Result<Opened, DetailsError> {
        let (own, number, by) = match of {
            DetailsOf::Registration => (address.open().await?, None, Author::Registrant),
            DetailsOf::Participant(number) => (address.open().await?, Some(number), Author::Registrant),
            DetailsOf::OwnParticipation => {
                let OwnParticipation { own, participant } = address.participation().await?;
                (own, Some(participant.number), Author::Participant)
            }
        };
        Ok(Opened { own, number, by })
    }

    pub(super) fn now(&self) -> Timestamp {
        self.own.address.now
    }

    pub(super) fn is_alive(&self) -> bool {
        self.own.registration.status.is_alive()
    }

    /// Returns the participant, if this is their own page.
    pub(crate) fn participation(&self) -> Option<OwnParticipation> {
        let number = self.number.filter(|_| self.by == Author::Participant)?;
        let participant = self.own.registration.participant(number)?.clone();
        Some(OwnParticipation { own: self.own.clone(), participant })
    }

    /// Returns the part of a registration that is changed: all of it, or what it is for the participant. Returns `None` if they
    /// have left.
    pub(super) fn part_of<'a>(&self, registration: &'a Registration) -> Option<Cow<'a, Registration>> {
        match self.number {
            None => Some(Cow::Borrowed(registration)),
            Some(number) => {
                let participant = registration.participant(number)?;
                Some(Cow::Owned(registration.of_participant(participant)))
            }
        }
    }

    /// Returns the part of the registration that is changed.
    ///
    /// # Errors
    ///
    /// Fails if the participant has left.
    pub(crate) fn part(&self) -> Result<Cow<'_, Registration>, DetailsError> {
        let left = || OwnRegistrationError::Left(Box::new(self.own.clone()));
        self.part_of(&self.own.registration).ok_or_else(|| left().into())
    }

    /// Returns the groups that can be changed now.
    pub(super) fn open_groups(&self) -> BTreeSet<DetailGroup> {
        let (registration, now) = (&self.own.registration, self.now());
        let groups = |offer: &Offer| match self.number {
            None => registration.changeable_details(offer, now),
            Some(number) => {
                let participant = registration.participant(number);
                let may_change = participant.filter(|it| registration.may_change_sessions_of(it, offer, now));
                may_change.map(|_| DetailGroup::Sessions).into_iter().collect()
            }
        };
        self.own.workshop().offer.as_deref().map(groups).unwrap_or_default()
    }

    /// Returns the error for a page on which nothing can be changed any more.
    pub(super) fn closed(&self) -> DetailsError {
        let own = Box::new(self.own.clone());
        let has_left = self.number.is_some_and(|number| self.own.registration.participant(number).is_none());
        let error = if has_left {
            OwnRegistrationError::Left(own)
        } else if self.number.is_some() && self.is_alive() {
            OwnRegistrationError::SessionsClosed(own)
        } else {
            OwnRegistrationError::TooLate(own)
        };
        self.on_its_page(error.into())
    }

    /// Returns the error for the page of the participant, if it is theirs.
    pub(super) fn on_its_page(&self, error: DetailsError) -> DetailsError {
        match (error, self.participation()) {
            (DetailsError::Registration(error), Some(participation)) => {
                DetailsError::Participation(Box::new(participation), error)
            }
            (error, _) => error,
        }
    }

    /// Returns a request for a transition by the author of the change.
    pub(super) fn transition<'a>(&'a self, offer: &'a Offer) -> Transition<'a> {
        Transition { by: self.by, ..self.own.transition(offer) }
    }
}
