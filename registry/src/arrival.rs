//! An arriving registration: its state, and the attempts to admit it.

use model::offer::Offer;
use model::registration::Registration;
use model::seats::{Claims, Seats, WaitingList};
use model::status::{CONFIRMATION_TIME_OF_SCARCE_SEATS, REGISTER, Status};

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
}

impl Arrival<'_> {
    pub(crate) fn attempts(&self) -> &'static [Attempt] {
        if self.replaces_expired() {
            &[Attempt::Lapse, Attempt::Decide]
        } else if self.offer.waiting_list == WaitingList::None {
            &[Attempt::Seat, Attempt::Lapse, Attempt::Wait, Attempt::Decide]
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

    pub(crate) fn freed(&self) -> Claims {
        self.replaced.as_deref().map(Registration::claims).unwrap_or_default()
    }

    /// Returns the arrival with its seats. If they are held until the address is confirmed, the deadline depends on how
    /// many seats are free when `taken` are not.
    pub(crate) fn seated(&self, taken: &Seats) -> Revision {
        let status = Status::seated(self.offer.requirements());
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
