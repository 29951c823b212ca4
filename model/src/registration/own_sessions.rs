//! The sessions of a single participant, changed after the registration was made: seats, fee and history.

use std::mem;
use std::slice;

use jiff::Timestamp;

use super::attendance::are_same;
use super::{AttendedSession, Author, Participant, Registration};
use crate::offer::Offer;
use crate::status::{Event, Status};

impl Registration {
    /// Returns whether the sessions of a participant, and the way of attending them, may be changed at `now`.
    pub fn may_change_sessions_of(&self, participant: &Participant, offer: &Offer, now: Timestamp) -> bool {
        self.status.after(Event::ChangeDetails, self.requirements(offer)).is_some()
            && self.may_exchange_seats_of(slice::from_ref(participant), offer, now)
    }

    /// Returns whether seats of these participants may be exchanged at `now`: they are those of the present offer, and the
    /// amount is not invoiced or does not depend on them. Seats that are held until they are accepted stay as they are, because
    /// the time to accept them depends on the sessions.
    pub(super) fn may_exchange_seats_of(
        &self,
        participants: &[Participant],
        offer: &Offer,
        now: Timestamp,
    ) -> bool {
        now < offer.changes_until
            && self.status != Status::Offered
            && self.has_seats_in(offer)
            && (self.invoiced.is_none() || participants.iter().all(|it| !it.fee.is_per_session(offer)))
    }

    /// Returns the registration in which the participant with this number attends these sessions, with the seats and the fee
    /// that follow, and with a line in its history. If they are those of the registration, the participant follows it from now
    /// on. If no one else follows it any more, the sessions of the registration become these. A fee for each session
    /// keeps the price at which the registration was made. Returns `None` if there is no such participant, or if the
    /// amount overflows.
    pub fn with_sessions_of(
        &self,
        number: u32,
        sessions: &[AttendedSession],
        offer: &Offer,
        by: Author,
        at: Timestamp,
    ) -> Option<Registration> {
        let former = self.request.sessions_of(self.participant(number)?).len();
        let entry = self.entry(Event::ChangeDetails.key(), self.status, at).by(Some(by));
        let mut next = self.followed_by(entry.about_sessions_of(number));
        let mut others = next.request.participants.iter().filter(|it| it.number != number);
        if others.all(|it| !it.sessions.is_empty()) {
            next.replace_sessions(sessions.to_vec());
        }
        let follows = are_same(sessions, &next.request.sessions);
        let participant = next.request.participants.iter_mut().find(|it| it.number == number)?;
        participant.fee = participant.fee.for_sessions(former, sessions.len(), offer)?;
        participant.sessions = if follows { Vec::new() } else { sessions.to_vec() };
        next.seats = next.request.seats(offer);
        Some(next)
    }

    /// Replaces the sessions of the registration with those of its first participant if no one attends them any more: people who
    /// are added start from them, and the organiser's exports and sheets show them. All participants attend what they did.
    pub fn keep_to_attended_sessions(&mut self) {
        let request = &self.request;
        let Some(first) = request.participants.first() else { return };
        let mut attended = request.participants.iter().map(|it| request.sessions_of(it));
        if !attended.any(|it| are_same(it, &request.sessions)) {
            let sessions = first.sessions.clone();
            self.replace_sessions(sessions);
        }
    }

    /// Replaces the sessions of the registration. People who followed it until they left keep the former ones, which
    /// their last mail removes from their calendars.
    pub(super) fn replace_sessions(&mut self, sessions: Vec<AttendedSession>) {
        let former = mem::replace(&mut self.request.sessions, sessions);
        for departure in self.departures.iter_mut().filter(|it| it.sessions.is_empty()) {
            departure.sessions.clone_from(&former);
        }
    }
}

#[cfg(test)]
mod tests;
