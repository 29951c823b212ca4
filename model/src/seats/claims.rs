//! What registrations hold or ask for, and the terms on which they get it.

use super::{Capacity, Seats, WaitingList};
use crate::status::Status;

/// What registrations claim: one of them, or all together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The seats that they hold.
    pub taken: Seats,
    /// Those of them that are held until an e-mail address is confirmed.
    pub unproven: Seats,
    /// How many registrations hold no seats before an e-mail address is confirmed.
    pub requested: u32,
}

/// On which terms seats are given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whether a registration may wait for seats.
    pub waiting_list: WaitingList,
    /// How many seats unproven registrations may hold; `None` where e-mail addresses are not confirmed.
    pub unproven_share: Option<Capacity>,
}

impl Claims {
    /// What a registration of this status claims that needs these seats. Its place on the waiting list is no claim.
    pub fn of(status: Status, seats: &Seats) -> Claims {
        let seats = |held: bool| if held { seats.clone() } else { Seats::default() };
        Claims {
            taken: seats(status.holds_seats()),
            unproven: seats(status.holds_seats() && status.needs_proof()),
            requested: u32::from(status == Status::Requested),
        }
    }

    /// The sum of both.
    pub fn plus(&self, other: &Claims) -> Claims {
        Claims {
            taken: self.taken.plus(&other.taken),
            unproven: self.unproven.plus(&other.unproven),
            requested: self.requested.saturating_add(other.requested),
        }
    }

    /// What is left when `other` is taken away; never less than none.
    pub fn minus(&self, other: &Claims) -> Claims {
        Claims {
            taken: self.taken.minus(&other.taken),
            unproven: self.unproven.minus(&other.unproven),
            requested: self.requested.saturating_sub(other.requested),
        }
    }
}
