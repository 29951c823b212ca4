//! What a registration claims, and since when and until when: it depends on whether its e-mail address is proven to
//! be its registrant's.

use jiff::Timestamp;

use super::{Registration, RegistrationId};
use crate::seats::Claims;
use crate::status::{CONFIRMATION_TIME, Event, Status};

impl Registration {
    /// What the counter of its workshop holds because of this registration, apart from its place on the waiting list.
    pub fn claims(&self) -> Claims {
        Claims::of(self.status, &self.seats)
    }

    /// Until when the registrant may confirm the e-mail address; `None` for a registration that does not wait for
    /// that.
    pub fn confirm_by(&self) -> Option<Timestamp> {
        self.confirm_until.filter(|_| self.status.needs_proof())
    }

    /// Whether the time within which the e-mail address was to be confirmed is over, and nobody has drawn the
    /// consequence yet.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.confirm_by().is_some_and(|until| until <= now)
    }

    /// Whether it was cancelled because nobody confirmed the e-mail address in time.
    pub fn has_lapsed(&self) -> bool {
        let last = self.history.last();
        self.status == Status::Cancelled && last.is_some_and(|entry| entry.event == Event::Lapse.key())
    }

    /// The time that decides who comes first on the waiting list: of the proof where one was asked for, else of the
    /// arrival. So a registration that is not proven yet keeps no place ahead of others.
    pub fn queued_since(&self) -> Timestamp {
        self.proven.unwrap_or(self.created)
    }

    /// What orders the waiting list; at the same time it is the identifier, which nobody can choose.
    pub fn queue_order(&self) -> (Timestamp, &RegistrationId) {
        (self.queued_since(), &self.id)
    }

    /// Notes what follows from an event that has just given the registration its status.
    pub(super) fn note_proof(&mut self, event: &str, at: Timestamp) {
        if event == Event::ConfirmEmail.key() {
            self.proven = Some(at);
        }
        if self.status.needs_proof() && self.confirm_until.is_none() {
            self.confirm_until = at.saturating_add(CONFIRMATION_TIME).ok();
        }
    }
}
