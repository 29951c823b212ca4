//! Who attends which session, and in which mode. Counters, pages, mails, calendar files, exports and attendance sheets ask
//! here.
//!
//! A registration says which sessions all its participants attend. A participant may have sessions or modes of their own
//! instead. What concerns one person alone comes from the [registration of that person](Registration::of_participant), to
//! which everything else applies as to any registration.

use std::borrow::Cow;

use super::{AttendedSession, DetailPart, Participant, Registration, RegistrationRequest};
use crate::announcement::AttendanceMode;
use crate::seats::{Seats, WHOLE_WORKSHOP};

impl Registration {
    /// Returns whether any participant attends the session with this identifier. The seats of the
    /// registration decide, even if the workshop has since switched between whole and chosen sessions.
    pub fn attends(&self, session: &str) -> bool {
        self.seats.of(WHOLE_WORKSHOP) > 0 || self.seats.of(session) > 0
    }

    /// Returns whether all participants attend the session but those who have sessions of their own.
    pub fn covers(&self, session: &str) -> bool {
        self.seats.of(WHOLE_WORKSHOP) > 0 || self.request.sessions.iter().any(|it| it.session == session)
    }

    /// Returns the mode in which the participants attend a session. Returns `None` if there is no choice, or if it is not the
    /// same for all who attend it.
    pub fn mode(&self, session: &str) -> Option<AttendanceMode> {
        let participants = self.request.participants.iter();
        let mut modes = participants.filter_map(|it| mode_of(self.request.sessions_of(it), session));
        let first = modes.next()?;
        modes.all(|mode| mode == first).then_some(first)
    }

    /// Returns the registration as if it named this participant alone: with their sessions, modes and seats. A change of the
    /// sessions of the registration concerns only participants without sessions of their own.
    #[must_use]
    pub fn of_participant(&self, participant: &Participant) -> Registration {
        let mut own = self.clone();
        if !participant.sessions.is_empty() {
            own.history.iter_mut().for_each(|entry| entry.changed.retain(|it| *it != DetailPart::Sessions));
        }
        own.request.sessions = self.request.sessions_of(participant).to_vec();
        own.request.participants = vec![participant.clone()];
        own.with_seats_of_participants()
    }

    /// Returns the registration as it concerns its contact alone: if they take part and others have sessions of their own,
    /// only what the contact attends; otherwise the whole.
    pub fn of_contact(&self) -> Cow<'_, Registration> {
        let RegistrationRequest { participants, contact, .. } = &self.request;
        let own = participants.iter().find(|it| contact.is(it));
        match own.filter(|_| self.request.has_own_sessions()) {
            Some(own) => Cow::Owned(self.of_participant(own)),
            None => Cow::Borrowed(self),
        }
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

    /// Returns the mode in which all attend a session but those who have sessions of their own.
    pub fn mode(&self, session: &str) -> Option<AttendanceMode> {
        mode_of(&self.sessions, session)
    }

    /// Returns whether others were chosen for any participant than the registration says.
    pub fn has_own_sessions(&self) -> bool {
        self.participants.iter().any(|it| !it.sessions.is_empty())
    }

    /// Returns whether a participant needs a seat in a pool in which the registration has some.
    fn needs_seat(&self, participant: &Participant, pool: &str) -> bool {
        let sessions = self.sessions_of(participant);
        pool == WHOLE_WORKSHOP || sessions.is_empty() || sessions.iter().any(|it| it.session == pool)
    }
}

/// Returns the mode of a session among those that someone attends.
pub(crate) fn mode_of(sessions: &[AttendedSession], session: &str) -> Option<AttendanceMode> {
    sessions.iter().find(|attended| attended.session == session)?.mode
}
