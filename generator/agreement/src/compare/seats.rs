//! The number of seats.

use diagnostics::{message, phrase};

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
            let fact = phrase! { en: "the workshop has {all} seats", fr: "l’atelier a {all} places" };
            vec![(offer.capacity.clone(), fact)]
        }
        _ => {
            let sessions =
                said.facts.sessions().iter().zip(&said.facts.places.sessions).take(super::MOST_FACTS);
            let fact = sessions.map(|(session, places)| {
                let seats = session.capacity.unwrap_or(0);
                let title = &session.title;
                let fact = phrase! {
                    en: "the session \"{title}\" has {seats} seats",
                    fr: "la séance « {title} » a {seats} places"
                };
                (places.capacity.clone(), fact)
            });
            fact.collect()
        }
    };
    let wrong =
        seats(said.sentence, said.roles).into_iter().filter(|claim| !said.facts.has_seats(claim.seats));
    found.extend(wrong.map(|SeatsClaim { span, .. }| {
        let quoted = said.quote(&span);
        Contradiction {
            message: message! {
                WrongSeats,
                en: "this is not the number of seats: `{quoted}`",
                fr: "ce n’est pas le nombre de places : `{quoted}`"
            },
            span,
            hint: phrase! { en: "correct the number here or there", fr: "corrigez le nombre ici ou là" },
            facts: facts(),
        }
    }));
}
