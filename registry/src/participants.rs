//! Changes of the participants of stored registrations.

use model::membership::Membership;
use model::registration::{DetailPart, Participant, Registration, ShownParticipants};
use model::status::{Event, Status};

use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::store::Store;
use crate::transition::{CannotChange, Transition, Transitioned, Writing, has_same_grounds};

impl Store {
    /// Replaces the participants of a registration whom a page showed; those who were added since stay. Freed seats go to the
    /// waiting list, at once or soon; the registration cannot take more seats than before.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn change_participants(
        &self,
        transition: Transition<'_>,
        participants: &[Participant],
        shown: &ShownParticipants,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let event = Event::ChangeParticipants;
        let mut wanted = transition.read.clone();
        let is_possible = wanted.replace_participants(participants, shown);
        let next = |current: &Registration, status| {
            // An earlier attempt stored it, and its answer was lost.
            if is_possible
                && current.revision != transition.read.revision
                && current.request.participants == wanted.request.participants
            {
                return Err(CannotChange::Done);
            }
            let change_count = current.change_count.with_one_more(transition.now);
            let change_count = change_count.map_err(CannotChange::TooMany)?;
            let mut next = transition.after(current, event, status);
            next.change_count = change_count;
            if !next.replace_participants(participants, shown) {
                return Err(CannotChange::Impossible);
            }
            next.note_departures(&current.request.participants, transition.now);
            Ok(reseated(next))
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Adds people to a registration, on the terms of the offer: they take seats in the same transaction, on condition that
    /// there is room and no registration waits. `named` is the highest number that a participant had when the registrant
    /// filled in the form; those who were added since are not added again, after a double click. `membership` is what is known with
    /// them. It is outdated if what they were checked by has changed: the sessions, the participants, or what the membership is
    /// judged by.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn add_participants(
        &self,
        transition: Transition<'_>,
        added: &[Participant],
        named: u32,
        membership: Option<Membership>,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let Transition { read, offer, now, .. } = transition;
        let event = Event::AddParticipants;
        let next = |current: &Registration, status| {
            let added = current.not_yet_added(added, named);
            if added.is_empty() {
                return Err(CannotChange::Done);
            }
            let (checked, request) = (&read.request, &current.request);
            let is_outdated = request.sessions != checked.sessions
                || request.participants != checked.participants
                || !has_same_grounds(read, current);
            if is_outdated {
                return Err(CannotChange::Outdated);
            }
            let people = u32::try_from(added.len()).unwrap_or(u32::MAX);
            let is_possible = current.invoiced.is_none()
                && current.may_add_people(offer, now)
                && people <= current.room_for_people(offer);
            if !is_possible {
                return Err(CannotChange::Impossible);
            }
            let change_count = current.change_count.with_one_more(now).map_err(CannotChange::TooMany)?;
            let mut next = transition.after(current, event, status);
            next.change_count = change_count;
            next.request.membership = membership;
            next.add_participants(&added, offer);
            if !offer.could_fit(next.requested()) {
                return Err(CannotChange::Full);
            }
            Ok(next)
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Corrects a participant, who keeps their number, and leaves the others as they are stored. It counts towards the
    /// limits of this participant only. If they are stored as corrected already, nothing is written.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn correct_participant(
        &self,
        transition: Transition<'_>,
        corrected: &Participant,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let event = Event::ChangeParticipants;
        let next = |current: &Registration, status| {
            let mut next = transition.after(current, event, status);
            if !next.correct_participant(corrected) {
                return Err(CannotChange::Impossible);
            }
            // For example, by an earlier one of two clicks.
            if next.request == current.request {
                return Err(CannotChange::Done);
            }
            let count = next.corrections.entry(corrected.number).or_default();
            *count = count.with_one_more(transition.now).map_err(CannotChange::TooMany)?;
            Ok(next)
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Removes the participant with this number and frees their seats; the last one takes the registration with them,
    /// which is cancelled. Like every cancellation, this does not count as a change. Removing one who has left has no
    /// effect.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn remove_participant(
        &self,
        transition: Transition<'_>,
        number: u32,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let event = Event::ChangeParticipants;
        let next = |current: &Registration, status| {
            if current.participant(number).is_none() {
                return Err(CannotChange::Done);
            }
            if current.request.participants.len() == 1 {
                return Ok(transition.after(current, Event::Cancel, Status::Cancelled));
            }
            let mut next = transition.after(current, event, status);
            next.request.participants.retain(|participant| participant.number != number);
            next.note_departures(&current.request.participants, transition.now);
            Ok(reseated(next))
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }
}

/// Returns the registration with sessions that someone attends and the seats that its participants need, and without the
/// counts and absences of those who no longer take part. Its history says whether there are sessions that it gives up.
fn reseated(mut registration: Registration) -> Registration {
    registration.keep_to_attended_sessions();
    let pools = registration.seats.pools().count();
    registration = registration.with_seats_of_participants();
    if registration.seats.pools().count() < pools {
        registration.note_part(DetailPart::Sessions);
    }
    let participants = &registration.request.participants;
    registration.corrections.retain(|number, _| participants.iter().any(|it| it.number == *number));
    registration.absences.retain(participants);
    registration
}
