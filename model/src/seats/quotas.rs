//! Quotas: the seats that organisations have in each pool, if a workshop limits them.

use std::collections::BTreeMap;

use super::{Capacity, Seats};
use crate::siren::Siren;

/// The limit of an organisation's seats in each pool, and the seats that organisations have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotas {
    /// The limit; `None` if the workshop has none.
    pub limit: Option<u32>,
    /// The seats that count towards the limit, by organisation.
    pub taken: BTreeMap<Siren, Seats>,
}

/// Seats that are requested, and the organisation towards whose limit they count.
#[derive(Clone, Copy, Debug)]
pub struct Requested<'a> {
    /// The seats.
    pub seats: &'a Seats,
    /// The organisation, if there is a limit for it.
    pub counted_for: Option<&'a Siren>,
}

impl<'a> From<&'a Seats> for Requested<'a> {
    /// Returns seats that count towards no limit.
    fn from(seats: &'a Seats) -> Requested<'a> {
        Requested { seats, counted_for: None }
    }
}

impl Quotas {
    /// Returns whether the organisation may have the requested seats, too.
    pub fn fits(&self, requested: Requested<'_>) -> bool {
        let (Some(limit), Some(organisation)) = (self.limit, requested.counted_for) else { return true };
        let none = Seats::default();
        let taken = self.taken.get(organisation).unwrap_or(&none);
        Capacity::of_each(requested.seats, limit).fits(taken, requested.seats)
    }

    /// Counts seats that an organisation gets.
    pub fn take(&mut self, requested: Requested<'_>) {
        if let Some(organisation) = requested.counted_for {
            let taken = self.taken.entry(organisation.clone()).or_default();
            *taken = taken.plus(requested.seats);
        }
    }
}
