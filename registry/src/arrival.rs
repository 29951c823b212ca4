//! An arriving registration: what it becomes, and which attempts are made to take it in.

use model::offer::Offer;
use model::registration::Registration;
use model::seats::{Claims, Seats, WaitingList};
use model::status::{CONFIRMATION_TIME_OF_SCARCE_SEATS, REGISTER, Status};

use crate::transaction::Revision;

/// How often an arrival tries to decide before it joins the waiting list behind the others.
const DECISIONS: u32 = 3;

/// Somebody who arrives.
pub(crate) struct Arrival<'a> {
    pub(crate) arriving: &'a Registration,
    pub(crate) offer: &'a Offer,
    /// A registration of the same address that was cancelled or has expired.
    pub(crate) replaced: Option<Box<Registration>>,
    /// How often all attempts have failed.
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

    /// Whether the counter still says something about the replaced one.
    pub(crate) fn replaces_expired(&self) -> bool {
        let counts = |it: &Registration| it.claims() != Claims::default() || it.status == Status::Waiting;
        self.replaced.as_deref().is_some_and(counts)
    }

    pub(crate) fn freed(&self) -> Claims {
        self.replaced.as_deref().map(Registration::claims).unwrap_or_default()
    }

    /// With its seats. Where they are held until the address is confirmed, the time for that depends on how many
    /// are left when `taken` are not.
    pub(crate) fn seated(&self, taken: &Seats) -> Revision {
        let status = Status::seated(self.offer.requirements());
        let scarce = status.needs_proof() && self.offer.capacity.is_scarce(taken, &self.arriving.seats);
        let until = self.arriving.created.saturating_add(CONFIRMATION_TIME_OF_SCARCE_SEATS).ok();
        let arriving = Registration { confirm_until: until.filter(|_| scarce), ..self.arriving.clone() };
        replacing(self.replaced.as_deref(), &arriving, status)
    }

    pub(crate) fn becoming(&self, status: Status) -> Revision {
        replacing(self.replaced.as_deref(), self.arriving, status)
    }
}

/// An arriving registration in the place of one that was cancelled or has expired, if there is one: its history and
/// the count of its revisions go on.
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

/// A way to take in an arrival, in the order of `admission.rs`.
#[derive(Clone, Copy)]
pub(crate) enum Attempt {
    /// Seats the arrival, if nobody waits.
    Seat,
    /// Gives back seats whose deadline is over.
    Lapse,
    /// Joins the waiting list, if the seats do not fit.
    Wait,
    /// Decides by those that wait.
    Decide,
    /// Joins the waiting list behind the others.
    Queue,
}
