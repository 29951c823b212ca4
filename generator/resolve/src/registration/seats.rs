//! The number of seats: of the workshop as a whole or, if registrants choose sessions, of each session.

use model::offer::Attends;
use model::programme::Session;
use model::seats::Capacity;
use yaml::{Node, Reader};

use super::Terms;

/// Reads the capacity of an offer. Returns `None` if it is missing or misplaced, which is reported.
pub(super) fn capacity(
    reader: &mut Reader<'_>,
    node: &Node,
    terms: &Terms,
    sessions: &[Session],
) -> Option<Capacity> {
    match terms.attends {
        Attends::All => whole(reader, node, terms, sessions),
        Attends::Choose => by_session(reader, node, terms, sessions),
    }
}

fn whole(reader: &mut Reader<'_>, node: &Node, terms: &Terms, sessions: &[Session]) -> Option<Capacity> {
    if let Some(session) = sessions.iter().find(|session| session.capacity.is_some()) {
        let message =
            format!("the session \"{}\" has a `capacity`, but sessions are not chosen", session.title);
        let hint = "write `capacity` here and remove it from `sessions.yaml`, or write `attends: choose`";
        reader.refuse(&node.span, message, hint);
        return None;
    }
    terms.capacity.as_ref().map(|capacity| Capacity::whole(capacity.value))
}

fn by_session(reader: &mut Reader<'_>, node: &Node, terms: &Terms, sessions: &[Session]) -> Option<Capacity> {
    if let Some(capacity) = &terms.capacity {
        let hint = "give each session a `capacity` in `sessions.yaml` instead, and remove this one";
        reader.refuse(&capacity.span, "with `attends: choose`, the workshop itself has no `capacity`", hint);
        return None;
    }
    let mut pools = Vec::new();
    for session in sessions {
        match session.capacity {
            Some(capacity) => pools.push((session.id.to_string(), capacity)),
            None => {
                let message = format!("the session \"{}\" has no `capacity`", session.title);
                let hint = "registrants choose sessions, so add `capacity: …` to it in `sessions.yaml`";
                reader.refuse(&node.span, message, hint);
            }
        }
    }
    (pools.len() == sessions.len()).then(|| Capacity::by_session(pools))
}
