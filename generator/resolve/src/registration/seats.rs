//! The number of seats: of the workshop as a whole or, if registrants choose sessions, of each session.

use diagnostics::Diagnostic;
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
        let message =
            format!("the session \"{}\" has a `capacity`, but sessions are not chosen", session.title);
        let hint =
            "write `capacity` in `registration.yaml` and remove it here, or write `attends: choose` there";
        let problem = Diagnostic::problem(of.facts.capacity.clone(), message)
            .with_hint(hint)
            .with_related(places.attends.clone(), "registrants attend all sessions");
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
        let hint = "give each session a `capacity` in `sessions.yaml` instead, and remove this one";
        reader.refuse(&capacity.span, "with `attends: choose`, the workshop itself has no `capacity`", hint);
        return None;
    }
    let mut pools = Vec::new();
    for (session, of) in sessions.list.iter().zip(&sessions.places) {
        match session.capacity {
            Some(capacity) => pools.push((session.id.to_string(), capacity)),
            None => {
                let message = format!("the session \"{}\" has no `capacity`", session.title);
                let problem = Diagnostic::problem(of.facts.capacity.clone(), message)
                    .with_hint("add a line `capacity: …` with its number of seats")
                    .with_related(places.attends.clone(), "registrants choose sessions");
                reader.diagnostics.push(problem);
            }
        }
    }
    (pools.len() == sessions.list.len()).then(|| Capacity::by_session(pools))
}
