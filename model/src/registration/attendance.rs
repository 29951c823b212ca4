//! Who attends which session, and in which mode. Counters, pages, mails, calendar files, exports and attendance sheets ask
//! here.
//!
//! A registration says which sessions all its participants attend. A participant may have sessions or modes of their own
//! instead. What concerns one person alone comes from the [registration of that person](Registration::of_participant), to
//! which everything else applies as to any registration.

use std::borrow::Cow;

use super::{AttendedSession, Departure, HistoryEntry, Participant, Registration, RegistrationRequest};
use crate::announcement::AttendanceMode;
use crate::seats::{Seats, WHOLE_WORKSHOP};
use crate::status::{Event, Status};

impl Registration {
    /// Returns whether any participant attends the session with this identifier. The seats of the
    /// registration decide, even if the workshop has since switched between whole and chosen sessions.
    pub fn attends(&self, session: &str) -> bool {
        self.seats.of(WHOLE_WORKSHOP) > 0 || self.seats.of(session) > 0
    }

    /// Returns whether participants without sessions of their own attend the session.
    pub fn covers(&self, session: &str) -> bool {
        self.seats.of(WHOLE_WORKSHOP) > 0 || self.request.sessions.iter().any(|it| it.session == session)
    }

    /// Returns the mode in which the participants attend a session. Returns `None` if there is no choice, or if it is not the
    /// same for all who attend it. Of a registration that names no one, it is the mode that the registration says.
    pub fn mode(&self, session: &str) -> Option<AttendanceMode> {
        let participants = &self.request.participants;
        if participants.is_empty() {
            return self.request.mode(session);
        }
        let mut modes = participants.iter().filter_map(|it| mode_of(self.request.sessions_of(it), session));
        let first = modes.next()?;
        modes.all(|mode| mode == first).then_some(first)
    }

    /// Returns the registration as if it named this participant alone: with their sessions, modes and seats. A change of the
    /// sessions of the registration concerns only participants without sessions of their own.
    #[must_use]
    pub fn of_participant(&self, participant: &Participant) -> Registration {
        let mut own = self.attending(participant.number, &participant.sessions);
        own.request.participants = vec![participant.clone()];
        own.absences.retain(&own.request.participants);
        own.departures.clear();
        own.with_seats_of_participants()
    }

    /// Returns the registration of a participant who has left: cancelled, with the sessions that they attended.
    #[must_use]
    pub fn of_former(&self, departure: &Departure) -> Registration {
        let own = self.attending(departure.number, &departure.sessions);
        let sessions = own.request.sessions.iter().map(|it| it.session.as_str());
        let seats = match self.seats.of(WHOLE_WORKSHOP) {
            0 => Seats::in_pools(sessions, 1),
            _ => Seats::in_pools([WHOLE_WORKSHOP], 1),
        };
        let request = RegistrationRequest { participants: Vec::new(), ..own.request };
        Registration { status: Status::Cancelled, seats, request, departures: vec![departure.clone()], ..own }
    }

    /// Returns the registration as it concerns its contact. Where participants have sessions of their own, were absent or
    /// joined later, it names only the contact and those who get no mails of their own, because the contact informs these; if
    /// there are none, all.
    pub fn of_contact(&self) -> Cow<'_, Registration> {
        let mailed: Vec<_> = self.mailed_participants().map(|(participant, _)| participant.number).collect();
        let is_informed_alone = |it: &Participant| mailed.contains(&it.number);
        let participants = &self.request.participants;
        let is_same_for_all =
            !self.request.has_own_sessions() && self.absences.is_empty() && self.joined.is_empty();
        if is_same_for_all || participants.iter().all(is_informed_alone) {
            return Cow::Borrowed(self);
        }
        let mut own = self.clone();
        own.request.participants.retain(|it| !is_informed_alone(it));
        let is_theirs = |entry: &&mut HistoryEntry| entry.participant.is_some_and(|it| mailed.contains(&it));
        own.history.iter_mut().filter(is_theirs).for_each(HistoryEntry::forget_sessions);
        Cow::Owned(own.with_seats_of_participants())
    }

    /// Returns what the registration is for the participant with this number who has these sessions; with those of the
    /// registration if they are none. The history says only of changes that concern them that sessions changed.
    fn attending(&self, number: u32, own: &[AttendedSession]) -> Registration {
        let mut registration = self.clone();
        let concerns = |entry: &HistoryEntry| {
            let is_theirs = entry.participant.map_or(own.is_empty(), |participant| participant == number);
            is_theirs && entry.event == Event::ChangeDetails.key()
        };
        let others = registration.history.iter_mut().filter(|entry| !concerns(entry));
        others.for_each(HistoryEntry::forget_sessions);
        if !own.is_empty() {
            registration.request.sessions = own.to_vec();
        }
        registration
    }

    /// Returns the registration with a seat for each participant in the pools that they need. It keeps to its own pools,
    /// which the present offer may not have.
    #[must_use]
    pub fn with_seats_of_participants(self) -> Registration {
        let count = |pool: &str| {
            let participants = self.request.participants.iter();
            let count = participants.filter(|it| self.request.needs_seat(it, pool)).count();
            (pool.to_owned(), u32::try_from(count).unwrap_or(u32::MAX))
        };
        let seats: Seats = self.seats.pools().map(|(pool, _)| count(pool)).collect();
        Registration { seats: seats.without_empty_pools(), ..self }
    }
}

impl RegistrationRequest {
    /// Returns the sessions that a participant attends, where there is a choice: their own, or those that the registration
    /// says.
    pub fn sessions_of<'a>(&'a self, participant: &'a Participant) -> &'a [AttendedSession] {
        if participant.sessions.is_empty() { &self.sessions } else { &participant.sessions }
    }

    /// Returns the mode in which participants without sessions of their own attend a session.
    pub fn mode(&self, session: &str) -> Option<AttendanceMode> {
        mode_of(&self.sessions, session)
    }

    /// Returns whether any participant attends other sessions than the registration says, or in another way.
    pub fn has_own_sessions(&self) -> bool {
        self.participants.iter().any(|it| !are_same(self.sessions_of(it), &self.sessions))
    }

    /// Returns whether a participant needs a seat in a pool in which the registration has some.
    fn needs_seat(&self, participant: &Participant, pool: &str) -> bool {
        let sessions = self.sessions_of(participant);
        pool == WHOLE_WORKSHOP || sessions.is_empty() || sessions.iter().any(|it| it.session == pool)
    }
}

/// Returns whether both are the same sessions in the same modes, in whatever order.
pub(crate) fn are_same(one: &[AttendedSession], other: &[AttendedSession]) -> bool {
    one.len() == other.len() && one.iter().all(|attended| other.contains(attended))
}

/// Returns the mode of a session among those that someone attends.
pub(crate) fn mode_of(sessions: &[AttendedSession], session: &str) -> Option<AttendanceMode> {
    sessions.iter().find(|attended| attended.session == session)?.mode
}
