//! An arriving registration: its state, and the attempts to admit it.

use model::offer::Offer;
use model::registration::Registration;
use model::seats::{Claims, Seats, WaitingList};
use model::status::{CONFIRMATION_TIME_OF_SCARCE_SEATS, Confirmation, REGISTER, Status};

use crate::counter::Counter;
use crate::transaction::Revision;

/// Maximum number of attempts to decide before an arrival joins the end of the waiting list.
const DECISIONS: u32 = 3;

/// An arriving registration.
pub(crate) struct Arrival<'a> {
    pub(crate) arriving: &'a Registration,
    pub(crate) offer: &'a Offer,
    /// A cancelled or expired registration of the same address.
    pub(crate) replaced: Option<Box<Registration>>,
    /// The number of rounds in which all attempts failed.
    pub(crate) rounds: u32,
    /// Whether a needed pool had no seat left when this program last saw the counter.
    pub(crate) is_likely_to_wait: bool,
    /// The counter that the last attempt of this round read, or on which it failed.
    pub(crate) counter: Option<Counter>,
    /// Whether the organisation had as many seats as it may at the last attempt.
    pub(crate) is_over_quota: bool,
}

impl<'a> Arrival<'a> {
    /// Creates the first state of an arrival. `last_seen` is the counter as this program last saw it.
    pub(crate) fn new(arriving: &'a Registration, offer: &'a Offer, last_seen: &Counter) -> Arrival<'a> {
        let is_likely_to_wait = offer.confirmation == Confirmation::None
            && offer.capacity.is_exhausted(&last_seen.taken, &arriving.seats);
        Arrival {
            arriving,
            offer,
            replaced: None,
            rounds: 0,
            is_likely_to_wait,
            counter: None,
            is_over_quota: false,
        }
    }

    /// Returns the attempts of a round. An arrival that can take its seats cannot join the waiting list and vice versa,
    /// so the order of these two determines only how many attempts fail.
    pub(crate) fn attempts(&self) -> &'static [Attempt] {
        if self.replaces_expired() {
            &[Attempt::Lapse, Attempt::Decide]
        } else if self.offer.waiting_list == WaitingList::None {
            &[Attempt::Seat, Attempt::Lapse, Attempt::Wait, Attempt::Decide]
        } else if self.rounds == 0 && self.is_likely_to_wait {
            &[Attempt::Wait, Attempt::Seat, Attempt::Decide, Attempt::Queue]
        } else if self.rounds < DECISIONS {
            &[Attempt::Seat, Attempt::Lapse, Attempt::Wait, Attempt::Decide, Attempt::Queue]
        } else {
            &[Attempt::Seat, Attempt::Wait, Attempt::Queue]
        }
    }

    /// Returns whether the counter still includes the replaced registration.
    pub(crate) fn replaces_expired(&self) -> bool {
        let counts = |it: &Registration| it.claims() != Claims::default() || it.status == Status::Waiting;
        self.replaced.as_deref().is_some_and(counts)
    }

    /// Returns whether the last known counter of this round would make an attempt to take the seats fail.
    pub(crate) fn is_kept_from_seats(&self) -> bool {
        let Some(counter) = &self.counter else { return false };
        let needed = &self.arriving.seats;
        let share = self.offer.terms().unproven_share;
        counter.waiting > 0
            || !self.offer.capacity.fits(&counter.taken, needed)
            || share.is_some_and(|share| !share.fits(&counter.unproven, needed))
    }

    /// Returns whether the last known counter of this round has room for the seats.
    pub(crate) fn would_fit(&self) -> bool {
        let fits = |counter: &Counter| self.offer.capacity.fits(&counter.taken, &self.arriving.seats);
        self.counter.as_ref().is_some_and(fits)
    }

    pub(crate) fn freed(&self) -> Claims {
        self.replaced.as_deref().map(Registration::claims).unwrap_or_default()
    }

    /// Returns the arrival with its seats. If they are held until the address is confirmed, the deadline depends on how
    /// many seats are free when `taken` are not.
    pub(crate) fn seated(&self, taken: &Seats) -> Revision {
        let status = Status::seated(self.arriving.requirements(self.offer));
        let scarce = status.needs_proof() && self.offer.capacity.is_scarce(taken, &self.arriving.seats);
        let until = self.arriving.created.saturating_add(CONFIRMATION_TIME_OF_SCARCE_SEATS).ok();
        let arriving = Registration { confirm_until: until.filter(|_| scarce), ..self.arriving.clone() };
        replacing(self.replaced.as_deref(), &arriving, status)
    }

    pub(crate) fn with_status(&self, status: Status) -> Revision {
        replacing(self.replaced.as_deref(), self.arriving, status)
    }
}

/// Returns an arriving registration that replaces a cancelled or expired one, if there is one: it continues its history
/// and its revisions.
pub(crate) fn replacing(
    replaced: Option<&Registration>,
    arriving: &Registration,
    status: Status,
) -> Revision {
    let follows = replaced.map_or(0, |replaced| replaced.revision);
    let history = replaced.map(|replaced| replaced.history.clone()).unwrap_or_default();
    let registration = Registration { revision: follows, history, ..arriving.clone() };
    Revision { registration: registration.after(REGISTER, status, arriving.created), follows }
}

/// An attempt to admit an arrival, in the order of `admission.rs`.
#[derive(Clone, Copy)]
pub(crate) enum Attempt {
    /// Assigns the seats, if the waiting list is empty.
    Seat,
    /// Frees seats past their deadline.
    Lapse,
    /// Joins the waiting list, if the seats do not fit.
    Wait,
    /// Decides with the waiting list.
    Decide,
    /// Joins the end of the waiting list.
    Queue,
}
