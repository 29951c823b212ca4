//! The number of seats.

use super::{Contradiction, Said};
use crate::claims::seats::{SeatsClaim, seats};
use crate::role::Roles;

/// Adds the contradictions of numbers of seats.
pub(super) fn compare(said: &Said<'_>, found: &mut Vec<Contradiction>) {
    let Some(offer) = &said.facts.places.offer else { return };
    if said.has(Roles::OTHER_SEATS) {
        return;
    }
    let facts = || match said.facts.offer() {
        Some(of) if said.facts.sessions().iter().all(|session| session.capacity.is_none()) => {
            let all = of.capacity.pools().map(|(_, seats)| seats).max().unwrap_or(0);
            vec![(offer.capacity.clone(), format!("the workshop has {all} seats"))]
        }
        _ => {
            let sessions =
                said.facts.sessions().iter().zip(&said.facts.places.sessions).take(super::MOST_FACTS);
            let fact = sessions.map(|(session, places)| {
                let seats = session.capacity.unwrap_or(0);
                (places.capacity.clone(), format!("the session \"{}\" has {seats} seats", session.title))
            });
            fact.collect()
        }
    };
    let wrong =
        seats(said.sentence, said.roles).into_iter().filter(|claim| !said.facts.has_seats(claim.seats));
    found.extend(wrong.map(|SeatsClaim { span, .. }| Contradiction {
        message: format!("this is not the number of seats: `{}`", said.quote(&span)),
        span,
        hint: "correct the number here or there",
        facts: facts(),
    }));
}
