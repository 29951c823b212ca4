//! Changes of the participants of stored registrations.

use model::registration::{DetailPart, Participant, Registration};
use model::status::{Event, Status};

use crate::attributes::{text, whole};
use crate::condition::met;
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::item::{DEPARTURES, REVISION, sort_key};
use crate::key::{PK, SK, partition};
use crate::store::Store;
use crate::transition::{CannotChange, Transition, Transitioned, Writing};

impl Store {
    /// Replaces the participants of a registration. Freed seats go to the waiting list, at once or soon; the
    /// registration cannot take more seats than before.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn change_participants(
        &self,
        transition: Transition<'_>,
        participants: &[Participant],
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let event = Event::ChangeParticipants;
        let next = |current: &Registration, status| {
            let change_count = current.change_count.with_one_more(transition.now);
            let change_count = change_count.map_err(CannotChange::TooMany)?;
            let mut next = transition.after(current, event, status);
            next.change_count = change_count;
            if !next.replace_participants(participants) {
                return Err(CannotChange::Impossible);
            }
            next.note_departures(&current.request.participants, transition.now);
            Ok(reseated(next))
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Corrects a participant, who keeps their number, and leaves the others as they are stored. It counts towards the
    /// limits of this participant only.
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
            let count = current.corrections.get(&corrected.number).copied().unwrap_or_default();
            let count = count.with_one_more(transition.now).map_err(CannotChange::TooMany)?;
            let mut next = transition.after(current, event, status);
            next.corrections.insert(corrected.number, count);
            match next.correct_participant(corrected) {
                true => Ok(next),
                false => Err(CannotChange::Impossible),
            }
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }

    /// Removes the participant with this number and frees their seats; the last one takes the registration with them,
    /// which is cancelled. Like every cancellation, this does not count as a change.
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
                return Err(CannotChange::Impossible);
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

    /// Removes the addresses of the participants who left a registration, once they were informed. If the registration has
    /// changed since it was read, nothing happens.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known whether they were removed.
    pub async fn forget_departures(&self, read: &Registration, deadline: Deadline) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(PK, text(partition(&read.request.workshop)))
            .key(SK, text(sort_key(&read.id)))
            .update_expression("REMOVE #departures")
            .condition_expression("#revision = :read")
            .expression_attribute_names("#departures", DEPARTURES)
            .expression_attribute_names("#revision", REVISION)
            .expression_attribute_values(":read", whole(read.revision));
        met(deadline, || update.clone().send()).await.map(|_| ())
    }
}

/// Returns the registration with the seats that its participants need, and without the counts of those who no longer take
/// part. Its history says whether there are sessions that it gives up.
fn reseated(mut registration: Registration) -> Registration {
    let pools = registration.seats.pools().count();
    registration = registration.with_seats_of_participants();
    if registration.seats.pools().count() < pools {
        registration.note_part(DetailPart::Sessions);
    }
    let participants = &registration.request.participants;
    registration.corrections.retain(|number, _| participants.iter().any(|it| it.number == *number));
    registration
}
