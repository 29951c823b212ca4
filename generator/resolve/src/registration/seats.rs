//! The number of seats: of the workshop as a whole or, if registrants choose sessions, of each session.

use diagnostics::{Diagnostic, message, phrase};
use model::offer::Attends;
use model::seats::Capacity;
use yaml::Reader;

use super::Terms;
use crate::places::OfferPlaces;
use crate::session::Sessions;

/// Reads the capacity of an offer. Returns `None` if it is missing or misplaced, which is reported.
pub(super) fn capacity(
    reader: &mut Reader<'_>,
    places: &OfferPlaces,
    terms: &Terms,
    sessions: &Sessions,
) -> Option<Capacity> {
    match terms.attends {
        Attends::All => whole(reader, places, terms, sessions),
        Attends::Choose => by_session(reader, places, terms, sessions),
    }
}

fn whole(
    reader: &mut Reader<'_>,
    places: &OfferPlaces,
    terms: &Terms,
    sessions: &Sessions,
) -> Option<Capacity> {
    let mut with_capacity = sessions.list.iter().zip(&sessions.places);
    if let Some((session, of)) = with_capacity.find(|(session, _)| session.capacity.is_some()) {
        let title = &session.title;
        let message = message! {
            MisplacedCapacity,
            en: "the session \"{title}\" has a `capacity`, but sessions are not chosen",
            fr: "la séance « {title} » a une `capacity`, mais on ne choisit pas les séances"
        };
        let hint = phrase! {
            en: "write `capacity` in `registration.yaml` and remove it here, or write `attends: choose` there",
            fr: "écrivez `capacity` dans `registration.yaml` et supprimez-la ici, ou écrivez-y `attends: choose`"
        };
        let attended = phrase! { en: "registrants attend all sessions", fr: "on suit toutes les séances" };
        let problem = Diagnostic::at(of.facts.capacity.clone(), message)
            .with_hint(hint)
            .with_related(places.attends.clone(), attended);
        reader.diagnostics.push(problem);
        return None;
    }
    terms.capacity.as_ref().map(|capacity| Capacity::whole(capacity.value))
}

fn by_session(
    reader: &mut Reader<'_>,
    places: &OfferPlaces,
    terms: &Terms,
    sessions: &Sessions,
) -> Option<Capacity> {
    if let Some(capacity) = &terms.capacity {
        let message = message! {
            MisplacedCapacity,
            en: "with `attends: choose`, the workshop itself has no `capacity`",
            fr: "avec `attends: choose`, l’atelier lui-même n’a pas de `capacity`"
        };
        let hint = phrase! {
            en: "give each session a `capacity` in `sessions.yaml` instead, and remove this one",
            fr: "donnez plutôt une `capacity` à chaque séance dans `sessions.yaml`, et supprimez celle-ci"
        };
        reader.refuse(&capacity.span, message, hint);
        return None;
    }
    let mut pools = Vec::new();
    for (session, of) in sessions.list.iter().zip(&sessions.places) {
        match session.capacity {
            Some(capacity) => pools.push((session.id.to_string(), capacity)),
            None => {
                let title = &session.title;
                let message = message! {
                    MisplacedCapacity,
                    en: "the session \"{title}\" has no `capacity`",
                    fr: "la séance « {title} » n’a pas de `capacity`"
                };
                let hint = phrase! {
                    en: "add a line `capacity: …` with its number of seats",
                    fr: "ajoutez une ligne `capacity: …` avec son nombre de places"
                };
                let chosen = phrase! { en: "registrants choose sessions", fr: "on choisit ses séances" };
                let problem = Diagnostic::at(of.facts.capacity.clone(), message)
                    .with_hint(hint)
                    .with_related(places.attends.clone(), chosen);
                reader.diagnostics.push(problem);
            }
        }
    }
    (pools.len() == sessions.list.len()).then(|| Capacity::by_session(pools))
}
