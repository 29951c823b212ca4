//! The claims and deadlines of a registration. They depend on whether the registrant has proven that the e-mail
//! address is theirs, and on whether it was replaced.

use jiff::Timestamp;

use super::{FormerAddress, HistoryEntry, Registration, RegistrationId};
use crate::seats::Claims;
use crate::status::{CONFIRMATION_TIME, Event};

impl Registration {
    /// Returns the share of this registration in the workshop's counters, apart from its place on the waiting list.
    pub fn claims(&self) -> Claims {
        Claims::of(self.status, &self.seats).counted_for(self.counted_for.as_ref())
    }

    /// Returns whether the present e-mail address is proven to be the registrant's, or will be: it was confirmed, the organiser
    /// vouched for it, or the registration is provisional until it is confirmed.
    pub fn has_or_awaits_proof(&self) -> bool {
        let is_corrected = self.history.iter().any(|entry| entry.event == Event::CorrectAddress.key());
        self.status.needs_proof() || self.proven.is_some() || is_corrected
    }

    /// Returns the deadline for confirming the e-mail address; `None` if no confirmation is pending.
    pub fn confirm_by(&self) -> Option<Timestamp> {
        self.confirm_until.filter(|_| self.status.needs_proof())
    }

    /// Returns the deadline after which it is cancelled: for confirming the e-mail address or accepting offered seats;
    /// `None` if neither is pending.
    pub fn lapses_at(&self) -> Option<Timestamp> {
        self.confirm_by().or(self.accept_until)
    }

    /// Returns whether that deadline has passed, but the registration has not been cancelled yet.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.lapses_at().is_some_and(|until| until <= now)
    }

    /// Returns whether it was cancelled because the e-mail address was not confirmed in time.
    pub fn has_lapsed(&self) -> bool {
        self.was_cancelled_by(Event::Lapse)
    }

    /// Returns the time that determines the place on the waiting list: of the confirmation if one was required,
    /// otherwise of the arrival. Thus an unproven registration cannot keep a place ahead of others.
    pub fn queued_since(&self) -> Timestamp {
        self.proven.unwrap_or(self.created)
    }

    /// Returns the sort key of the waiting list. The identifier breaks ties, because registrants cannot influence
    /// it.
    pub fn queue_order(&self) -> (Timestamp, &RegistrationId) {
        (self.queued_since(), &self.id)
    }

    /// Returns whether a mail of this time went to the present address, and not to one that was replaced since.
    pub fn is_mailed_at_present_address(&self, time: Timestamp) -> bool {
        let replaced = self.history.iter().rfind(|entry| entry.event == Event::CorrectAddress.key());
        replaced.is_none_or(|replaced| time >= replaced.at)
    }

    /// Returns whether a mail of this time went to an address of the contact that was replaced since.
    pub fn was_mailed_at(&self, former: &FormerAddress, time: Timestamp) -> bool {
        let is_earlier =
            |entry: &&HistoryEntry| entry.event == Event::CorrectAddress.key() && entry.at < former.at;
        let since = self.history.iter().rfind(is_earlier);
        time < former.at && since.is_none_or(|since| time >= since.at)
    }

    /// Updates the proof and the deadline after an event that has just set the status.
    pub(super) fn note_proof(&mut self, event: &str, at: Timestamp) {
        if event == Event::ConfirmEmail.key() {
            self.proven = Some(at);
        }
        if self.status.needs_proof() && self.confirm_until.is_none() {
            self.confirm_until = at.saturating_add(CONFIRMATION_TIME).ok();
        }
    }
}
