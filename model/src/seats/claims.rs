//! The seats that registrations hold or request, and the terms of their allocation.

use std::collections::BTreeMap;

use super::{Capacity, Seats, WaitingList};
use crate::siren::Siren;
use crate::status::Status;

/// The claims of one registration, or of all together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The seats that they hold.
    pub taken: Seats,
    /// The part of those seats that is held until an e-mail address is confirmed.
    pub unproven: Seats,
    /// The number of registrations that request seats but get none before their e-mail address is confirmed.
    pub requested: u32,
    /// The part of the seats that counts towards the limit of an organisation, by organisation.
    pub by_organisation: BTreeMap<Siren, Seats>,
}

/// The terms on which seats are allocated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whether a registration can wait for seats.
    pub waiting_list: WaitingList,
    /// The seats that unproven registrations can hold; `None` if e-mail addresses are not confirmed.
    pub unproven_share: Option<Capacity>,
}

impl Claims {
    /// Returns the claims of a registration with this status and these seats. A place on the waiting list is not a
    /// claim.
    pub fn of(status: Status, seats: &Seats) -> Claims {
        let seats = |held: bool| if held { seats.clone() } else { Seats::default() };
        Claims {
            taken: seats(status.holds_seats()),
            unproven: seats(status.holds_seats() && status.needs_proof()),
            requested: u32::from(status == Status::Requested),
            by_organisation: BTreeMap::new(),
        }
    }

    /// Returns the claims with the seats that they hold counted for an organisation, if there is one.
    #[must_use]
    pub fn counted_for(mut self, organisation: Option<&Siren>) -> Claims {
        if let Some(organisation) = organisation.filter(|_| !self.taken.is_empty()) {
            self.by_organisation.insert(organisation.clone(), self.taken.clone());
        }
        self
    }

    /// Returns the seats that count for an organisation.
    pub fn of_organisation(&self, organisation: &Siren) -> Seats {
        self.by_organisation.get(organisation).cloned().unwrap_or_default()
    }

    /// Returns the sum of both.
    pub fn plus(&self, other: &Claims) -> Claims {
        Claims {
            taken: self.taken.plus(&other.taken),
            unproven: self.unproven.plus(&other.unproven),
            requested: self.requested.saturating_add(other.requested),
            by_organisation: self.by_organisations(other, Seats::plus),
        }
    }

    /// Returns the difference, which is never below zero.
    pub fn minus(&self, other: &Claims) -> Claims {
        Claims {
            taken: self.taken.minus(&other.taken),
            unproven: self.unproven.minus(&other.unproven),
            requested: self.requested.saturating_sub(other.requested),
            by_organisation: self.by_organisations(other, Seats::minus),
        }
    }

    /// Returns the combined seats of each organisation in either.
    fn by_organisations(
        &self,
        other: &Claims,
        combined: impl Fn(&Seats, &Seats) -> Seats,
    ) -> BTreeMap<Siren, Seats> {
        let organisations = self.by_organisation.keys().chain(other.by_organisation.keys());
        let seats = |organisation: &Siren| {
            combined(&self.of_organisation(organisation), &other.of_organisation(organisation))
        };
        organisations.map(|organisation| (organisation.clone(), seats(organisation))).collect()
    }
}
