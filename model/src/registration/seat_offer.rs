//! The waiting list as a registration sees it, and the seats that are offered to it.

use jiff::Timestamp;

use super::{HistoryEntry, Registration};
use crate::status::{Event, Status};

impl Registration {
    /// Returns since when it has waited without interruption, according to its history; its arrival if it does not wait.
    pub fn waiting_since(&self) -> Timestamp {
        let waiting = self.history.iter().rev().take_while(|entry| entry.status == Status::Waiting);
        waiting.last().map_or(self.created, HistoryEntry::first)
    }

    /// Returns the registration with seats that are held for it until it accepts them.
    pub fn with_offered_seats(&self, until: Timestamp, at: Timestamp) -> Registration {
        let offered = self.after(Event::OfferSeats.key(), Status::Offered, at);
        Registration { accept_until: Some(until), ..offered }
    }

    /// Returns whether it was cancelled because the offered seats were not accepted in time.
    pub fn has_lost_offer(&self) -> bool {
        self.was_cancelled_by(Event::LapseSeatOffer)
    }

    /// Returns whether the registrant declined the offered seats.
    pub fn has_declined_offer(&self) -> bool {
        self.was_cancelled_by(Event::DeclineSeats)
    }

    /// Returns whether it is cancelled, and this event did it.
    pub(super) fn was_cancelled_by(&self, event: Event) -> bool {
        let last = self.history.last();
        self.status == Status::Cancelled && last.is_some_and(|entry| entry.event == event.key())
    }
}
