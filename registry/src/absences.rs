//! Records of who was absent from sessions, as part of stored registrations.

use std::collections::BTreeSet;

use model::registration::Registration;
use model::status::Event;

use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::store::Store;
use crate::transition::{CannotChange, Transition, Transitioned, Writing};

impl Store {
    /// Records that the participants with these numbers were absent from a session or, with `are_absent: false`, were not.
    /// Doing it again has no effect. If one of them has been replaced or attends the session no longer, the record is
    /// outdated, and nothing is written; taking back the absence of a person who has left has no effect.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline it is not known to be applied.
    pub async fn record_absences(
        &self,
        transition: Transition<'_>,
        session: &str,
        numbers: &BTreeSet<u32>,
        are_absent: bool,
        deadline: Deadline,
    ) -> Result<Transitioned, StoreError> {
        let event = Event::RecordAbsences;
        let next = |current: &Registration, status| {
            let attending: BTreeSet<_> = current.attendees(session).map(|it| it.number).collect();
            if are_absent && !numbers.is_subset(&attending) {
                return Err(CannotChange::Outdated);
            }
            let mut next = transition.after(current, event, status);
            let mut is_new = false;
            for number in numbers {
                is_new |= next.absences.record(session, *number, are_absent);
            }
            if is_new { Ok(next) } else { Err(CannotChange::Done) }
        };
        Writing { store: self, transition, event, deadline, next }.write().await
    }
}
